import type { LanguageTag } from '../core/language.js';
import { INTENTS, type Intent, type Scored } from '../core/understanding.js';
import type { Heard } from './findings.js';
import type { Lexicon } from './lexicon.js';
import type { Match } from './matches.js';
import { FAMILIES, type Token } from './normalize.js';
import { overlaps } from './places.js';

export interface IntentReading {
  /** Best first. */
  readonly intents: readonly Scored<Intent>[];
  readonly wantsLanguage: LanguageTag | null;
}

/** Certain, likely, and what may stand beside it. */
const WHOLE = 1;
const PHRASE = 0.8;
const BESIDE = 0.6;

/** A denial right before a call for help is none: "c'est pas une urgence", "machi mosta3jel". */
const REACH_OF_DENIAL = 3;

/**
 * What a message is for. Commands count when they are the whole message but for politeness ("retour svp"), so that a word
 * inside a story ("j'ai arrêté le traitement") is never a command; asking for a person, a place or an ambulance counts anywhere.
 */
export function intentsOf(
  lexicon: Lexicon,
  tokens: readonly Token[],
  matches: readonly Match[],
  heard: readonly Heard[],
  hasQuantities: boolean,
): IntentReading {
  const found = new Map<Intent, number>();
  let wantsLanguage: string | null = null;
  const put = (meaning: string, score: number): void => {
    const [name, tag] = meaning.split(' ');
    const intent = INTENTS.find((each) => each === name);
    if (intent === undefined) return;
    if (tag !== undefined) wantsLanguage ??= tag;
    found.set(intent, Math.max(found.get(intent) ?? 0, score));
  };

  const whole = wholeMeaning(lexicon, tokens, matches);
  if (whole !== null) put(whole, WHOLE);
  for (const match of matches) {
    if (match.layer !== 'intent' || isSaying(match, matches)) continue;
    if (match.id !== 'emergency' || !isDenied(match, matches)) put(match.id, PHRASE);
  }
  if (tokens.length > 0 && tokens.every((token) => token.value !== null)) put('number', WHOLE);
  const reported = heard.some((each) => each.presence !== 'absent');
  if (reported) put('report_symptom', found.size === 0 ? PHRASE : BESIDE);
  else if (heard.length > 0 || hasQuantities) put('answer', BESIDE);
  const intents = [...found]
    .map(([label, score]) => ({ label, score }))
    .sort((one, other) => other.score - one.score || INTENTS.indexOf(one.label) - INTENTS.indexOf(other.label));
  return { intents: callFirst(intents), wantsLanguage };
}

/** A cry for help goes before whatever else was said, unless the whole message is a command. */
function callFirst(intents: readonly Scored<Intent>[]): readonly Scored<Intent>[] {
  const call = intents.find((intent) => intent.label === 'emergency');
  if (call === undefined || (intents[0]?.score ?? 0) >= WHOLE) return intents;
  return [call, ...intents.filter((intent) => intent !== call)];
}

/** "je meurs de faim" calls nobody. */
function isSaying(match: Match, matches: readonly Match[]): boolean {
  return matches.some((other) => other.layer === 'figurative' && overlaps(other, match));
}

function isDenied(match: Match, matches: readonly Match[]): boolean {
  return matches.some(
    (other) =>
      other.layer === 'scope' &&
      (other.id === 'neg' || other.id === 'neg_before') &&
      other.to <= match.from &&
      match.from - other.to < REACH_OF_DENIAL,
  );
}

/** The message without politeness at its ends, then without its greeting. */
function wholeMeaning(lexicon: Lexicon, tokens: readonly Token[], matches: readonly Match[]): string | null {
  const fillers = matches.filter((match) => match.layer === 'filler');
  const lookUp = (from: number, to: number): string | null => {
    for (const family of FAMILIES) {
      const keys = tokens.slice(from, to).map((token) => token.keys[family]);
      if (keys.includes('\u0000')) continue;
      const letters = tokens.slice(from, to).map((token) => token.text);
      const meaning = lexicon.whole(family, keys.join(''), letters.join(''));
      if (meaning !== null) return meaning;
    }
    return null;
  };
  const direct = lookUp(0, tokens.length);
  if (direct !== null) return direct;
  let from = 0;
  let to = tokens.length;
  for (let changed = true; changed && from < to;) {
    const head = fillers.find((match) => match.from === from);
    const tail = fillers.find((match) => match.to === to);
    if (head !== undefined) from = head.to;
    if (tail !== undefined) to = tail.from;
    changed = head !== undefined || tail !== undefined;
  }
  if (from >= to) return tokens.length > 0 ? 'greet' : null;
  return from === 0 && to === tokens.length ? null : lookUp(from, to);
}
