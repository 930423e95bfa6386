import type { Script } from '../core/language.js';
import { createLetterFold, type LetterClass } from './letters.js';
import { amazighKey, darijaKey, frenchKey, lightKey } from './keys.js';

/** What stands between a token and the one before it. */
export type Gap = 'joined' | 'space' | 'comma' | 'stop';

/** One word or number, folded, with its place in the text as it was received. */
export interface Token {
  /** UTF-16 code units, half open. */
  readonly start: number;
  readonly end: number;
  /** Lower case, no accents, no marks; Tifinagh in Latin letters; Western digits. */
  readonly text: string;
  readonly script: 'Latn' | 'Arab' | 'Tfng' | 'Number';
  /** Of a number written in digits; decimals kept ("38,5"). */
  readonly value: number | null;
  readonly gap: Gap;
  /** Keys under which a lexicon knows the word, per family of spellings; `''`: a word without weight (an article). */
  readonly keys: Readonly<Record<Family, string>>;
  /** The Darija spelling with its vowels (keys.ts), for keys too short to be trusted. */
  readonly light: string;
}

/** A family shares one spelling key: French; Darija in both scripts; Amazigh in all three. */
export type Family = 'fr' | 'ary' | 'ber';
export const FAMILIES: readonly Family[] = ['fr', 'ary', 'ber'];

export interface Normalized {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Script of most letters; `Zyyy` when there are none. */
  readonly script: Script;
}

const UNITS =
  'ans|an|anne|annee|annees|mois|jours|jour|jrs|jr|j|heures|heure|hrs|hr|h|minutes|minute|min|mn|semaines|semaine|sem|kg|g|c|degres|degre|fois|x|snin|chhour|chhor|chhoura|iyam|ayam|youm|yom|simanat';
const NUMBER_THEN_UNIT = new RegExp(`^(\\d{1,3})(${UNITS})$`);
const LETTERS_THEN_NUMBER = /^([a-z]{1,4})(\d{2,3})$/;

const letterOf = createLetterFold();

/**
 * Cuts a text into folded tokens in one pass. Never throws; linear in the length of the text. Every span lies within the
 * text and spans do not overlap.
 */
export function normalize(text: string): Normalized {
  const tokens: Token[] = [];
  const counts = { Latn: 0, Arab: 0, Tfng: 0 };
  let run: Run | null = null;
  let gap: Gap = 'stop';

  const flush = (): void => {
    if (run === null) return;
    for (const token of tokensOf(run, gap)) {
      tokens.push(token);
      gap = 'joined';
    }
    run = null;
    gap = 'joined';
  };

  for (let index = 0; index < text.length;) {
    const codePoint = text.codePointAt(index) ?? 0;
    const next = index + (codePoint > 0xffff ? 2 : 1);
    const { kind, folded } = letterOf(codePoint);
    if (kind === 'Mark') {
      if (run !== null) run.end = next;
    } else if (kind === 'Other') {
      if (run !== null && isDecimalMark(text, index)) {
        append(run, '.', index, next);
      } else {
        flush();
        gap = widest(gap, gapOf(folded));
      }
    } else {
      if (kind !== 'Digit') counts[kind] += 1;
      if (run !== null && !continues(run, kind)) flush();
      run ??= { kind, start: index, end: next, letters: '', starts: [], ends: [] };
      if (run.kind === 'Digit' && kind === 'Latn') run.kind = 'Latn';
      append(run, folded, index, next);
    }
    index = next;
  }
  flush();
  return { text, tokens, script: scriptOf(counts) };
}

/** The folded form of a text, for comparison: applying it twice changes nothing more. */
export function foldText(text: string): string {
  return normalize(text)
    .tokens.map((token) => token.text)
    .join(' ');
}

interface Run {
  kind: LetterClass;
  start: number;
  end: number;
  letters: string;
  /** Start and end in the text of each folded character. */
  starts: number[];
  ends: number[];
}

function append(run: Run, folded: string, start: number, end: number): void {
  for (let count = folded.length; count > 0; count -= 1) {
    run.starts.push(start);
    run.ends.push(end);
  }
  run.letters += folded;
  run.end = end;
}

/** Digits belong to Arabizi words ("7ri9"), never to Arabic or Tifinagh ones ("ب38"). */
function continues(run: Run, kind: LetterClass): boolean {
  if (run.kind === kind) return true;
  return (
    (run.kind === 'Latn' && kind === 'Digit') || (run.kind === 'Digit' && kind === 'Latn' && !run.letters.includes('.'))
  );
}

