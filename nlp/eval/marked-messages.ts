import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../core/errors.js';
import type { Presence, Subject } from '../../core/understanding.js';

/** A message of `models/train/marked/` (format: its README). */
export interface MarkedMessage {
  readonly form: string;
  readonly text: string;
  readonly intents: readonly string[];
  readonly isRed: boolean;
  readonly findings: readonly {
    readonly slot: string;
    readonly presence: Presence | 'aside';
    readonly subject: Subject;
  }[];
}

const MARK = /\[([^[\]|]+)\|([a-z0-9_]+)([-?~]?)(@[co])?\]/gu;
const PRESENCE: Readonly<Record<string, Presence | 'aside'>> = {
  '': 'present',
  '-': 'absent',
  '?': 'unsure',
  '~': 'aside',
};
const SUBJECT: Readonly<Record<string, Subject>> = { '@c': 'child', '@o': 'other' };

/** Every message that the encoder was trained on (not those of dev files); throws `CONTENT_INVALID` with file and line. */
export function readMarkedMessages(directory: string): readonly MarkedMessage[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.tsv') && !name.startsWith('dev_'))
    .sort()
    .flatMap((name) =>
      readFileSync(path.join(directory, name), 'utf8')
        .split('\n')
        .flatMap((line, at) => (line.trim() === '' || line.startsWith('#') ? [] : [readLine(line, name, at + 1)])),
    );
}

function readLine(line: string, name: string, number: number): MarkedMessage {
  const [intents, red, marked] = line.split('\t');
  const form = /(?:fr|ary|shi|tzm|rif|zgh)(?:_[A-Z][a-z]{3})?/u.exec(name)?.[0];
  if (intents === undefined || red === undefined || marked === undefined || form === undefined) {
    throw new AppError('CONTENT_INVALID', `${name}:${number}: expected intents, red flag and a message`);
  }
  return {
    form,
    text: marked.replace(MARK, '$1'),
    intents: intents.split(' ').filter((intent) => intent !== '' && intent !== '-'),
    isRed: red === '1',
    findings: [...marked.matchAll(MARK)].map(([, , slot = '', presence = '', subject = '']) => ({
      slot,
      presence: PRESENCE[presence] ?? 'aside',
      subject: SUBJECT[subject] ?? 'self',
    })),
  };
}
