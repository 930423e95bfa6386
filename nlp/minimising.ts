import type { Heard } from './findings.js';
import type { Match } from './matches.js';
import type { MinimisingPhrases, Phrase, Words } from './minimising-file.js';
import { spellingOf, type Token } from './normalize.js';
import type { Mention } from './people.js';
import { overlaps, sameSentence, type Place } from './places.js';

/** A message as the lexicon read it whole. */
export interface WholeReading {
  readonly tokens: readonly Token[];
  readonly matches: readonly Match[];
  readonly heard: readonly Heard[];
  readonly named: readonly Mention[];
}

/** A stretch of words that makes little of a complaint; `who`: those in it that name somebody. */
interface Stretch extends Place {
  readonly who: Place | null;
}

/** Words that a gap holds at most. */
const WIDEST_GAP = 3;

/**
 * The text with every minimising stretch blanked by spaces ("my family says it is nothing", "it is only the cold"): such words are
 * no evidence (red-flags sheet, rule 9), so a message means with them what it means without. Of the same length, so that places
 * stay right; the very text where there is nothing to blank, or nothing would be left. A finding is never blanked, but for
 * what the phrases themselves name as a cause ("only stress"); neither is a denial of one.
 */
export function withoutMinimising(text: string, phrases: MinimisingPhrases, reading: WholeReading): string {
  const { tokens } = reading;
  const blank = new Set<number>();
  for (let at = 0; at < tokens.length;) {
    const stretch = stretchAt(phrases, reading, at, blank);
    if (stretch === null) {
      at += 1;
      continue;
    }
    for (let each = stretch.from; each < stretch.to; each += 1) blank.add(each);
    if (stretch.who !== null && isSpokenOfLater(reading, stretch, stretch.who)) {
      for (let each = stretch.who.from; each < stretch.who.to; each += 1) blank.delete(each);
    }
    at = stretch.to;
  }
  if (blank.size === 0 || isAll(reading, blank)) return text;
  joinOpening(phrases, tokens, blank);
  return blanked(text, tokens, blank);
}

/** Nothing else was said, or only politeness beside a finding: "bonjour, c'est juste le stress" is about stress. */
function isAll({ tokens, matches, heard }: WholeReading, blank: ReadonlySet<number>): boolean {
  const fillers = matches.filter(({ layer }) => heard.length > 0 && layer === 'filler');
  return tokens.every((_, at) => blank.has(at) || fillers.some(({ from, to }) => from <= at && at < to));
}

/** The longest phrase that begins here and means what it says, with the joining words that touch it. */
function stretchAt(
  phrases: MinimisingPhrases,
  reading: WholeReading,
  from: number,
  blank: ReadonlySet<number>,
): Stretch | null {
  const { tokens } = reading;
  const found = [...stretchesFrom(phrases, reading, from)].sort((one, other) => other.to - one.to);
  for (const stretch of found) {
    const start = extendedBack(phrases.before, tokens, from, blank);
    if (stretch.isApart && start > 0 && !isSign(tokens[start]) && !blank.has(start - 1)) continue;
    if (isTurned(phrases.behind, tokens, from) || isTurned(phrases.behind, tokens, start)) continue;
    if (cutsFinding(reading, { from, to: stretch.to })) continue;
    for (const to of extendedForth(phrases.after, tokens, stretch.to)) {
      if (goesOn(phrases.ahead, reading, to)) continue;
      if (stretch.isApart && !endsThought(phrases.before, tokens, to)) continue;
      return { from: start, to, who: stretch.who };
    }
  }
  return null;
}

type Found = Stretch & { readonly isApart: boolean };

/** Every way in which a phrase stands from here on. */
function stretchesFrom(phrases: MinimisingPhrases, reading: WholeReading, from: number): readonly Found[] {
  const { tokens } = reading;
  const first = tokens[from];
  if (first === undefined) return [];
  const found: Found[] = [];
  // Darija writes its "and" to the next word: "وماشي شي حاجة".
  for (const opening of [first, ...withoutAnd(first)]) {
    for (let to = from + 1; to <= Math.min(tokens.length, from + phrases.longestStart); to += 1) {
      if (to > from + 1 && isSign(tokens[to - 1])) break;
      const words = [opening, ...tokens.slice(from + 1, to)];
      for (const phrase of phrases.startingWith(words)) found.push(...ends(phrase, phrases.between, reading, from, to));
    }
  }
  return found;
}

