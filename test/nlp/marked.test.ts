import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { INTENTS } from '../../core/understanding.js';
import { readTestSet } from '../../nlp/eval/index.js';

const folder = path.join(packageRoot(), 'models', 'train', 'marked');
const MARK = /\[[^[\]|]+\|([a-z0-9_]+)[-?~]?(?:@[co])?\]/gu;
const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
const rowsOf = (file: string): readonly string[] =>
  readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));

/** What the encoder learns from is data that people will add to: a wrong row is named with its place. */
describe('marked messages', () => {
  const slots = new Set(
    [
      ...readFileSync(path.join(packageRoot(), 'flows', 'slots.yaml'), 'utf8').matchAll(
        /^  (\w+): \{ type: finding/gmu,
      ),
    ].map(([, id]) => id),
  );

  it('are there in every written form, for training and for thresholds', () => {
    for (const form of ['fr', 'ary_Latn', 'ary_Arab', 'shi_Latn', 'zgh_Tfng']) {
      expect(
        files.some((file) => file.startsWith(`${form}_`)),
        form,
      ).toBe(true);
      expect(files, form).toContain(`dev_${form}.tsv`);
    }
  });

  it.each(files)('%s: intents, red flag and slots are known, marks are closed', (file) => {
    const problems = rowsOf(file).flatMap((line, at) => {
      const [intents = '', red = '', text = '', ...more] = line.split('\t');
      const known = intents.split(' ').every((intent) => intent === '-' || INTENTS.some((each) => each === intent));
      const named = [...text.matchAll(MARK)].every(([, slot]) => slots.has(slot));
      const closed = !/[[\]|]/u.test(text.replace(MARK, ''));
      return known && named && closed && /^[01]$/u.test(red) && more.length === 0
        ? []
        : [`${file}, row ${at + 1}: ${line}`];
    });
    expect(problems).toEqual([]);
  });

  it('have no message of the frozen test set among them', () => {
    const bare = (text: string): string =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
    const frozen = new Set(
      readTestSet(path.join(packageRoot(), 'models', 'eval'))
        .map(({ text }) => bare(text))
        .filter((text) => text.split(' ').length > 4),
    );
    const shared = files.flatMap((file) =>
      rowsOf(file).filter((line) =>
        frozen.has(bare((line.split('\t')[2] ?? '').replace(/\[([^|[\]]+)\|[^\]]+\]/gu, '$1'))),
      ),
    );
    expect(shared.length).toBe(0);
  });
});
