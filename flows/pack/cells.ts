import { BANDS, type Band, type Condition, type SlotSpec } from '../flow.js';
import { ConditionError, parseCondition } from '../rules/parse.js';
import { faultsIn, wordAt } from './dictionary.js';

/** Records a fault `offset` characters into a cell. */
export type CellFault = (message: string, offset?: number) => void;

/** Bands written `all` or `C, A`; `null` after a recorded fault. `all` is no band at all: everybody. */
export function readBands(cell: string, fault: CellFault): readonly Band[] | null {
  const bands: Band[] = [];
  for (const word of cell === 'all' ? [] : cell.split(',')) {
    const band = BANDS.find((known) => known === word.trim());
    if (band === undefined) {
      fault(`"${word.trim()}" is no band: all, or some of ${BANDS.join(', ')}`);
      return null;
    }
    bands.push(band);
  }
  return bands;
}

/** A condition, every slot and value in it checked; `null` after a recorded fault. */
export function readCondition(cell: string, slots: ReadonlyMap<string, SlotSpec>, fault: CellFault): Condition | null {
  try {
    const when = parseCondition(cell);
    const faults = faultsIn(when, slots);
    for (const { message, word } of faults) fault(message, wordAt(cell, word));
    return faults.length === 0 ? when : null;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    fault(error.message, error.offset);
    return null;
  }
}
