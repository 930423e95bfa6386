import type { SlotSpec } from '../flow.js';
import { readBands, readCondition } from '../pack/cells.js';
import type { Problems } from '../pack/document.js';
import { readTable, type Row } from '../pack/table.js';
import { CONFIDENCES, type Cause, type Confidence, type Warning } from './table.js';

const COLUMNS = ['cause', 'fr', 'ar', 'en', 'icpc2', 'applies', 'condition', 'warnings', 'source', 'confidence'];
const ARABIC = /\p{Script=Arabic}/u;

/** A cause, and how to say what is wrong with it. */
export interface CauseRow {
  /** `null`: a fault of the row is recorded already. */
  readonly cause: Cause | null;
  readonly fault: Row['fault'];
}

/** Reads `causes.tsv`, by id; every fault is recorded with its place. */
export function readCauses(
  file: string,
  slots: ReadonlyMap<string, SlotSpec>,
  problems: Problems,
): ReadonlyMap<string, CauseRow> {
  const causes = new Map<string, CauseRow>();
  for (const row of readTable(file, COLUMNS, 'the table of causes is missing', problems) ?? []) {
    const { cells, fault } = row;
    if (cells.length !== COLUMNS.length) {
      fault(0, `expected ${COLUMNS.length} cells, found ${cells.length}`);
      continue;
    }
    const [id = ''] = cells;
    if (!/^[a-z][a-z0-9_]*$/.test(id)) fault(0, 'the id of a cause is small letters, digits and "_"');
    else if (causes.has(id)) fault(0, `${id} stands in the table already`);
    else causes.set(id, { cause: readCause(row, slots), fault });
  }
  return causes;
}

function readCause({ cells, fault }: Row, slots: ReadonlyMap<string, SlotSpec>): Cause | null {
  const [id = '', fr = '', ar = '', en = '', icpc2 = '', applies = '', condition = '', signs = '', source = ''] = cells;
  let faults = 0;
  const wrong = (column: number, message: string, offset = 0): void => {
    faults += 1;
    fault(column, message, offset);
  };
  [fr, ar, en].forEach((name, index) => {
    if (name.trim() === '' || name.trim() !== name) wrong(index + 1, 'a name is not empty and has no space around it');
  });
  if (ARABIC.test(fr)) wrong(1, 'the French name has Arabic letters');
  if (ar.trim() !== '' && !ARABIC.test(ar)) wrong(2, 'the Arabic name has no Arabic letter');
  if (ARABIC.test(en)) wrong(3, 'the English name has Arabic letters');
  if (icpc2 !== '' && !/^[A-Z]\d\d$/.test(icpc2)) wrong(4, 'an ICPC-2 code is a letter and two digits, or nothing');
  const bands = readBands(applies, (message, offset) => wrong(5, message, offset));
  const when =
    condition === '' ? null : readCondition(condition, slots, (message, offset) => wrong(6, message, offset));
  const warnings = readWarnings(signs, slots, (message, offset) => wrong(7, message, offset));
  if (source.trim() === '') wrong(8, 'a cause needs its source');
  const confidence = confidenceIn(cells[9] ?? '', (message) => wrong(9, message));
  if (faults > 0 || bands === null || confidence === null) return null;
  return { id, names: { fr, ar, en }, icpc2: icpc2 === '' ? null : icpc2, bands, when, warnings, source, confidence };
}

/** Signs with spaces between them; `slot@N,C` is asked of these bands only. */
function readWarnings(
  cell: string,
  slots: ReadonlyMap<string, SlotSpec>,
  wrong: (message: string, offset: number) => void,
): readonly Warning[] {
  const warnings = new Map<string, Warning>();
  for (const match of cell.matchAll(/\S+/g)) {
    const [word] = match;
    const [slot = '', bandsText = 'all'] = word.split('@');
    const spec = slots.get(slot);
    const bands = readBands(bandsText, (message) => wrong(message, match.index + slot.length + 1));
    if (spec === undefined) wrong(`there is no slot "${slot}" in slots.yaml`, match.index);
    else if (spec.type !== 'finding') wrong(`${slot} is no finding: a warning sign is one`, match.index);
    else if (warnings.has(slot)) wrong(`${slot} stands here twice`, match.index);
    else if (bands !== null) warnings.set(slot, { slot, bands });
  }
  if (cell.trim() === '') wrong('a cause needs at least one warning sign to ask about', 0);
  return [...warnings.values()];
}

/** `null` after a recorded fault. */
export function confidenceIn(cell: string, wrong: (message: string) => void): Confidence | null {
  const found = CONFIDENCES.find((known) => known === cell);
  if (found === undefined) wrong(`the confidence is one of ${CONFIDENCES.join(', ')}`);
  return found ?? null;
}
