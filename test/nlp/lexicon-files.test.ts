import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { loadLexicon } from '../../nlp/lexicon.js';
import { loadMinimising } from '../../nlp/minimising-file.js';

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

  it.each([
    ['saying x\tc est rien\t\t\t', 'expected phrase, apart, words, extend or unless, found "saying"'],
    ['phrase x\t@nobody dit rien\t\t\t', 'there is no row "words nobody"'],
    ['phrase x\t… rien\t\t\t', 'begins or ends with a gap'],
    ['phrase x\t\tⵓⵔ ⵉⴳⵉ\t\t', 'has no letters of the column ary'],
    ['words who\tma famille\t\t\t', '"words who" is there twice'],
  ])('minimising.tsv: "%s" is refused with its place', (row, reason) => {
    const place = broken('minimising.tsv', row);
    expect(() => loadMinimising(folder)).toThrow(place);
    expect(() => loadMinimising(folder)).toThrow(reason);
  });

  it('minimising.tsv without its classes is refused by name', () => {
    const place = path.join(folder, 'minimising.tsv');
    const rows = readFileSync(place, 'utf8').split('\n');
    writeFileSync(place, rows.filter((row) => !row.startsWith('unless behind')).join('\n'));
    expect(() => loadMinimising(folder)).toThrow('minimising.tsv: there is no row "unless behind"');
  });
});
