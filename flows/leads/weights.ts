import type { SlotSpec } from '../flow.js';
import { readBands, readCondition } from '../pack/cells.js';
import type { Problems } from '../pack/document.js';
import { readTable, type Row } from '../pack/table.js';
import { confidenceIn } from './causes.js';
import { HEAVIEST, LIGHTEST, type Weight } from './table.js';

const COLUMNS = ['cause', 'finding', 'weight', 'applies', 'condition', 'source', 'confidence'];

/** Every row of `leads.tsv` that can be used. `named`: every cause that any row, also a faulty one, is about. */
export interface WeightRows {
  readonly weights: readonly Weight[];
  readonly named: ReadonlySet<string>;
}

/** Reads `leads.tsv`; every fault is recorded with its place, and a row with a fault is left out. */
export function readWeights(
  file: string,
  causes: ReadonlySet<string>,
  slots: ReadonlyMap<string, SlotSpec>,
  problems: Problems,
): WeightRows {
  const weights: Weight[] = [];
  const named = new Set<string>();
  const lines = new Map<string, number>();
  for (const row of readTable(file, COLUMNS, 'the table of leads is missing', problems) ?? []) {
    const { cells, fault, line } = row;
    if (cells.length !== COLUMNS.length) {
      fault(0, `expected ${COLUMNS.length} cells, found ${cells.length}`);
      continue;
    }
    const [cause = '', finding = '', , applies = '', condition = ''] = cells;
    named.add(cause);
    const key = [cause, finding, applies, condition].join('\t');
    const before = lines.get(key);
    if (before !== undefined) {
      fault(0, `this row stands already in line ${before}`);
      continue;
    }
    lines.set(key, line);
    const weight = readWeight(row, causes, slots);
    if (weight !== null) weights.push(weight);
  }
  return { weights, named };
}

function readWeight(
  { cells, fault }: Row,
  causes: ReadonlySet<string>,
  slots: ReadonlyMap<string, SlotSpec>,
): Weight | null {
  const [cause = '', finding = '', weightText = '', applies = '', condition = '', source = ''] = cells;
  let faults = 0;
  const wrong = (column: number, message: string, offset = 0): void => {
    faults += 1;
    fault(column, message, offset);
  };
  if (!causes.has(cause)) wrong(0, `there is no cause "${cause}" in causes.tsv`);
  const weight = /^-?\d+$/.test(weightText) ? Number(weightText) : 0;
  if (weight === 0 || weight < LIGHTEST || weight > HEAVIEST)
    wrong(2, `a weight is a whole number from ${LIGHTEST} to ${HEAVIEST}, and not 0`);
  const [slot = '', written] = finding.split('=');
  const spec = slots.get(slot);
  const value = spec === undefined ? null : valueIn(spec, written, (message, offset) => wrong(1, message, offset));
  if (spec === undefined) wrong(1, `there is no slot "${slot}" in slots.yaml`);
  else if (value === null && spec.type === 'number' && condition === '')
    wrong(4, `${slot} is a number: its row needs a condition`);
  if (value === 'absent' && weight > 0) wrong(2, 'what is absent speaks for nothing: its weight is below 0');
  const bands = readBands(applies, (message, offset) => wrong(3, message, offset));
  const when =
    condition === '' ? null : readCondition(condition, slots, (message, offset) => wrong(4, message, offset));
  if (source.trim() === '') wrong(5, 'a row needs its source');
  const confidence = confidenceIn(cells[6] ?? '', (message) => wrong(6, message));
  if (faults > 0 || bands === null || confidence === null) return null;
  return { cause, slot, value, weight, bands, when, source, confidence };
}

/** The value that a row is about: `slot` alone is a finding that is present, or a number with a condition. */
function valueIn(
  spec: SlotSpec,
  written: string | undefined,
  wrong: (message: string, offset: number) => void,
): string | null {
  const place = spec.id.length + 1;
  switch (spec.type) {
    case 'finding':
      if (written !== undefined && written !== 'absent') wrong(`${spec.id} is present, or =absent`, place);
      return written ?? 'present';
    case 'choice':
      if (written === undefined) wrong(`${spec.id} is a choice: say which value, as ${spec.id}=value`, 0);
      else if (!spec.values.includes(written) || written === 'unknown')
        wrong(`${spec.id} cannot be "${written}" here`, place);
      return written ?? null;
    case 'number':
      if (written !== undefined) wrong(`${spec.id} is a number: say which in the condition`, place);
      return null;
  }
}
