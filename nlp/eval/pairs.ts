import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../core/errors.js';
import type { Nlu } from '../nlu.js';

/**
 * Two messages of the same words in another order, with opposite answers: "j'ai A mais pas B", "j'ai B mais pas A". Whoever reads bags
 * of words gets at most one of them right.
 */
export interface Pair {
  readonly form: string;
  readonly messages: readonly [PairMessage, PairMessage];
}
export interface PairMessage {
  readonly text: string;
  readonly present: string;
  readonly absent: string;
}

/** Reads `pairs.tsv` (form, first message, second message, slot A, slot B); throws `CONTENT_INVALID` with the line. */
export function readPairs(directory: string): readonly Pair[] {
  const [, ...lines] = readFileSync(path.join(directory, 'pairs.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map((line, at) => {
    const [form, first, second, a, b] = line.split('\t');
    if (form === undefined || first === undefined || second === undefined || a === undefined || b === undefined) {
      throw new AppError('CONTENT_INVALID', `pairs.tsv:${at + 2}: expected five cells`);
    }
    const messages = [
      { text: first, present: a, absent: b },
      { text: second, present: b, absent: a },
    ] as const;
    return { form, messages };
  });
}

/** `right of n`: pairs in which both messages were heard as they were meant. */
export async function pairsRight(nlu: Nlu, pairs: readonly Pair[]): Promise<string> {
  let right = 0;
  for (const { messages } of pairs) {
    const both = await Promise.all(messages.map((message) => isRight(nlu, message)));
    if (both.every(Boolean)) right += 1;
  }
  return `${right} of ${pairs.length}`;
}

async function isRight(nlu: Nlu, { text, present, absent }: PairMessage): Promise<boolean> {
  const { entities } = await nlu.understand({ text }, {});
  const says = (slot: string, presence: string): boolean =>
    entities.some((entity) => entity.slot === slot && entity.presence === presence);
  return says(present, 'present') && says(absent, 'absent');
}
