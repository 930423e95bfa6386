import type { Share } from '../../core/share.js';
import type { Understanding } from '../../core/understanding.js';
import { INTENTS, type Intent } from '../../core/understanding.js';
import type { TestRow } from './test-set.js';

/** What a reader made of one row. */
export interface Reading {
  readonly row: TestRow;
  readonly whole: Understanding;
  /** Language of the first three words alone; `null`: the row has no more than three. */
  readonly firstWords: string | null;
  /** Alarm heard, by the reader or by the red-flag rules on what it heard. */
  readonly alarm: boolean;
}

export interface Scores {
  readonly n: number;
  readonly language: Share;
  readonly languageOfThree: Share;
  readonly intentMacroF1: number;
  /** F1 of each intent with enough rows, in the order of `INTENTS`. */
  readonly byIntent: readonly { readonly intent: Intent; readonly f1: number; readonly n: number }[];
  readonly finding: { readonly precision: number; readonly recall: number; readonly f1: number; readonly gold: number };
  readonly subject: Share;
  readonly redRecall: Share;
  readonly falseAlarms: Share;
  /** Expected calibration error of the language score, ten bins. */
  readonly languageEce: number;
  readonly abstained: Share;
}

const VARIETIES = new Set(['shi', 'tzm', 'rif', 'zgh']);
const FEWEST_WORDS = 3;
/** Intents with fewer rows than this are left out of the mean: their F1 says nothing. */
const FEWEST_OF_INTENT = 5;

/** Scores one reader. `implied`: what follows from a finding; naming it besides is no error (models/eval/README.md). */
export function score(readings: readonly Reading[], implied: (slot: string) => ReadonlySet<string>): Scores {
  const spoken = readings.filter(({ row }) => row.text.split(/\s+/).length >= FEWEST_WORDS);
  const three = spoken.filter(({ firstWords }) => firstWords !== null);
  const red = readings.filter(({ row }) => row.isRed);
  const calm = readings.filter(({ row }) => !row.isRed);
  return {
    n: readings.length,
    language: share(spoken, ({ row, whole }) => sameLanguage(row.language, whole.language.label)),
    languageOfThree: share(three, ({ row, firstWords }) => sameLanguage(row.language, firstWords ?? '')),
    intentMacroF1: mean(intentScores(readings).map((each) => each.f1)),
    byIntent: intentScores(readings),
    finding: findingScore(readings, implied),
    subject: subjectScore(readings),
    redRecall: share(red, ({ alarm }) => alarm),
    falseAlarms: share(calm, ({ alarm }) => alarm),
    languageEce: languageEce(spoken),
    abstained: share(readings, ({ whole }) => !whole.confident),
  };
}

function share(readings: readonly Reading[], isHit: (reading: Reading) => boolean): Share {
  return { hits: readings.filter(isHit).length, n: readings.length };
}

export function sameLanguage(gold: string, label: string): boolean {
  return gold === label || (gold === 'ber' && VARIETIES.has(label));
}

function f1(hits: number, extra: number, missed: number): number {
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + extra + missed);
}

function intentScores(readings: readonly Reading[]): Scores['byIntent'] {
  return INTENTS.flatMap((intent) => {
    const gold = readings.filter(({ row }) => row.intents.includes(intent));
    if (gold.length < FEWEST_OF_INTENT) return [];
    const said = readings.filter(({ whole }) => whole.intents.some(({ label }) => label === intent));
    const hits = said.filter(({ row }) => row.intents.includes(intent)).length;
    return [{ intent, f1: f1(hits, said.length - hits, gold.length - hits), n: gold.length }];
  });
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** A finding is right with its slot and its presence. */
function findingScore(readings: readonly Reading[], implied: (slot: string) => ReadonlySet<string>): Scores['finding'] {
  let [hits, extra, missed] = [0, 0, 0];
  for (const { row, whole } of readings) {
    const gold = new Set(row.findings.map(({ slot, presence }) => `${slot}=${presence}`));
    const allowed = new Set(
      row.findings.flatMap(({ slot, presence }) => [...implied(slot)].map((each) => `${each}=${presence}`)),
    );
    const heard = new Set(findingsIn(whole).map(({ slot, presence }) => `${slot}=${presence}`));
    for (const each of heard) {
      if (gold.has(each)) hits += 1;
      else if (!allowed.has(each)) extra += 1;
    }
    for (const each of gold) if (!heard.has(each)) missed += 1;
  }
  return {
    precision: hits === 0 ? 0 : hits / (hits + extra),
    recall: hits === 0 ? 0 : hits / (hits + missed),
    f1: f1(hits, extra, missed),
    gold: hits + missed,
  };
}

/** Of the findings that were heard with the right slot and presence: of the right person. */
function subjectScore(readings: readonly Reading[]): Share {
  let [hits, n] = [0, 0];
  for (const { row, whole } of readings) {
    for (const { slot, presence, subject } of row.findings) {
      const heard = findingsIn(whole).filter((each) => each.slot === slot && each.presence === presence);
      if (heard.length === 0) continue;
      n += 1;
      if (heard.some((each) => each.subject === subject)) hits += 1;
    }
  }
  return { hits, n };
}

function findingsIn(whole: Understanding): Understanding['entities'] {
  return whole.entities.filter(({ value }) => value === true);
}

const BINS = 10;

function languageEce(readings: readonly Reading[]): number {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, hits: 0, sum: 0 }));
  const answered = readings.filter(({ whole }) => whole.language.label !== 'und');
  for (const { row, whole } of answered) {
    const bin = bins[Math.min(BINS - 1, Math.floor(whole.language.score * BINS))];
    if (bin === undefined) continue;
    bin.n += 1;
    bin.sum += whole.language.score;
    if (sameLanguage(row.language, whole.language.label)) bin.hits += 1;
  }
  return (
    bins.reduce((total, { n, hits, sum }) => total + (n === 0 ? 0 : Math.abs(hits - sum)), 0) /
    Math.max(1, answered.length)
  );
}
