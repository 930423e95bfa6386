import type { Band, Slots, SlotValue } from '../flow.js';
import { close } from '../rules/derive.js';
import { holds, type Facts } from '../rules/evaluate.js';
import { MINIMUM_WEIGHT, MOST_LEADS, opens, type Cause, type LeadTable, type Weight } from './table.js';

/** One thing known, and what it is known to be. */
export interface Evidence {
  readonly slot: string;
  readonly value: SlotValue;
}

/** A cause that may be worth thinking of. */
export interface Lead {
  readonly cause: Cause;
  /** The sum of the rows that hold: only for putting leads in order. It is no probability. */
  readonly weight: number;
  /** What speaks for it and what against it, heaviest first. */
  readonly for: readonly Evidence[];
  readonly against: readonly Evidence[];
}

export interface Leads {
  /** Heaviest first, at most `MOST_LEADS`; ties in the order of the table. */
  readonly leads: readonly Lead[];
  /** Warning signs of these causes that are there, each once. */
  readonly found: readonly string[];
  /** Those that nobody has asked about (`unknown`), or whose answer was "don't know" (`unsure`); each once. */
  readonly toAsk: readonly Evidence[];
}

/**
 * What is known of a patient → causes that may be worth thinking of. Pure, and the same for the same input whatever the order
 * of saying. `slots` as the interview keeps them: what follows from them counts too. A finding that nobody was sure of speaks
 * neither for nor against. A history alone, or many small hints alone, make no lead (`opens`).
 */
export function leadsOf(table: LeadTable, slots: Slots, bands: readonly Band[]): Leads {
  const known = close(table.derivations, slots);
  // As at the end of an interview: what was never asked is unknown, so that a condition can name it.
  const facts: Facts = { slots: known, bands, ended: true };
  const leads = table.causes
    .flatMap((cause) => leadOf(table, cause, facts) ?? [])
    // Sorting keeps the order of equals: the order of the table.
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_LEADS);
  const warnings = new Set(
    leads.flatMap(({ cause }) =>
      cause.warnings.filter((warning) => isFor(warning.bands, bands)).map(({ slot }) => slot),
    ),
  );
  return {
    leads,
    found: [...warnings].filter((slot) => known[slot] === 'present'),
    toAsk: [...warnings].flatMap((slot) => {
      const value = known[slot];
      return value === undefined ? [{ slot, value: 'unknown' }] : value === 'unsure' ? [{ slot, value }] : [];
    }),
  };
}

function leadOf(table: LeadTable, cause: Cause, facts: Facts): Lead | null {
  if (!isFor(cause.bands, facts.bands) || (cause.when !== null && !holds(cause.when, facts))) return null;
  const rows = (table.weights.get(cause.id) ?? []).filter((row) => counts(row, facts));
  const weight = rows.reduce((sum, row) => sum + row.weight, 0);
  if (weight < MINIMUM_WEIGHT || !rows.some((row) => opens(row, table.slots))) return null;
  return { cause, weight, ...sidesOf(rows, facts.slots) };
}

function counts(row: Weight, facts: Facts): boolean {
  if (!isFor(row.bands, facts.bands)) return false;
  const value = facts.slots[row.slot];
  if (row.value === null ? typeof value !== 'number' : value !== row.value) return false;
  return row.when === null || holds(row.when, facts);
}

/** A finding of several rows is told once, on the side where it weighs. */
function sidesOf(rows: readonly Weight[], slots: Slots): Pick<Lead, 'for' | 'against'> {
  const sums = new Map<string, number>();
  for (const { slot, weight } of rows) sums.set(slot, (sums.get(slot) ?? 0) + weight);
  const side = (sign: 1 | -1): readonly Evidence[] =>
    [...sums]
      .filter(([, sum]) => sum * sign > 0)
      .sort(([, a], [, b]) => (b - a) * sign)
      .map(([slot]) => ({ slot, value: slots[slot] ?? 'present' }));
  return { for: side(1), against: side(-1) };
}

function isFor(limit: readonly Band[], bands: readonly Band[]): boolean {
  return limit.length === 0 || limit.some((band) => bands.includes(band));
}
