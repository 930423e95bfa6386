import { TRIAGE_LEVELS, type TriageLevel } from '../../core/triage.js';
import type { Rule, SlotSpec } from '../flow.js';
import { readBands, readCondition } from './cells.js';
import type { Problems } from './document.js';
import { readTable } from './table.js';

const COLUMNS = ['slot', 'applies', 'level', 'condition', 'source', 'confidence'];

/**
 * Reads the table of signs. The id of a row is `sign:<slot>:<bands>:<level>`, with a number where several rows share it: it
 * changes only when the row's meaning does.
 */
export function readSigns(file: string, slots: ReadonlyMap<string, SlotSpec>, problems: Problems): readonly Rule[] {
  const rules: Rule[] = [];
  const seen = new Map<string, number>();
  const rows = readTable(file, COLUMNS, 'the table of signs is missing', problems) ?? [];
  for (const { cells, line, fault } of rows) {
    const [slot = '', applies = '', level = '', condition = '', source = ''] = cells;
    const rule = readRow({ slot, applies, level, condition, source }, fault, slots);
    if (rule === null) continue;
    const base = `sign:${slot}:${rule.bands.length === 0 ? 'all' : rule.bands.join('+')}:${rule.level}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    rules.push({ ...rule, id: count === 1 ? base : `${base}:${count}`, place: `${file}:${line}` });
  }
  return rules;
}

function readRow(
  cells: { slot: string; applies: string; level: string; condition: string; source: string },
  fault: (column: number, message: string, offset?: number) => void,
  slots: ReadonlyMap<string, SlotSpec>,
): Omit<Rule, 'id' | 'place'> | null {
  const spec = slots.get(cells.slot);
  if (spec === undefined) {
    fault(0, `there is no slot "${cells.slot}" in slots.yaml`);
    return null;
  }
  const level = TRIAGE_LEVELS.find((known): known is TriageLevel => known === cells.level);
  if (level === undefined) {
    fault(2, `the level is one of ${TRIAGE_LEVELS.join(', ')}`);
    return null;
  }
  const bands = readBands(cells.applies, (message, offset) => fault(1, message, offset));
  if (bands === null) return null;
  const sign = spec.type === 'finding' ? cells.slot : null;
  if (sign === null && cells.condition === '') {
    fault(3, `${cells.slot} is no finding: its row needs a condition`);
    return null;
  }
  if (cells.condition === '') return { sign, bands, level, when: null, source: cells.source };
  const when = readCondition(cells.condition, slots, (message, offset) => fault(3, message, offset));
  return when === null ? null : { sign, bands, level, when, source: cells.source };
}