/** Fewest letters of a word with an "and" written to it. */
const WITH_AND = 4;

function withoutAnd(token: Token): readonly Token[] {
  if (token.script !== 'Arab' || token.text.length < WITH_AND || !token.text.startsWith('و')) return [];
  const text = token.text.slice(1);
  return [{ ...token, text, ...spellingOf(text, 'Arab') }];
}

/** Where a phrase ends whose first step stands at `from` up to `second`. */
function ends(
  { steps, isApart }: Phrase,
  between: Words,
  reading: WholeReading,
  from: number,
  second: number,
): readonly Found[] {
  const { tokens } = reading;
  const found: Found[] = [];
  follow(1, second, steps[0]?.isWho === true ? { from, to: second } : null);
  return found;

  function follow(step: number, at: number, who: Place | null): void {
    const words = steps[step];
    if (words === undefined) {
      found.push({ from, to: at, who, isApart });
      return;
    }
    if (words === null) {
      for (let skipped = 0; skipped <= WIDEST_GAP; skipped += 1) {
        follow(step + 1, at + skipped, who);
        if (!isGapWord(between, reading, at + skipped)) return;
      }
      return;
    }
    // "mon mari dit : c'est rien"
    if (isSign(tokens[at]) && !(steps[step - 1] === null && tokens[at]?.gap === 'comma')) return;
    for (let to = at + 1; to <= Math.min(tokens.length, at + words.longest); to += 1) {
      if (to > at + 1 && isSign(tokens[to - 1])) return;
      if (words.has(tokens.slice(at, to), false)) follow(step + 1, to, words.isWho ? { from: at, to } : who);
    }
  }
}

/** A small word that is no finding and denies nothing: not the "pas" of "ma famille dit que c'est pas rien". */
function isGapWord(between: Words, { tokens, matches }: WholeReading, at: number): boolean {
  const token = tokens[at];
  if (token === undefined || isSign(token) || !between.has([token], true)) return false;
  return !matches.some((match) => match.layer === 'finding' && overlaps(match, { from: at, to: at + 1 }));
}

/** Whether the stretch would cut through a finding: "ghir l3in 7amra" is an eye, "ma kayn walou f sadri" denies a pain. */
function cutsFinding({ tokens, matches, heard }: WholeReading, stretch: Place): boolean {
  const isOpen = !isSign(tokens[stretch.from]);
  const goesOpen = !isSign(tokens[stretch.to]);
  return [...matches.filter(({ layer }) => layer === 'finding'), ...heard].some(
    (each) =>
      overlaps(each, stretch) &&
      !(each.from >= stretch.from && each.to <= stretch.to) &&
      ((each.from < stretch.from && isOpen) || (each.to > stretch.to && goesOpen)),
  );
}

/** Whether something that the phrase is about follows without a sign: "rien ne va", "ma kayn walou rasi". */
function goesOn(ahead: Words, { tokens, matches }: WholeReading, to: number): boolean {
  if (tokens[to] === undefined || isSign(tokens[to])) return false;
  if (lengthsOf(ahead).some((length) => ahead.has(tokens.slice(to, to + length), true))) return true;
  return matches.some(
    ({ layer, id, from }) => from === to && (layer === 'finding' || (layer === 'part' && id.startsWith('body_'))),
  );
}

/** The text, a thought or a sentence ends here, or something else is joined. */
function endsThought(joining: Words, tokens: readonly Token[], to: number): boolean {
  if (tokens[to] === undefined || isSign(tokens[to])) return true;
  return lengthsOf(joining).some((length) => joining.has(tokens.slice(to, to + length), true));
}

function isTurned(behind: Words, tokens: readonly Token[], from: number): boolean {
  if (isSign(tokens[from])) return false;
  return lengthsOf(behind).some((length) => from >= length && behind.has(tokens.slice(from - length, from), true));
}

