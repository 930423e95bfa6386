import type { ShortName, SlotSpec } from '../flow.js';
import type { Problems, YamlFile } from './document.js';
import { readTable, type Row } from './table.js';

const COLUMNS = ['slot', 'fr', 'ar'];
const ARABIC = /\p{Script=Arabic}/u;

/**
 * Gives every slot, and every value of a choice, the names that stand in `names.tsv`. A row is about `slot`, `slot=value`,
 * or `=value`: that value of every choice without a row of its own. `dictionary` is where the slots stand: a slot without a
 * name is told there.
 */
export function withNames(
  file: string,
  slots: ReadonlyMap<string, SlotSpec>,
  dictionary: YamlFile,
  problems: Problems,
): ReadonlyMap<string, SlotSpec> {
  const rows = readTable(file, COLUMNS, 'the table of names is missing', problems);
  if (rows === null) return slots;
  const names = new Map<string, ShortName>();
  for (const row of rows) {
    const [id = '', fr = '', ar = ''] = row.cells;
    const subject = subjectFault(id, slots);
    if (subject !== null) row.fault(...subject);
    else if (names.has(id)) row.fault(0, `${id} has a name already`);
    else {
      checkCells(row, fr, ar);
      names.set(id, { fr, ar });
    }
  }
  const named = new Map<string, SlotSpec>();
  for (const [id, spec] of slots) {
    const name = names.get(id);
    if (name === undefined) dictionary.fault(['slots', id], `${id} has no name in names.tsv`);
    const values: Record<string, ShortName> = {};
    spec.values.forEach((value, index) => {
      const own = names.get(`${id}=${value}`) ?? names.get(`=${value}`);
      if (own !== undefined) values[value] = own;
      else dictionary.fault(['slots', id, 'values', index], `${id}=${value} has no name in names.tsv`);
    });
    named.set(id, name === undefined ? spec : { ...spec, names: { ...name, values } });
  }
  return named;
}

/** What is wrong with what a row is about, as arguments of `Row.fault`; `null`: nothing. */
function subjectFault(id: string, slots: ReadonlyMap<string, SlotSpec>): [0, string, number] | null {
  const [slot = '', value] = id.split('=');
  if (slot === '' && value !== undefined) {
    const exists = [...slots.values()].some((spec) => spec.values.includes(value));
    return exists ? null : [0, `no choice in slots.yaml can be "${value}"`, 1];
  }
  const spec = slots.get(slot);
  if (spec === undefined) return [0, `there is no slot "${slot}" in slots.yaml`, 0];
  if (value === undefined || spec.values.includes(value)) return null;
  return [0, `${slot} cannot be "${value}"`, slot.length + 1];
}

function checkCells(row: Row, fr: string, ar: string): void {
  if (row.cells.length !== COLUMNS.length) {
    return row.fault(0, `expected ${COLUMNS.length} cells, found ${row.cells.length}`);
  }
  [fr, ar].forEach((name, index) => {
    if (name.trim() === '' || name.trim() !== name)
      row.fault(index + 1, 'a name is not empty and has no space around it');
  });
  if (ARABIC.test(fr)) row.fault(1, 'the French name has Arabic letters');
  if (ar.trim() !== '' && !ARABIC.test(ar)) row.fault(2, 'the Arabic name has no Arabic letter');
}
