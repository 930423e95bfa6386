import type { SlotSpec } from '../flow.js';
import type { Cell, ScoreTable } from './spec.js';

/** A table in a file of its own, cell by cell; `fail` throws with the place of a cell (columns from 0). */
export interface Sheet {
  /** The first line: what each column is about. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** `row` -1: the line of the columns. */
  fail(row: number, column: number, message: string): never;
}

/**
 * Reads a chart: one column per slot, the last one the number that the row gives. Every combination of cells stands there
 * exactly once, so that nobody falls between two rows; and a finding more never makes the number smaller.
 */
export function readChart(sheet: Sheet, target: string, slots: ReadonlyMap<string, SlotSpec>): ScoreTable {
  const columns = sheet.columns.slice(0, -1);
  if (sheet.columns.at(-1) !== target || columns.length === 0) {
    sheet.fail(-1, Math.max(0, columns.length), `the last column is the number that this table gives: ${target}`);
  }
  const specs = columns.map((id, column) => {
    const spec = slots.get(id) ?? sheet.fail(-1, column, `there is no slot "${id}" in slots.yaml`);
    if (columns.indexOf(id) < column) sheet.fail(-1, column, `the column ${id} is there twice`);
    return spec;
  });
  const rows = sheet.rows.map((cells, row) => {
    if (cells.length !== sheet.columns.length) {
      sheet.fail(row, 0, `expected ${sheet.columns.length} cells, found ${cells.length}`);
    }
    const last = cells.at(-1) ?? '';
    if (!/^\d+(?:\.\d+)?$/.test(last)) sheet.fail(row, columns.length, `"${last}" is no number`);
    return {
      cells: specs.map((spec, column) => readCell(spec, cells[column] ?? '', (what) => sheet.fail(row, column, what))),
      value: Number(last),
    };
  });
  if (rows.length === 0) sheet.fail(-1, 0, 'this table has no rows');
  const chart = { columns, rows };
  specs.forEach((_, column) => {
    checkColumn(chart, column, sheet);
  });
  checkRows(chart, sheet);
  return chart;
}

function readCell(spec: SlotSpec, text: string, fail: (what: string) => never): Cell {
  if (text === '*') return { kind: 'any' };
  if (spec.type !== 'number') {
    const values = spec.type === 'finding' ? ['present', 'absent'] : spec.values.filter((value) => value !== 'unknown');
    return values.includes(text)
      ? { kind: 'is', value: text }
      : fail(`${spec.id} cannot be "${text}" here: ${values.join(', ')}, or * for any`);
  }
  const below = /^<(\d+(?:\.\d+)?)$/.exec(text);
  if (below !== null) return { kind: 'range', from: null, below: Number(below[1]) };
  const from = /^>=(\d+(?:\.\d+)?)$/.exec(text);
  if (from !== null) return { kind: 'range', from: Number(from[1]), below: null };
  const between = /^(\d+)-(\d+)$/.exec(text);
  if (between === null) return fail(`"${text}" is no range: write <120, 120-139, >=180, or * for any`);
  const [first, last] = [Number(between[1]), Number(between[2])];
  if (first > last) fail(`the range ${text} goes backwards`);
  // Charts write whole numbers: "20-24" reaches to where "25-29" begins, so that 24.6 is in one of them.
  return { kind: 'range', from: first, below: last + 1 };
}

/** The ranges of a column follow each other without a gap and without an overlap. */
function checkColumn({ rows }: ScoreTable, column: number, sheet: Sheet): void {
  const ranges = new Map<string, { readonly from: number; readonly below: number; readonly row: number }>();
  rows.forEach(({ cells }, row) => {
    const cell = cells[column];
    if (cell?.kind !== 'range') return;
    const text = sheet.rows[row]?.[column] ?? '';
    if (!ranges.has(text)) ranges.set(text, { from: cell.from ?? -Infinity, below: cell.below ?? Infinity, row });
  });
  const sorted = [...ranges].sort(([, a], [, b]) => a.from - b.from);
  for (const [index, [text, range]] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined || next[1].from === range.below) continue;
    const name = sheet.columns[column] ?? '';
    const how = next[1].from < range.below ? 'overlap' : 'leave a gap between them';
    sheet.fail(next[1].row, column, `the ranges ${text} and ${next[0]} of ${name} ${how}`);
  }
}

function checkRows(chart: ScoreTable, sheet: Sheet): void {
  const { columns, rows } = chart;
  const kinds = columns.map((_, column) => [...new Set(sheet.rows.map((cells) => cells[column] ?? ''))]);
  const seen = new Map<string, number>();
  rows.forEach((_, row) => {
    const key = (sheet.rows[row] ?? []).slice(0, -1).join(', ');
    if (seen.has(key)) sheet.fail(row, 0, `the row ${key} is there twice`);
    seen.set(key, row);
  });
  for (const [column, texts] of kinds.entries()) {
    const any = texts.indexOf('*');
    if (any < 0 || texts.length === 1) continue;
    const row = sheet.rows.findIndex((cells) => cells[column] === '*');
    sheet.fail(row, column, `* means any ${columns[column] ?? ''}, and other rows tell it apart: write every row out`);
  }
  let all: string[][] = [[]];
  for (const texts of kinds) all = all.flatMap((start) => texts.map((text) => [...start, text]));
  const missing = all.find((cells) => !seen.has(cells.join(', ')));
  if (missing !== undefined) sheet.fail(rows.length - 1, 0, `no row says what counts for ${missing.join(', ')}`);
  for (const [key, row] of seen) {
    const cells = key.split(', ');
    for (const [column, text] of cells.entries()) {
      if (text !== 'present') continue;
      const without = seen.get(cells.map((cell, at) => (at === column ? 'absent' : cell)).join(', '));
      if (without === undefined || (rows[without]?.value ?? 0) <= (rows[row]?.value ?? 0)) continue;
      sheet.fail(row, columns.length, `${columns[column] ?? ''} makes the number smaller: a finding more never does`);
    }
  }
}
