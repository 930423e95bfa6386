import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/errors.js';
import { INTENTS, type Intent } from '../../core/understanding.js';

/** One message of the frozen test set and what must be heard in it (format and rules: models/eval/README.md). */
export interface TestRow {
  readonly id: string;
  readonly form: string;
  readonly text: string;
  readonly language: string;
  readonly intents: readonly Intent[];
  /** Findings only; numbers are not scored. */
  readonly findings: readonly { readonly slot: string; readonly presence: string; readonly subject: string }[];
  readonly isRed: boolean;
  readonly tags: readonly string[];
}

const COLUMNS = ['id', 'form', 'text', 'language', 'intents', 'findings', 'red_flag', 'tags'] as const;
const FINDING = /^(\w+)=(present|absent|unsure)\/(self|child|other)$/;

/** Reads every table that SHA256SUMS names; throws `CONTENT_INVALID` when one was changed since it was frozen. */
export function readTestSet(directory: string): readonly TestRow[] {
  const sums = readFileSync(path.join(directory, 'SHA256SUMS'), 'utf8').trim().split('\n');
  return sums.flatMap((line) => {
    const [sum = '', name = ''] = line.split(/\s+/);
    const content = readFileSync(path.join(directory, name));
    if (createHash('sha256').update(content).digest('hex') !== sum) {
      throw new AppError('CONTENT_INVALID', `${name}: changed since it was frozen`);
    }
    return content
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row, index) => readRow(row, `${name}:${index + 2}`));
  });
}

function readRow(line: string, place: string): TestRow {
  const cells = line.split('\t');
  if (cells.length !== COLUMNS.length)
    throw new AppError('CONTENT_INVALID', `${place}: expected ${COLUMNS.length} cells`);
  const cell = (column: (typeof COLUMNS)[number]): string => cells[COLUMNS.indexOf(column)] ?? '';
  return {
    id: cell('id'),
    form: cell('form'),
    text: cell('text'),
    language: cell('language'),
    intents: z.array(z.enum(INTENTS)).parse(listIn(cell('intents'))),
    findings: listIn(cell('findings')).flatMap((entry) => {
      const [, slot, presence, subject] = FINDING.exec(entry) ?? [];
      return slot === undefined || presence === undefined || subject === undefined ? [] : [{ slot, presence, subject }];
    }),
    isRed: cell('red_flag') === '1',
    tags: listIn(cell('tags')),
  };
}

function listIn(cell: string): readonly string[] {
  return cell.split(' ').filter((part) => part !== '' && part !== '-');
}
