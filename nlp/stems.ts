import type { Family } from './normalize.js';

/** What is left of a word without the letters that person, aspect, object and negation put around it. */
export interface Stem {
  readonly stem: string;
  /** Both halves of the negation stood around it: "ma…ch". */
  readonly denied: boolean;
  /** What stood before it fits a noun, a verb, or both. */
  readonly isNoun: boolean;
  readonly isVerb: boolean;
}

/** Darija: prepositions and the article before a noun; ma, aspect and person before a verb. */
const DARIJA_NOUN = /^u?(?:f|b|l|d|k|mn)?l?$/;
const DARIJA_VERB = /^u?m?(?:k|t|G|Gd|Gdi)?[nti]?$/;
/** Person, object and possessor, dative, negation. */
const DARIJA_AFTER = /^(?:t|u|i|n|tu|it)?(?:ni|i|k|u|h|n|km|hm|ia)?(?:li|lu|lh|lk)?c?$/;
/** Amazigh: particle and person before, person and object after. */
const AMAZIGH_VERB = /^(?:a|ad|ar|da|ur|rad)?[itn]?t?$/;
const AMAZIGH_AFTER = /^(?:G|x|n|nt|m|d|t)?(?:i|ii|t|tn|ai|as)?$/;

const SHORTEST = 2;
const LONGEST_TAIL = 8;

/** Every stem that the key of one word may hide. */
export function stemsOf(family: Exclude<Family, 'fr'>, key: string): readonly Stem[] {
  const stems: Stem[] = [];
  for (let start = 0; start <= Math.min(6, key.length - SHORTEST); start += 1) {
    const head = key.slice(0, start).replace(/^@/, '');
    const isNoun = family === 'ary' && DARIJA_NOUN.test(head);
    const isVerb = (family === 'ary' ? DARIJA_VERB : AMAZIGH_VERB).test(head);
    if (!isNoun && !isVerb) continue;
    for (let end = key.length; end >= Math.max(start + SHORTEST, key.length - LONGEST_TAIL); end -= 1) {
      const tail = key.slice(end);
      if (!(family === 'ary' ? DARIJA_AFTER : AMAZIGH_AFTER).test(tail)) continue;
      const denied = family === 'ary' && /^u?m/.test(head) && tail.endsWith('c');
      stems.push({ stem: key.slice(start, end), denied, isNoun, isVerb });
    }
  }
  return stems;
}
