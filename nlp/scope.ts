import type { Token } from './normalize.js';
import type { Match } from './matches.js';
import { distance, isWithin } from './places.js';

/** What the words around a place make of it. */
export interface Scope {
  /** Denied for certain, denied perhaps ("plus" alone is more or no more), or not. */
  denialOf(from: number, to: number): 'sure' | 'maybe' | null;
  /** Why a finding here is nobody's present state, or `null`: it is said of now and of somebody. */
  asideOf(from: number, to: number): Aside | null;
  isUnsure(from: number, to: number): boolean;
  /** False when a sentence ends, or a "but" stands, between the two places. */
  isOneThought(one: number, other: number): boolean;
  /** True when "and" stands between the two places. */
  hasAndBetween(one: number, other: number): boolean;
}

/**
 * `hypothetical`: if, in general; `past`: over, or once; `elsewhere`: a film, somebody who died; `topic`: a vaccine against it,
 * a prescription for it.
 */
export type Aside = 'hypothetical' | 'past' | 'long_past' | 'elsewhere' | 'died' | 'topic';

/** How many words a denial reaches forwards and backwards, and how far the other marks do. */
const REACH = { before: 5, verb: 2, pair: 3, void: 3, if: 9, was: 7, over: 6, died: 5, topic: 3, unsure: 6 } as const;

/** A mark that begins inside a doubt and ends behind it: "je sais pas [si" elle]. */
function runsOut(doubt: Match, mark: Match): boolean {
  return mark.from > doubt.from && mark.from < doubt.to && mark.to > doubt.to;
}

/** French words that after "pas" make it a degree: "pas trop", "pas très fort". */
const DEGREES = new Set([
  'trop',
  'tres',
  'si',
  'fort',
  'forte',
  'grave',
  'beaucoup',
  'bcp',
  'tellement',
  'vraiment',
  'seulement',
  'que',
]);

