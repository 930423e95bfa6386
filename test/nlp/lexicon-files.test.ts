import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { loadLexicon } from '../../nlp/lexicon.js';

/** Who writes the lexicon is told which line is wrong, and why. */
describe('the files of the lexicon', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'labas-lexicon-'));
    cpSync(path.join(packageRoot(), 'nlp', 'lexicon'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const broken = (file: string, row: string): string => {
    const place = path.join(folder, file);
    const lines = readFileSync(place, 'utf8').trimEnd().split('\n').length;
    appendFileSync(place, `${row}\n`);
    return `${file}:${lines + 1}`;
  };

  it('load as they are, with alarms and what is watched apart', () => {
    const { alarms, watched } = loadLexicon(folder);
    expect(alarms.has('unconscious')).toBe(true);
    expect(watched.has('waters_broken')).toBe(true);
    expect([...watched].filter((slot) => alarms.has(slot))).toEqual([]);
  });

  it.each([
    ['alarms.tsv', 'fever\tsometimes', 'expected itself or with'],
    ['words.tsv', 'fall\tqq*\t\t\t', 'too short for a beginning'],
    ['words.tsv', 'fall\t\tⵓⵔ\t\t', 'has no letters of the column ary'],
  ])('%s: "%s" is refused with its place', (file, row, reason) => {
    const place = broken(file, row);
    expect(() => loadLexicon(folder)).toThrow(place);
    expect(() => loadLexicon(folder)).toThrow(reason);
  });
});
