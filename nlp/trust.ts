import type { Lean } from './lean.js';
import type { Sense } from './lexicon.js';
import type { Family, Token } from './normalize.js';

/** Keys up to this length carry too little to be trusted without the spelling or the language around them. */
const SHORT = { fr: 1, ary: 2, ber: 2 } as const;
/** Words that deny or join are short, and "b lma" (with water) makes the key of "bla ma" (without). */
const LONGEST_MARK = 4;
const UNSURE = { fr: 3, ary: 3, ber: 3 } as const;

/** A stretch of words as one family of spellings reads it. */
export interface Stretch {
  readonly family: Family;
  readonly key: string;
  readonly light: string;
  readonly from: number;
  readonly to: number;
  /** Begins or ends with an article. */
  readonly edge: boolean;
}

/**
 * Whether a stretch of words may mean what its key says. A key folds spellings, so short ones meet by chance, in other
 * languages most of all: the shorter the key, the more must speak for it (the very spelling, the language of the words around).
 */
export function isTrusted(sense: Sense, stretch: Stretch, tokens: readonly Token[], lean: Lean): boolean {
  const { family, key, light, from, to } = stretch;
  const sameSpelling = sense.light.has(light);
  // "pas de" denies what follows, "pas" what it stands beside; "la petite" is a child, "petite" is not: articles count here.
  if ((stretch.edge || (family === 'fr' && isSpelled(sense))) && !sameSpelling) return false;
  if (sense.layer === 'filler' || sense.layer === 'intent') return sameSpelling || key.length > UNSURE[family];
  const shortest = sense.layer === 'scope' ? LONGEST_MARK : SHORT[family];
  if (family !== 'fr' && key.length <= shortest && !sameSpelling) return false;
  const words = tokens.slice(from, to);
  // "la k7a": here "la" is "neither", not the article that makes the same key.
  if (family === 'ary' && words.length > 1 && words.some(isNeither) && !sameSpelling) return false;
  if (words.some((word) => word.script !== 'Latn')) {
    // Arabic letters carry Darija first; of its short words only the very spelling counts ("الحية" a snake, "الحياة" life).
    if (words.some((word) => word.script === 'Arab') && family === 'ber' && !lean.leans(from, 'ber'))
      return key.length > 5;
    return sameSpelling || key.length > UNSURE[family];
  }
  if (lean.leans(from, family))
    return sameSpelling || key.length > UNSURE[family] || (family !== 'fr' && key.length === UNSURE[family]);
  const foreign = words.some((word) => lean.belongsElsewhere(word, family));
  if (lean.at(from) !== null || lean.isForeign) {
    // Words that another language, the one of this place, knows as its own.
    if (foreign && (key.length <= 5 || lean.areWordsOf(words, lean.at(from)))) return false;
    if (key.length <= UNSURE[family] && (isGrammar(sense) || foreign || !sameSpelling)) return false;
    if (lean.isForeign && key.length <= 5) return false;
  }
  return sameSpelling || key.length > UNSURE[family];
}

function isNeither(word: Token): boolean {
  return word.text === 'la' || word.text === 'لا';
}

function isSpelled(sense: Sense): boolean {
  return sense.layer === 'scope' || sense.layer === 'person' || sense.id === 'cannot' || sense.id === 'refuse';
}

/** Small words that deny, join, count or point: each language has its own, and they look alike. */
function isGrammar(sense: Sense): boolean {
  return sense.layer === 'scope' || sense.layer === 'number' || sense.layer === 'person';
}
