import type { Token } from './normalize.js';
import type { Match } from './matches.js';

/** A number that was said, in digits or in words: tokens `from` up to `to`. */
export interface Amount {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

export const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'degree', 'gram', 'time_n'] as const;
export type Unit = (typeof UNITS)[number];

/** A number with its unit: "3 jours", "3amayn", "lbar7". */
export interface Measure extends Amount {
  readonly unit: Unit;
  /** "hier", "lbar7": a time that was named, not counted. */
  readonly isNamed: boolean;
}

/** Numbers of the text, composed ones in one piece: "trente huit", "khemsa w tlatin", "quatre vingt cinq", "deux et demi". */
export function amountsOf(tokens: readonly Token[], matches: readonly Match[]): readonly Amount[] {
  const words = longestOf(matches.filter((match) => match.layer === 'number'));
  const single: (Amount & { readonly isWord: boolean })[] = [];
  tokens.forEach((token, index) => {
    if (token.value !== null) single.push({ value: token.value, from: index, to: index + 1, isWord: false });
  });
  for (const match of words) {
    const value = Number(match.id);
    if (Number.isFinite(value)) single.push({ value, from: match.from, to: match.to, isWord: true });
  }
  single.sort((one, other) => one.from - other.from);
  const amounts: Amount[] = [];
  for (const next of single) {
    const last = amounts.at(-1);
    const joined = last === undefined || !next.isWord ? null : join(last, next, tokens);
    if (joined === null) amounts.push({ value: next.value, from: next.from, to: next.to });
    else amounts[amounts.length - 1] = joined;
  }
  return amounts;
}

const JOINERS = new Set(['et', 'w', 'o', 'u', 'ou', 'و', 'd']);

function join(one: Amount, next: Amount, tokens: readonly Token[]): Amount | null {
  const between = tokens.slice(one.to, next.from);
  const joiner = between.length === 1 && JOINERS.has(between[0]?.text ?? '');
  if (between.length > 0 && !joiner) return null;
  const whole = { from: one.from, to: next.to };
  if (next.value === 0.5 && joiner) return { value: one.value + 0.5, ...whole };
  // French puts the tens first, Darija the units, joined by "w".
  if (one.value >= 20 && one.value % 10 === 0 && next.value >= 1 && next.value < 20)
    return { value: one.value + next.value, ...whole };
  if (joiner && one.value >= 1 && one.value < 10 && next.value >= 20 && next.value % 10 === 0) {
    return { value: one.value + next.value, ...whole };
  }
  return null;
}

/** Numbers with the unit that follows them, duals, and days that have a name. */
export function measuresOf(
  tokens: readonly Token[],
  matches: readonly Match[],
  amounts: readonly Amount[],
): readonly Measure[] {
  const units = longestOf(matches.filter((match) => match.layer === 'unit'));
  const measures: Measure[] = [];
  for (const match of units) {
    const dual = /^(2|half)\*(.+)$/.exec(match.id);
    const named = /^=(\d+)([dh])$/.exec(match.id);
    if (dual !== null) {
      const unit = unitOf(dual[2] ?? '');
      const value = dual[1] === '2' ? 2 : 0.5;
      if (unit !== null) measures.push({ value, unit, from: match.from, to: match.to, isNamed: false });
    } else if (named !== null) {
      const unit = named[2] === 'd' ? 'day' : 'hour';
      measures.push({ value: Number(named[1]), unit, from: match.from, to: match.to, isNamed: true });
    } else {
      const unit = unitOf(match.id);
      if (unit === null) continue;
      // "3 jours", "tlata d yam", "sin n wussan": a small word may stand between.
      const amount = amounts.find(
        (each) => each.to <= match.from && match.from - each.to <= 1 && isSmall(tokens, each.to, match.from),
      );
      if (amount !== undefined) measures.push({ ...amount, to: match.to, unit, isNamed: false });
      // "depuis une semaine", "hadi simana": one, without the word.
      else if (units.some((since) => since.id === 'since' && since.to <= match.from && match.from - since.to <= 1)) {
        measures.push({ value: 1, from: match.from, to: match.to, unit, isNamed: false });
      }
    }
  }
  return measures.sort((one, other) => one.from - other.from);
}

function isSmall(tokens: readonly Token[], from: number, to: number): boolean {
  return (
    tokens.slice(from, to).every((token) => token.text.length <= 2 && token.script !== 'Number') &&
    tokens[to]?.gap !== 'stop'
  );
}

function unitOf(id: string): Unit | null {
  return UNITS.find((unit) => unit === id) ?? null;
}

/** Of overlapping matches the one with most words. */
function longestOf(matches: readonly Match[]): readonly Match[] {
  const sorted = [...matches].sort(
    (one, other) => other.to - other.from - (one.to - one.from) || one.from - other.from,
  );
  const kept: Match[] = [];
  for (const match of sorted) {
    if (kept.every((other) => match.to <= other.from || match.from >= other.to)) kept.push(match);
  }
  return kept.sort((one, other) => one.from - other.from);
}

const DAYS: Readonly<Record<'year' | 'month' | 'week' | 'day', number>> = {
  year: 365.25,
  month: 30.4375,
  week: 7,
  day: 1,
};

/** Whole days, rounded up, as ages are kept; `null`: not a unit of age. */
export function inDays({ value, unit }: Measure): number | null {
  return unit === 'year' || unit === 'month' || unit === 'week' || unit === 'day'
    ? Math.ceil(value * DAYS[unit])
    : null;
}

/** Hours of a stretch of time; `null`: not a unit of time. */
export function inHours({ value, unit }: Measure): number | null {
  if (unit === 'hour') return value;
  if (unit === 'minute') return value / 60;
  return unit === 'year' || unit === 'month' || unit === 'week' || unit === 'day' ? value * DAYS[unit] * 24 : null;
}
