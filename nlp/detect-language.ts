import type { LanguageTag } from '../core/language.js';
import type { Scored } from '../core/understanding.js';
import type { Lean } from './lean.js';
import type { Normalized } from './normalize.js';

const GREETED = 0.5;
/** Below this share of the votes, or with fewer votes than one listed word, nothing is claimed. */
const SHARE = 0.5;
const FEWEST = 0.5;
/** A variety of Amazigh is named when its own words are this many and no other variety has any. */
const VARIETY = 2;
/** Arabic that is not Darija needs this much more than Darija has: most words are shared. */
const OVER_DARIJA = 1.5;

/**
 * The language of a message: the script decides for Tifinagh, the votes of its words for the rest. `und` when they say too
 * little. Another language than ours is named only with a clear majority.
 */
export function detectLanguage(
  { script, tokens }: Normalized,
  lean: Lean,
  tools: { readonly hint: string | null; readonly greetingOf: (word: string) => string | null },
): Scored<LanguageTag> {
  const { hint } = tools;
  const { votes } = lean;
  const of = (label: string): number => votes.get(label) ?? 0;
  if (script === 'Tfng') return scored('ber', 1);
  if (script === 'Zyyy' || tokens.length === 0) return scored('und', 0);
  if (script === 'Arab') {
    if (of('ber') > of('ary') + of('ar')) return scored('ber', share(of('ber'), of('ary') + of('ar') + of('ber')));
    if (of('ar') >= 2 && of('ar') > OVER_DARIJA * of('ary')) return scored('ar', share(of('ar'), of('ar') + of('ary')));
    if (of('ary') + of('ar') < FEWEST) return greeting(tokens, tools);
    return scored('ary', Math.max(0.6, share(of('ary'), of('ary') + of('ar'))));
  }
  const candidates = ['fr', 'ary', 'ber', 'en', 'es'].map((label) => ({
    label,
    votes: of(label) + (label === hint ? 0.4 : 0),
  }));
  candidates.sort((one, other) => other.votes - one.votes);
  const [best, second] = candidates;
  const total = candidates.reduce((sum, each) => sum + each.votes, 0);
  if (best === undefined || best.votes < FEWEST) return greeting(tokens, tools);
  if (share(best.votes, total) < SHARE) return scored('und', 0);
  if (best.votes === second?.votes) return scored('und', 0);
  return scored(best.label === 'ber' ? variety(of) : best.label, share(best.votes, total));
}

/**
 * A greeting alone is a weak sign: it is answered in its language when one is its own ("bonjour", "azul"); "salam" is
 * everybody's.
 */
function greeting(tokens: Normalized['tokens'], tools: Parameters<typeof detectLanguage>[2]): Scored<LanguageTag> {
  if (tools.hint !== null) return scored('und', 0);
  const own = tokens.map((token) => tools.greetingOf(token.text)).find((label) => label !== null);
  return own === undefined ? scored('und', 0) : scored(own, GREETED);
}

function variety(of: (label: string) => number): string {
  const own = (['shi', 'tzm', 'rif'] as const).filter((label) => of(label) > 0);
  const [only] = own;
  return own.length === 1 && only !== undefined && of(only) >= VARIETY ? only : 'ber';
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function scored(label: string, score: number): Scored<LanguageTag> {
  return { label: label as LanguageTag, score: Math.round(score * 100) / 100 };
}
