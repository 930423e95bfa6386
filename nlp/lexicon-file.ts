import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/errors.js';

/** One row of a lexicon file: its cells by column name, and where it stands. */
export interface Row {
  readonly file: string;
  readonly line: number;
  cell(column: string): string;
  /** The variants of a cell: separated by ` | `, none when empty. */
  variants(column: string): readonly string[];
}

/**
 * Reads a tab-separated file: lines starting with `#` are comments, the first other line names the columns. Throws
 * `CONTENT_INVALID` with file and line when a row has another number of cells than there are columns.
 */
export function readRows(directory: string, file: string, columns: readonly string[]): readonly Row[] {
  let content: string;
  try {
    content = readFileSync(path.join(directory, file), 'utf8');
  } catch (cause) {
    throw new AppError('CONTENT_INVALID', `${file}: the lexicon file cannot be read`, { cause });
  }
  const rows: Row[] = [];
  let header: readonly string[] | null = null;
  content.split('\n').forEach((raw, index) => {
    const text = raw.replace(/\r$/, '');
    if (text === '' || text.startsWith('#')) return;
    const cells = text.split('\t');
    if (header === null) {
      const missing = columns.filter((column) => !cells.includes(column));
      if (missing.length > 0)
        throw new AppError('CONTENT_INVALID', `${file}:${index + 1}: no column ${missing.join(', ')}`);
      header = cells;
      return;
    }
    if (cells.length !== header.length) {
      throw new AppError(
        'CONTENT_INVALID',
        `${file}:${index + 1}: expected ${header.length} cells, found ${cells.length}`,
      );
    }
    const byName = new Map(header.map((column, at) => [column, (cells[at] ?? '').trim()]));
    rows.push(makeRow(file, index + 1, byName));
  });
  return rows;
}

function makeRow(file: string, line: number, byName: ReadonlyMap<string, string>): Row {
  const cell = (column: string): string => byName.get(column) ?? '';
  return {
    file,
    line,
    cell,
    variants: (column) =>
      cell(column)
        .split('|')
        .map((variant) => variant.trim())
        .filter((variant) => variant !== ''),
  };
}
