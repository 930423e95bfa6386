import { urgencyRank, type TriageLevel } from '../../core/triage.js';

/** More or less urgent than before; `null`: neither can be said of it alone, or it has nothing to do with urgency. */
export type Direction = 'up' | 'down' | null;

/** One thing that is another one in the new content. */
export interface Change {
  /** `null`: what all packs share (the table of signs, screens, derivations). */
  readonly pack: string | null;
  readonly what:
    | 'pack'
    | 'sign'
    | 'screen'
    | 'derivation'
    | 'first_aid'
    | 'rule'
    | 'bump'
    | 'else'
    | 'ending'
    | 'offer'
    | 'result'
    | 'question'
    | 'answer';
  readonly id: string;
  /** In words: `same_day → routine`. */
  readonly change: string;
  readonly direction: Direction;
}

/** Which way a level went; `null` stands for none at all. */
export function directionOf(from: TriageLevel | null, to: TriageLevel | null): Direction {
  const moved = urgencyRank(to) - urgencyRank(from);
  return moved === 0 ? null : moved > 0 ? 'up' : 'down';
}

export function arrow(from: string | null, to: string | null): string {
  return `${from ?? 'none'} → ${to ?? 'none'}`;
}

/** What is in both lists and stands in another order: all outside the longest run that kept its own. */
export function movedIn<T>(before: readonly T[], after: readonly T[], key: (item: T) => string): readonly T[] {
  const places = new Map(before.map((item, place) => [key(item), place]));
  const placeOf = (item: T): number => places.get(key(item)) ?? 0;
  const kept = after.filter((item) => places.has(key(item)));
  const runs: (readonly T[])[] = [];
  for (const item of kept) {
    const fit = runs.filter((run) => run.every((other) => placeOf(other) < placeOf(item)));
    runs.push([...longestOf(fit), item]);
  }
  const longest = longestOf(runs);
  return kept.filter((item) => !longest.includes(item));
}

function longestOf<T>(runs: readonly (readonly T[])[]): readonly T[] {
  return runs.reduce<readonly T[]>((best, run) => (run.length > best.length ? run : best), []);
}

/** What is in both lists, what only in the new one, and what only in the old one; by key, in the order of the lists. */
export function paired<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
): { readonly both: readonly (readonly [T, T])[]; readonly added: readonly T[]; readonly removed: readonly T[] } {
  const old = new Map(before.map((item) => [key(item), item]));
  const now = new Map(after.map((item) => [key(item), item]));
  return {
    both: before.flatMap((item): (readonly [T, T])[] => {
      const other = now.get(key(item));
      return other === undefined ? [] : [[item, other]];
    }),
    added: after.filter((item) => !old.has(key(item))),
    removed: before.filter((item) => !now.has(key(item))),
  };
}