function tokensOf(run: Run, gap: Gap): readonly Token[] {
  const letters = run.letters;
  if (/^\d+(?:\.\d+)?$/.test(letters)) return [numberToken(run, 0, letters.length, gap)];
  const split = NUMBER_THEN_UNIT.exec(letters) ?? (repeatsOneDigit(letters) ? null : LETTERS_THEN_NUMBER.exec(letters));
  const first = split?.[1];
  if (first === undefined) return [wordToken(run, 0, letters.length, gap)];
  const cut = first.length;
  return /^\d/.test(letters)
    ? [numberToken(run, 0, cut, gap), wordToken(run, cut, letters.length, 'joined')]
    : [wordToken(run, 0, cut, gap), numberToken(run, cut, letters.length, 'joined')];
}

/** "te77" is a doubled letter of Arabizi, "g39" a number. */
function repeatsOneDigit(letters: string): boolean {
  return /(\d)\1$/.test(letters);
}

function placeOf(run: Run, from: number, to: number): { readonly start: number; readonly end: number } {
  const start = run.starts[from] ?? run.start;
  return { start, end: to >= run.letters.length ? run.end : (run.ends[to - 1] ?? run.end) };
}

function numberToken(run: Run, from: number, to: number, gap: Gap): Token {
  const text = run.letters.slice(from, to);
  const keys = { fr: text, ary: text, ber: text };
  return { ...placeOf(run, from, to), text, script: 'Number', value: Number(text), gap, keys, light: lightKey(text) };
}

function wordToken(run: Run, from: number, to: number, gap: Gap): Token {
  const script = run.kind === 'Arab' ? 'Arab' : run.kind === 'Tfng' ? 'Tfng' : 'Latn';
  // Three or more of one letter are stress ("bzzzaaaf").
  const text = run.letters.slice(from, to).replace(/(.)\1{2,}/g, '$1');
  return { ...placeOf(run, from, to), text, script, value: null, gap, ...spellingOf(text, script) };
}

type Spelling = Pick<Token, 'keys' | 'light'>;
/** Words whose keys are remembered: people use the same few thousand, and making keys was half of the work. */
const REMEMBERED = 20_000;
const remembered = new Map<string, Spelling>();

/** Keys of a folded word, made once. */
export function spellingOf(text: string, script: 'Latn' | 'Arab' | 'Tfng'): Spelling {
  // Tifinagh is in Latin letters by now, so the script belongs to the word.
  const word = `${script}${text}`;
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const keys = {
    fr: script === 'Latn' ? frenchKey(text) : '\u0000',
    ary: script === 'Tfng' ? '\u0000' : darijaKey(text),
    ber: amazighKey(text),
  };
  const spelling = { keys, light: lightKey(text) };
  if (remembered.size < REMEMBERED) remembered.set(word, spelling);
  return spelling;
}

function isDecimalMark(text: string, index: number): boolean {
  const mark = text.charAt(index);
  if (mark !== ',' && mark !== '.' && mark !== '٫' && mark !== '،') return false;
  return (
    isDigit(text, index - 1) && isDigit(text, index + 1) && !/[.,٫،]/.test(text.charAt(index + 2)) && alone(text, index)
  );
}

/** "38,5" is one number; "1,3,4" is three answers, and so is "1,3" with a space. */
function alone(text: string, index: number): boolean {
  let before = index - 1;
  while (isDigit(text, before)) before -= 1;
  return index - before <= 4 && !/[.,٫،\p{L}]/u.test(text.charAt(before));
}

function isDigit(text: string, index: number): boolean {
  return index >= 0 && index < text.length && letterOf(text.charCodeAt(index)).kind === 'Digit';
}

function gapOf(character: string): Gap {
  if (/[.!?؟۔\n\r\u2028\u2029]/.test(character)) return 'stop';
  if (/[,;:،؛()[\]{}"«»/|…–—]/.test(character)) return 'comma';
  if (/['’‘ʼ`´_-]/.test(character)) return 'joined';
  return 'space';
}

const GAPS: readonly Gap[] = ['joined', 'space', 'comma', 'stop'];

function widest(one: Gap, other: Gap): Gap {
  return GAPS.indexOf(one) >= GAPS.indexOf(other) ? one : other;
}

function scriptOf(counts: Readonly<Record<'Latn' | 'Arab' | 'Tfng', number>>): Script {
  const { Latn, Arab, Tfng } = counts;
  if (Latn + Arab + Tfng === 0) return 'Zyyy';
  if (Tfng >= Latn && Tfng >= Arab) return 'Tfng';
  return Arab > Latn ? 'Arab' : 'Latn';
}
