import type { Family, Token } from './normalize.js';
import { FAMILIES, spellingOf } from './normalize.js';
import { frenchBeginning } from './keys.js';
import type { Lean } from './lean.js';
import { articleKey, VERB, type Layer, type Lexicon } from './lexicon.js';
import { isWithin, type Place } from './places.js';
import { stemsOf } from './stems.js';
import { isTrusted } from './trust.js';

/** One meaning found in the text. */
export interface Match extends Place {
  readonly layer: Layer;
  readonly id: string;
  readonly family: Family;
  /** Letters of the key: of two readings of the same words the one with more letters is the safer. */
  readonly letters: number;
  /** 2: spelled as the lexicon has it; 1: but for a and e; 0: the same key. */
  readonly exactness: 0 | 1 | 2;
  /** A verb wrapped in its own negation: "makaytneffesch". */
  readonly denied: boolean;
}

/** No entry of the lexicon is longer than this with the articles people put between its words. */
const ARTICLES = 4;
/** Fewest letters of a beginning (`word*`). */
const SHORTEST_BEGINNING = 3;

/**
 * Every meaning of every stretch of words, each layer by itself. Of a layer's matches one inside a longer one is dropped,
 * except parts: "mal au ventre" is a pain and a belly as well.
 */
export function findMatches(lexicon: Lexicon, tokens: readonly Token[], lean: Lean): readonly Match[] {
  const all: Match[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    for (const family of FAMILIES) {
      const add: Add = ({ layer, id }, found) => {
        all.push({ layer, id, family, from, denied: false, ...found });
      };
      addStretches(lexicon, tokens, lean, family, from, add);
      // "والنفس", "وجاتو": Darija writes its "and" to the next word.
      const bare = family === 'ary' ? withoutAnd(tokens[from]) : null;
      if (bare !== null) addStretches(lexicon, tokens.with(from, bare), lean, family, from, add);
      addAffixed(lexicon, tokens, lean, family, from, add);
    }
  }
  return dropInner(all);
}

/** Fewest letters of a word that may have an "and" written to it: in shorter ones the letter is the word's own. */
const WITH_AND = 5;

function withoutAnd(token: Token | undefined): Token | null {
  if (token?.script !== 'Arab' || token.text.length < WITH_AND || !token.text.startsWith('و')) return null;
  const text = token.text.slice(1);
  return { ...token, text, ...spellingOf(text, 'Arab') };
}

type Add = (
  sense: Pick<Match, 'layer' | 'id'>,
  found: Pick<Match, 'to' | 'letters' | 'exactness'> & Partial<Pick<Match, 'denied'>>,
) => void;

function addStretches(
  lexicon: Lexicon,
  tokens: readonly Token[],
  lean: Lean,
  family: Family,
  from: number,
  add: Add,
): void {
  const last = Math.min(tokens.length, from + lexicon.longest + ARTICLES);
  let key = '';
  let light = '';
  let words = '';
  for (let to = from + 1; to <= last; to += 1) {
    const token = tokens[to - 1];
    if (token === undefined) return;
    const part = token.keys[family];
    if (part === '\u0000' || (to > from + 1 && (token.gap === 'stop' || token.gap === 'comma'))) return;
    key += part;
    light += token.light;
    words += token.text;
    const edge = part === '' || isArticleAt(tokens, from, family);
    for (const sense of lexicon.spelled(family, words)) {
      add(sense, { to, letters: key.length, exactness: 2 });
    }
    for (const sense of lexicon.exact(family, key || articleKey(tokens.slice(from, to)))) {
      if (isTrusted(sense, { family, key, light, from, to, edge }, tokens, lean)) {
        const exactness = sense.words.has(words) ? 2 : sense.light.has(light) ? 1 : 0;
        add(sense, { to, letters: key.length, exactness });
      }
    }
  }
}

function isArticleAt(tokens: readonly Token[], index: number, family: Family): boolean {
  return tokens[index]?.keys[family] === '';
}

function addAffixed(
  lexicon: Lexicon,
  tokens: readonly Token[],
  lean: Lean,
  family: Family,
  from: number,
  add: Add,
): void {
  const token = tokens[from];
  if (token === undefined || token.script === 'Number') return;
  const key = token.keys[family];
  if (key === '' || key === '\u0000') return;
  if (token.script === 'Latn' && !lean.leans(from, family) && lean.belongsElsewhere(token, family)) return;
  const whole = family === 'fr' ? frenchBeginning(token.text) : key;
  for (let length = SHORTEST_BEGINNING; length <= whole.length; length += 1) {
    for (const sense of lexicon.prefix(family, whole.slice(0, length))) {
      add(sense, { to: from + 1, letters: length, exactness: 0 });
    }
  }
  if (family === 'fr') return;
  if (token.script === 'Latn' && !lean.leans(from, family)) return;
  for (const { stem, denied, isNoun, isVerb } of stemsOf(family, key)) {
    for (const sense of lexicon.stem(family, stem)) {
      // A verb takes no article, and nobody conjugates a belly.
      const verb = sense.light.has(VERB) || sense.id.endsWith('_v');
      if ((verb && !isVerb) || (sense.id.startsWith('body_') && !isNoun)) continue;
      add(sense, { to: from + 1, letters: stem.length, exactness: 0, denied });
    }
  }
}

function dropInner(all: readonly Match[]): readonly Match[] {
  const kept = new Map<string, Match>();
  for (const match of all) {
    const place = `${match.layer} ${match.id} ${match.from} ${match.to}`;
    const known = kept.get(place);
    if (known === undefined || known.letters < match.letters || (match.denied && !known.denied)) kept.set(place, match);
  }
  const unique = [...kept.values()];
  const outer = unique.filter(
    (match) => match.layer === 'part' || !unique.some((other) => other.layer === match.layer && isWithin(match, other)),
  );
  return outer.sort((one, other) => one.from - other.from || other.to - one.to);
}
