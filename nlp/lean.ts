import type { Family, Token } from './normalize.js';
import { FAMILIES } from './normalize.js';
import type { Lexicon } from './lexicon.js';

/**
 * Which language each word stands in. People change language inside a sentence, so it is judged word by word from the
 * words around: "fiya une douleur f dos" leans to Darija, French, Darija.
 */
export interface Lean {
  at(index: number): Family | null;
  leans(index: number, family: Family): boolean;
  /** True when other languages know this word and `family` does not. */
  belongsElsewhere(token: Token, family: Family): boolean;
  /** True when every word is one of this language's own list. */
  areWordsOf(words: readonly Token[], family: Family | null): boolean;
  /** Most words are of a language that the lexicon does not have. */
  readonly isForeign: boolean;
  /** Share of the words that speak for each language, labels as in `language.tsv`. */
  readonly votes: ReadonlyMap<string, number>;
}

const REACH = 3;
const FAMILY_OF: Readonly<Record<string, Family>> = {
  fr: 'fr',
  ary: 'ary',
  ar: 'ary',
  ber: 'ber',
  shi: 'ber',
  tzm: 'ber',
  rif: 'ber',
};
/** A word that one language lists counts more than one whose spelling some entry of the lexicon happens to share. */
const LISTED = 2;
/** Words of one or two letters ("ma", "w", "d") belong to everybody: the words around decide. */
const LISTED_SHORT = 0.6;
const KNOWN = 0.6;
const FOR_ALL = 0.5;

export function leanOf(lexicon: Lexicon, tokens: readonly Token[]): Lean {
  const votes = new Map<string, number>();
  const own = tokens.map((token) => evidenceOf(lexicon, token, votes));
  const total: Record<Family, number> = { fr: 0, ary: 0, ber: 0 };
  for (const each of own) for (const family of FAMILIES) total[family] += each[family];
  const sum = total.fr + total.ary + total.ber;
  const leans = tokens.map((token, index) => {
    if (token.script === 'Tfng') return 'ber' as const;
    let best: Family | null = null;
    let most = 0;
    for (const family of FAMILIES) {
      let score = sum === 0 ? 0 : (FOR_ALL * total[family]) / sum;
      for (let at = Math.max(0, index - REACH); at <= Math.min(tokens.length - 1, index + REACH); at += 1) {
        if (at > index && tokens[at]?.gap === 'stop') break;
        score += (own[at]?.[family] ?? 0) / (1 + Math.abs(at - index));
      }
      if (token.script === 'Arab' && family === 'ary') score += FOR_ALL;
      if (score > most) [best, most] = [family, score];
    }
    return best;
  });
  const familiesOf = (token: Token): ReadonlySet<Family> =>
    new Set(lexicon.languagesOf(token.text).flatMap((label) => FAMILY_OF[label] ?? []));
  return {
    at: (index) => leans[index] ?? null,
    leans: (index, family) => leans[index] === family,
    belongsElsewhere(token, family) {
      const families = familiesOf(token);
      if (families.has(family)) return false;
      if (families.size > 0) return true;
      return (
        !lexicon.knows(family, token.keys[family]) &&
        FAMILIES.some((other) => other !== family && lexicon.knows(other, token.keys[other]))
      );
    },
    areWordsOf: (words, family) => family !== null && words.every((word) => familiesOf(word).has(family)),
    isForeign: (votes.get('en') ?? 0) + (votes.get('es') ?? 0) > sum / LISTED,
    votes,
  };
}

function evidenceOf(lexicon: Lexicon, token: Token, votes: Map<string, number>): Record<Family, number> {
  const evidence: Record<Family, number> = { fr: 0, ary: 0, ber: 0 };
  if (token.script === 'Number') return evidence;
  const labels = lexicon.languagesOf(token.text);
  if (labels.includes('common')) return evidence;
  // The varieties of Amazigh are told apart beside `ber`, not against it.
  const own = labels.filter((label) => label !== 'shi' && label !== 'tzm' && label !== 'rif');
  const listed = own.length > 0 ? own : labels.length > 0 ? ['ber'] : [];
  for (const label of listed) {
    const family = FAMILY_OF[label];
    const weight = token.text.length <= 2 ? LISTED_SHORT : LISTED;
    if (family !== undefined) evidence[family] += weight / listed.length;
    votes.set(label, (votes.get(label) ?? 0) + 1 / listed.length);
  }
  for (const label of labels) if (!listed.includes(label)) votes.set(label, (votes.get(label) ?? 0) + 1);
  if (listed.length === 0) {
    const knowing = FAMILIES.filter(
      (family) => token.keys[family].length >= 3 && lexicon.knows(family, token.keys[family]),
    );
    for (const family of knowing) {
      evidence[family] += KNOWN / knowing.length;
      votes.set(family, (votes.get(family) ?? 0) + KNOWN / knowing.length);
    }
    if (token.script === 'Latn' && /[a-z][379]|[379][a-z]/.test(token.text)) {
      const arabizi = /^\d+[a-z]?$/.test(token.text) ? 0 : KNOWN;
      evidence.ary += arabizi;
      votes.set('ary', (votes.get('ary') ?? 0) + arabizi);
    }
  }
  return evidence;
}
