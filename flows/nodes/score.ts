import { z } from 'zod';
import type { Band, Condition, Slots, SlotValue } from '../flow.js';
import type { Facts } from '../rules/evaluate.js';
import { couldHold, mustHold } from '../rules/open.js';
import { slotsRead } from '../rules/parse.js';
import { MISS, type NodeKind, type ParseContext, type ParsedNode } from './kind.js';
import { readWith, STEP_KEYS } from './read.js';
import { readChart } from './score-table.js';
import type { Cell, NodeSpec, Points, ScoreSpec, ScoreTable } from './spec.js';

const POINTS = z.strictObject({
  when: z.string(),
  add: z.int('points are whole numbers').min(1, 'points are 1 or more: a risk more never makes the score smaller'),
});
const RAW = z.strictObject({
  ...STEP_KEYS,
  slot: z.string(),
  unknown: z.enum(['highest', 'lowest']).optional(),
  points: z
    .array(z.union([POINTS, z.strictObject({ one_of: z.array(POINTS).min(2) })]))
    .min(1)
    .optional(),
  table: z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.tsv$/, 'the name of a .tsv file beside this one')
    .optional(),
});

/**
 * A number that is counted from what is known, when the interview comes by: points of conditions, or a chart. Nothing is
 * put to the person. What is not known counts as much as it could, or as little, as the step says.
 */
export const score: NodeKind<ScoreSpec> = {
  parse(raw, ctx): ParsedNode<ScoreSpec> {
    refuseOddPoints(raw, ctx);
    const step = readWith(RAW, raw, ctx);
    const slot = ctx.slots.get(step.slot);
    if (slot === undefined) return ctx.fail(`there is no slot "${step.slot}" in slots.yaml`, ['slot']);
    if (slot.type !== 'number') return ctx.fail(`a score is a number; ${slot.id} is a ${slot.type}`, ['slot']);
    if ((step.points === undefined) === (step.table === undefined)) {
      return ctx.fail('a score is counted from points or looked up in a table: say one of them');
    }
    if (step.unknown === undefined) {
      return ctx.fail('say what counts where a value is not known: "unknown: highest" or "unknown: lowest"');
    }
    const items = (step.points ?? []).map((item) =>
      ('one_of' in item ? item.one_of : [item]).map((part): Points => {
        const when = ctx.condition(part.when);
        if (slotsRead(when).has(step.slot))
          ctx.fail(`the score ${step.slot} cannot be counted from itself`, ['points']);
        return { when, add: part.add };
      }),
    );
    const table = step.table === undefined ? null : readChart(ctx.sheet(step.table, ['table']), slot.id, ctx.slots);
    const spec: ScoreSpec = { kind: 'score', slot: slot.id, unknown: step.unknown, items, table };
    return { spec, texts: [], sets: [] };
  },
  prompt: () => null,
  answer: () => MISS,
  unanswered: () => ({}),
};

/** The faults that a reader of one entry would only call "invalid input". */
function refuseOddPoints(raw: unknown, ctx: ParseContext): void {
  const list = typeof raw === 'object' && raw !== null && 'points' in raw ? raw.points : null;
  if (!Array.isArray(list)) return;
  list.forEach((item: unknown, index) => {
    const several = typeof item === 'object' && item !== null && 'one_of' in item ? item.one_of : null;
    const parts: readonly unknown[] = Array.isArray(several) ? several : [item];
    parts.forEach((part, place) => {
      const at = ['points', index, ...(Array.isArray(several) ? ['one_of', place] : [])];
      const result = POINTS.safeParse(part);
      const issue = result.error?.issues[0];
      if (issue === undefined) return;
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      ctx.fail(issue.message, [...at, ...path]);
    });
  });
}

/**
 * The score as things stand: the number, or `unknown` where a chart has no row for the person. Deterministic; with `unknown:
 * highest` a value that becomes known, or a finding that turns out absent, can only make it smaller or leave it.
 */
export function scoreOf(spec: ScoreSpec, slots: Slots, bands: readonly Band[]): SlotValue {
  const facts: Facts = { slots, bands, ended: false };
  if (spec.table !== null) return lookedUp(spec.table, spec.unknown, slots);
  const holds = spec.unknown === 'highest' ? couldHold : mustHold;
  let sum = 0;
  for (const item of spec.items) {
    sum += Math.max(0, ...item.map((part) => (holds(part.when, facts) ? part.add : 0)));
  }
  return sum;
}

/** Every condition that a score reads, the ranges of its chart as comparisons; none for what is no score. */
export function conditionsOfScore(spec: NodeSpec): readonly Condition[] {
  if (spec.kind !== 'score') return [];
  const { columns, rows } = spec.table ?? { columns: [], rows: [] };
  const edges = rows.flatMap(({ cells }) =>
    cells.flatMap((cell, column): readonly Condition[] => {
      const edge = cell.kind === 'range' ? (cell.from ?? cell.below) : null;
      return edge === null ? [] : [{ op: 'compare', slot: columns[column] ?? '', is: '>=', value: edge }];
    }),
  );
  return [...spec.items.flat().map((part) => part.when), ...edges];
}

/** Slots that a score is counted from. */
export function slotsOfScore(spec: ScoreSpec): ReadonlySet<string> {
  const read = spec.items.flat().flatMap((part) => [...slotsRead(part.when)]);
  return new Set([...read, ...(spec.table?.columns ?? [])]);
}

/** Of the rows that what is known leaves open, the largest or the smallest number. */
function lookedUp(table: ScoreTable, unknown: ScoreSpec['unknown'], slots: Slots): SlotValue {
  const open = openRows(table, slots);
  if (open.length === 0) return 'unknown';
  const values = open.map((row) => row.value);
  return unknown === 'highest' ? Math.max(...values) : Math.min(...values);
}

/** Rows of a chart that what is known leaves open. */
export function openRows(table: ScoreTable, slots: Slots): ScoreTable['rows'] {
  return table.rows.filter((row) => row.cells.every((cell, column) => mayBe(cell, slots[table.columns[column] ?? ''])));
}

function mayBe(cell: Cell, value: SlotValue | undefined): boolean {
  if (cell.kind === 'any' || value === undefined || value === 'unknown') return true;
  // Asked and still unsure counts as present, as in every rule.
  if (cell.kind === 'is') return cell.value === (value === 'unsure' ? 'present' : value);
  return (
    typeof value === 'number' &&
    (cell.from === null || value >= cell.from) &&
    (cell.below === null || value < cell.below)
  );
}