function extendedBack(before: Words, tokens: readonly Token[], from: number, blank: ReadonlySet<number>): number {
  for (let start = from; ;) {
    const longer = lengthsOf(before).find((length) => {
      const words = tokens.slice(start - length, start);
      if (start < length || isSign(tokens[start]) || words.slice(1).some(isSign)) return false;
      return before.has(words, true) && !blank.has(start - 1);
    });
    if (longer === undefined) return start;
    start -= longer;
  }
}

/** Where the stretch may end, the furthest first. */
function extendedForth(after: Words, tokens: readonly Token[], to: number): readonly number[] {
  const ends = [to];
  for (;;) {
    const end = ends[0] ?? to;
    const longer = lengthsOf(after).find((length) => {
      const words = tokens.slice(end, end + length);
      return words.length === length && !words.some(isSign) && after.has(words, true);
    });
    if (longer === undefined) return ends;
    ends.unshift(end + longer);
  }
}

/** "mon père dit que c'est rien mais il a mal": he is the one who is ill, and stays; in another sentence "il" may be anything. */
function isSpokenOfLater({ tokens, matches, named }: WholeReading, stretch: Place, who: Place): boolean {
  return matches.some((match) => {
    const [kind, sex] = match.id.split('_');
    if (match.layer !== 'person' || kind !== 'third' || match.from < stretch.to) return false;
    const last = named.filter((mention) => mention.subject !== 'self' && mention.at < match.from).at(-1);
    if (last === undefined || last.at < who.from || last.at >= who.to) return false;
    return (
      last.subject === 'other' &&
      last.sex !== null &&
      (match.family === 'ber' || sex === 'u' || last.sex === sex) &&
      sameSentence(tokens, stretch.to - 1, match.from)
    );
  });
}

/** "ma famille dit que c'est rien mais j'ai mal": what joined the two begins the message now, and joins nothing. */
function joinOpening({ before }: MinimisingPhrases, tokens: readonly Token[], blank: Set<number>): void {
  let at = 0;
  while (blank.has(at)) at += 1;
  if (at === 0) return;
  const joining = lengthsOf(before).find(
    (length) => at + length < tokens.length && before.has(tokens.slice(at, at + length), true),
  );
  for (let each = at; each < at + (joining ?? 0); each += 1) blank.add(each);
}

/** Signs of a question or a cry belong to what stands before them. */
const OWN_SIGNS = /^\s*[?!؟]+/;
/** From the weakest to the strongest; the first of a text's own that is as strong as any is kept. */
const SIGNS = [/[,;:،؛()[\]{}"«»/|…–—]/, /[.!?؟۔\n\r\u2028\u2029]/] as const;

/**
 * Spaces for the words and for the signs around them: at an edge of the text all signs go, between two thoughts one stays, and
 * one is put where there was none: what stood apart does not grow together.
 */
function blanked(text: string, tokens: readonly Token[], blank: ReadonlySet<number>): string {
  let result = '';
  let done = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!blank.has(at)) continue;
    let end = at;
    while (blank.has(end)) end += 1;
    const start = at === 0 ? 0 : (tokens[at - 1]?.end ?? 0);
    const stop = end === tokens.length ? text.length : (tokens[end]?.start ?? text.length);
    const left = text.slice(start, tokens[at]?.start);
    const right = text.slice(tokens[end - 1]?.end, stop);
    result += text.slice(done, start) + spaces(left, right, stop - start, at > 0, end < tokens.length);
    done = stop;
    at = end;
  }
  return result + text.slice(done);
}

function spaces(left: string, right: string, length: number, hasBefore: boolean, hasBehind: boolean): string {
  if (!hasBefore) return ' '.repeat(length);
  const own = OWN_SIGNS.exec(left)?.[0] ?? '';
  if (own !== '') return own.padEnd(length);
  if (!hasBehind) return ' '.repeat(length);
  const [comma, stop] = SIGNS.map((sign) => sign.exec(left)?.[0] ?? sign.exec(right)?.[0]);
  return (stop ?? comma ?? ',').padEnd(length);
}

function isSign(token: Token | undefined): boolean {
  return token?.gap === 'comma' || token?.gap === 'stop';
}

/** The longest first. */
function lengthsOf({ longest }: Words): readonly number[] {
  return Array.from({ length: longest }, (_, at) => longest - at);
}