export function scopeOf(tokens: readonly Token[], matches: readonly Match[]): Scope {
  const held = matches.filter(
    (match) => match.layer === 'finding' || (match.layer === 'part' && match.to - match.from > 1),
  );
  // "peux pas", "ne respire plus" are one meaning: the "pas" inside says nothing of its neighbours.
  const doubts = matches.filter((match) => match.layer === 'scope' && match.id === 'unsure');
  // "je sais pas si elle respire": neither a supposition ("si elle") nor a denial ("pas"), but a doubt.
  const marks = matches.filter(
    (match) =>
      match.layer === 'scope' &&
      !held.some((other) => isWithin(match, other) || beginsWithItsNot(match, other)) &&
      !(match.id !== 'unsure' && doubts.some((doubt) => isWithin(match, doubt) || runsOut(doubt, match))),
  );
  /** "w [ma" kaychreb walo]: the "not" at the end of the mark is the first word of the finding, and denies only what the finding says. */
  function beginsWithItsNot(mark: Match, finding: Match): boolean {
    const isShared = mark.from < finding.from && mark.to === finding.from + 1;
    return isShared && tokens[finding.from]?.keys.ary === 'm';
  }
  const of = (...ids: readonly string[]): readonly Match[] => marks.filter((mark) => ids.includes(mark.id));
  const stops = tokens.map((token, index) => index > 0 && token.gap === 'stop');
  const contrasts = of('contrast');
  const barriers = of('barrier');
  const ands = of('and');
  const voids = of('void');
  const nows = of('now');

  const stopBetween = (one: number, other: number): boolean => {
    const [low, high] = one < other ? [one, other] : [other, one];
    for (let at = low + 1; at <= high; at += 1) if (stops[at] === true) return true;
    return false;
  };
  const commaBetween = (one: number, other: number): boolean => {
    for (let at = one + 1; at <= other; at += 1) if (tokens[at]?.gap === 'comma') return true;
    return false;
  };
  const between = (list: readonly Match[], one: number, other: number): boolean =>
    list.some((mark) => mark.from >= Math.min(one, other) && mark.to <= Math.max(one, other));

  const isVoid = (mark: Match): boolean =>
    voids.some(
      (other) =>
        other.family === mark.family && distance(mark, other) <= REACH.void && !stopBetween(mark.from, other.from),
    );

  const before = of('neg_before').filter((mark) => !isVoid(mark));
  const after = of('neg').filter((mark) => !isVoid(mark) && !isDegree(mark));
  const pairs = of('neg_pair');
  const noLonger = of('over').filter((mark) => mark.family === 'ary' && /^m.*c$/.test(keyOf(mark)));
  const wrapped = [
    ...tokens.flatMap((_, index) => (isWrapped(index) ? [index] : [])),
    ...noLonger.map((mark) => mark.to - 1),
  ];

  function keyOf(mark: Match): string {
    return tokens
      .slice(mark.from, mark.to)
      .map((token) => token.keys.ary)
      .join('');
  }

  function isDegree(mark: Match): boolean {
    const next = tokens[mark.to];
    const last = tokens[mark.from - 1]?.text;
    const word = tokens[mark.from]?.text ?? '';
    if (mark.family !== 'fr') return false;
    if (word === 'plus' && (last === 'de' || last === 'en' || last === 'le' || last === 'la' || last === 'non'))
      return true;
    return next !== undefined && next.gap !== 'stop' && DEGREES.has(next.text);
  }

  /** "mab9ach", "makayn…ch": a negated verb of Darija that no entry knows denies what follows it. */
  function isWrapped(index: number): boolean {
    const token = tokens[index];
    const key = token?.keys.ary ?? '';
    if (!/^m.{2,}c$/.test(key) || token?.script === 'Number') return false;
    if (token?.script === 'Latn' && !/^m.*(?:ch|sh|x)$/.test(token.text)) return false;
    return !matches.some(
      (match) => match.layer !== 'scope' && match.layer !== 'filler' && match.from <= index && index < match.to,
    );
  }

  function isDeniedBefore(from: number): boolean {
    return before.some(
      (mark) =>
        mark.from < from &&
        from - mark.to < REACH.before &&
        !stopBetween(mark.from, from) &&
        !commaBetween(mark.to - 1, from) &&
        !between(barriers, mark.to, from) &&
        !between(contrasts, mark.to, from) &&
        !(mark.family !== 'ber' && between(ands, mark.to, from)) &&
        !between(voids, mark.to, from + 1),
    );
  }

  /** "tawla ur gis", "idammn ur llin": Amazigh may deny behind the noun, where nothing else follows that is denied. */
  function isDeniedBehind(to: number): boolean {
    return before.some((mark) => {
      if (mark.family !== 'ber' || mark.from !== to || mark.to - mark.from < 2) return false;
      if (stopBetween(to - 1, mark.from) || commaBetween(to - 1, mark.from)) return false;
      const next = tokens[mark.to];
      const goesOn = next !== undefined && next.gap !== 'stop' && next.gap !== 'comma';
      return !goesOn || [...ands, ...contrasts].some((other) => other.from === mark.to);
    });
  }

  /** "la X la Y", "ni X ni Y", "pas de X ni Y": one "la" or "ni" alone is an article or a part of something else. */
  function isDeniedInPair(from: number): boolean {
    return pairs.some((mark) => {
      if (mark.to > from || from - mark.to >= REACH.pair || stopBetween(mark.from, from)) return false;
      if (between(contrasts, mark.to, from)) return false;
      const others = pairs.filter((other) => other !== mark && other.family === mark.family);
      const twin = others.some((other) => distance(mark, other) <= 6 && !stopBetween(mark.from, other.from));
      const denied = [...before, ...after].some(
        (other) =>
          other.family === mark.family &&
          other.to <= mark.from &&
          mark.from - other.to <= 6 &&
          !stopBetween(other.from, mark.from),
      );
      return twin || denied;
    });
  }

  function denialAfter(from: number, to: number): 'sure' | 'maybe' | null {
    for (const mark of after) {
      const word = tokens[mark.from]?.text ?? '';
      const gap = mark.from - to;
      if (between(contrasts, Math.min(to, mark.to), Math.max(from, mark.from))) continue;
      const framed = of('neg_ne').some(
        (ne) => ne.to <= mark.from && mark.from - ne.to <= 5 && ne.from <= from + 1 && from - ne.to <= 2,
      );
      const follows =
        mark.from >= to && gap <= 1 && !stopBetween(to - 1, mark.from) && !commaBetween(to - 1, mark.from);
      const leads =
        mark.to <= from && from - mark.to <= 1 && !stopBetween(mark.from, from) && !commaBetween(mark.to - 1, from);
      const single = to - from === 1;
      if (framed && mark.from >= to && gap <= 3) return 'sure';
      if (word === 'plus' && follows && single && gap === 0) return 'maybe';
      if (word !== 'plus' && follows && single) return 'sure';
      if (word !== 'plus' && word !== 'jamais' && leads && mark.family === 'fr') return 'sure';
    }
    return null;
  }

  /** "l'an dernier une opération, maintenant j'ai mal": what was does not reach over a now, nor back over a comma. */
  const once = (list: readonly Match[], from: number, to: number, forwards: number, backwards: number): boolean =>
    near(
      list.filter(
        (mark) =>
          !between(nows, Math.min(mark.to, to), Math.max(mark.from, from)) &&
          !(mark.from >= to && commaBetween(to - 1, mark.from)),
      ),
      from,
      to,
      forwards,
      backwards,
    );

  const near = (list: readonly Match[], from: number, to: number, forwards: number, backwards: number): boolean =>
    list.some((mark) => {
      if (stopBetween(mark.from, from)) return false;
      if (mark.to <= from) return from - mark.to < forwards && !between(contrasts, mark.to, from);
      return mark.from >= to && mark.from - to < backwards && !between(contrasts, to, mark.from);
    });

  return {
    denialOf(from, to) {
      if (isDeniedBefore(from) || isDeniedInPair(from) || isDeniedBehind(to)) return 'sure';
      if (wrapped.some((at) => at < from && from - at <= REACH.verb && !stopBetween(at, from))) return 'maybe';
      return denialAfter(from, to);
    },
    asideOf(from, to) {
      if (near(of('ask_general'), from, to, REACH.if, 0) || near(of('if'), from, to, REACH.if, 0))
        return 'hypothetical';
      if (near(of('not_me'), from, to, 12, 12)) return 'elsewhere';
      if (near(of('died'), from, to, REACH.died, 0)) return 'died';
      if (once(of('long_ago'), from, to, 9, 6)) return 'long_past';
      if (once(of('was'), from, to, REACH.was, 0) || near(of('over'), from, to, 0, REACH.over)) return 'past';
      return near(of('care_word'), from, to, REACH.topic, 0) ? 'topic' : null;
    },
    isUnsure: (from, to) => near(of('unsure'), from, to, REACH.unsure, 2),
    isOneThought: (one, other) => !stopBetween(one, other) && !between(contrasts, one, other),
    hasAndBetween: (one, other) => between(ands, one, other),
  };
}
