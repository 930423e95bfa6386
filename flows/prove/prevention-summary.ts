import { influences } from '../engine/influence.js';
import { knownFrom } from '../engine/index.js';
import type { Condition, FlowState, Pack, Release, Slots } from '../flow.js';
import { openRows, scoreOf, slotsOf, slotsOfScore, specOf, type ScoreSpec } from '../nodes/index.js';
import { holds } from '../rules/evaluate.js';
import { slotsRead } from '../rules/parse.js';

/**
 * What the rest of a prevention pack can still see of a state, as text. In it are the values of all slots that a guard, a
 * result or the table of signs may read, or that follow into one; of what only a score reads, the points it has given once
 * all of an item's inputs are known, or the rows of its chart that are left. Two states with one text go on alike.
 */
export function summaryOf(release: Release, pack: Pack): (state: FlowState) => string {
  const influence = influences(release);
  const specs = [...pack.nodes.values()].map(specOf);
  const scores = specs.filter((spec) => spec.kind === 'score');
  const computed = new Set(scores.map((score) => score.slot));
  const asked = new Set([...pack.nodes.values()].flatMap((node) => [...slotsOf(specOf(node))]));
  const mayChange = new Set([...asked, ...computed].flatMap((slot) => [...influence(slot)]));
  // Of the table and the derivations, what reads nothing that the pack can change has given its level already, but for what only
  // the end makes unknown.
  const readings = [...release.signs, ...release.derivations.derived].map(readingOf);
  const isOpen = ({ slots }: Reading): boolean => slots.some((slot) => mayChange.has(slot));
  const own = [...pack.nodes.values(), ...(pack.prevention?.results ?? [])].map(readingOf);
  const read = new Set([...own, ...readings.filter(isOpen)].flatMap(({ slots }) => slots));
  const waiting = readings.filter((reading) => reading.waits && !isOpen(reading));
  for (const slot of computed) read.delete(slot);
  // What a chart has left by what is known of its columns: looking it up is slow, and few of them are told apart.
  const rows = new Map(scores.map((score) => [score, new Map<string, string>()]));
  const memo = new Map<string, boolean>();
  const isLive = (slot: string): boolean => {
    const known = memo.get(slot);
    if (known !== undefined) return known;
    const live = [...influence(slot)].some((to) => read.has(to));
    memo.set(slot, live);
    return live;
  };

  return (state) => {
    const known = knownFrom(release, state.slots);
    const kept = new Set(Object.keys(state.slots).filter(isLive));
    const points = scores.map((score) =>
      pointsOf(score, known.slots, known.bands, rows.get(score) ?? new Map<string, string>(), (slot) =>
        keep(state.slots, slot, kept),
      ),
    );
    const values = [...kept].sort().map((slot) => `${slot}=${state.slots[slot] ?? ''}`);
    const atEnd = { slots: known.slots, bands: known.bands, ended: true };
    const holding = waiting.map(({ when, sign }) => [sign === null || known.slots[sign], when && holds(when, atEnd)]);
    const place = [state.at, state.attempt, state.level, state.cursor.mode, known.bands.join()];
    return [...place, ...holding, ...points, ...values].join(' ');
  };

  /** An input that is not settled keeps everything that it may come from. */
  function keep(slots: Slots, input: string, into: Set<string>): void {
    for (const slot of Object.keys(slots)) if (influence(slot).has(input)) into.add(slot);
  }
}

interface Reading {
  readonly when: Condition | null;
  readonly sign: string | null;
  readonly slots: readonly string[];
  /** It may hold at the end of the interview by what was never asked. */
  readonly waits: boolean;
}

function readingOf({ when, sign = null }: { when: Condition | null; sign?: string | null }): Reading {
  const slots = when === null ? [] : [...slotsRead(when)];
  const waits = when !== null && namesUnknown(when);
  return { when, sign, slots: sign === null ? slots : [sign, ...slots], waits };
}

function namesUnknown(condition: Condition): boolean {
  if ('of' in condition) return condition.of.some(namesUnknown);
  return condition.op === 'unknown' || (condition.op === 'in' && condition.values.includes('unknown'));
}

function pointsOf(
  score: ScoreSpec,
  known: Slots,
  bands: Parameters<typeof scoreOf>[2],
  rows: Map<string, string>,
  keep: (slot: string) => void,
): string {
  if (score.table !== null) {
    for (const column of score.table.columns) if (known[column] === undefined) keep(column);
    const table = score.table;
    const at = table.columns.map((column) => known[column]).join();
    const left = rows.get(at) ?? rowsLeft(table, known);
    rows.set(at, left);
    return `rows ${left}`;
  }
  let sum = 0;
  for (const item of score.items) {
    const inputs = slotsOfScore({ ...score, items: [item] });
    if ([...inputs].every((slot) => known[slot] !== undefined)) {
      sum += Number(scoreOf({ ...score, items: [item] }, known, bands));
    } else for (const slot of inputs) keep(slot);
  }
  return `points ${sum}`;
}

/** What a chart can still give: the numbers of the open rows, by what of them is not known yet. */
function rowsLeft(table: NonNullable<ScoreSpec['table']>, known: Slots): string {
  const unknown = table.columns.flatMap((slot, column) => (known[slot] === undefined ? [column] : []));
  const numbers = new Map<string, Set<number>>();
  for (const { cells, value } of openRows(table, known)) {
    const at = JSON.stringify(unknown.map((column) => cells[column]));
    numbers.set(at, (numbers.get(at) ?? new Set()).add(value));
  }
  return [...numbers].map(([at, values]) => `${at}:${[...values].join('|')}`).join(' ');
}
