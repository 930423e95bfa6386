import { readFileSync } from 'node:fs';
import type { Sheet } from '../nodes/index.js';
import { Refused, type Problems } from './document.js';

/** One line of a table: its cells, and how to say what is wrong with one of them. */
export interface Row {
  readonly cells: readonly string[];
  /** Counts from 1. */
  readonly line: number;
  /** Records a fault of the cell `column` (from 0), `offset` characters into it. */
  fault(column: number, message: string, offset?: number): void;
}

/**
 * Reads a table with tabs between its cells; lines that are empty or begin with `#` mean nothing. The first other line
 * names the columns. `null` when the file is missing (recorded, in the words of `missing`).
 */
export function readTable(
  file: string,
  columns: readonly string[],
  missing: string,
  problems: Problems,
): readonly Row[] | null {
  const rows = rowsIn(file, problems);
  if (rows === null) {
    problems.add({ file, line: 1, column: 1, message: missing });
    return null;
  }
  const [header, ...body] = rows;
  if (header === undefined) {
    problems.add({ file, line: 1, column: 1, message: `the columns are ${columns.join(', ')}` });
  } else if (header.cells.join() !== columns.join()) header.fault(0, `the columns are ${columns.join(', ')}`);
  return body;
}

/** A table whose first line says itself what its columns are about; `null`: there is no such file. */
export function readSheet(file: string, problems: Problems): Sheet | null {
  const rows = rowsIn(file, problems);
  if (rows === null) return null;
  const [header, ...body] = rows;
  return {
    columns: header?.cells ?? [],
    rows: body.map((row) => row.cells),
    fail(row, column, message) {
      const at = row < 0 ? header : body[row];
      if (at === undefined) problems.add({ file, line: 1, column: 1, message });
      else at.fault(column, message);
      throw new Refused(message);
    },
  };
}

/** Every line that means something; `null` when the file cannot be read. */
function rowsIn(file: string, problems: Problems): readonly Row[] | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  return text.split('\n').flatMap((line, index): readonly Row[] => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const cells = line.split('\t');
    const fault: Row['fault'] = (column, message, offset = 0) => {
      const before = cells.slice(0, column).reduce((sum, cell) => sum + cell.length + 1, offset);
      problems.add({ file, line: index + 1, column: before + 1, message });
    };
    return [{ cells, line: index + 1, fault }];
  });
}
