import { influences } from '../engine/influence.js';
import type { Condition, Node, Pack, Release } from '../flow.js';
import { specOf } from '../nodes/index.js';

/** Fewer signs of a list than this are never chosen together. */
const FEWEST = 2;

/**
 * How many signs of one list some rule, guard or derivation needs at once. Conditions have no "not", so whatever a set of signs
 * leads to, a set of this many of them leads to it as well: larger sets show nothing new, but for how many questions follow.
 */
export function togetherIn(release: Release, packs: readonly Pack[]): (node: Node) => number {
  const influence = influences(release);
  const { derived } = release.derivations;
  const conditions: readonly (readonly [sign: string | null, when: Condition | null])[] = [
    ...release.signs.map(({ sign, when }) => [sign, when] as const),
    ...derived.map(({ when }) => [null, when] as const),
    ...packs.flatMap((pack) => [
      ...[...pack.rules, ...pack.bump].map(({ when }) => [null, when] as const),
      ...[...pack.nodes.values()].map(({ when }) => [null, when] as const),
    ]),
  ];
  const found = new Map<string, number>();
  return (node) => {
    const known = found.get(node.id);
    if (known !== undefined) return known;
    const spec = specOf(node);
    const named = spec.kind === 'signs' ? spec.entries.flatMap((entry) => Object.keys(entry.set)) : [];
    const slots = new Set(named.flatMap((slot) => [...influence(slot)]));
    // What is derived from several signs of the list needs all of them.
    const one = (slot: string): number => {
      const ways = derived
        .filter((rule) => rule.slot === slot)
        .map(({ when }) => needs(when, (each) => Number(slots.has(each))));
      return Math.max(Number(slots.has(slot)), ...ways);
    };
    const most = conditions.map(([sign, when]) => (sign === null ? 0 : one(sign)) + needs(when, one));
    found.set(node.id, Math.max(FEWEST, ...most));
    return found.get(node.id) ?? FEWEST;
  };
}

/** The most signs that one way of making the condition true needs; `one`: how many a slot needs. */
function needs(condition: Condition | null, one: (slot: string) => number): number {
  if (condition === null) return 0;
  switch (condition.op) {
    case 'all':
      return condition.of.reduce((sum, part) => sum + needs(part, one), 0);
    case 'any':
      return Math.max(0, ...condition.of.map((part) => needs(part, one)));
    case 'count': {
      const parts = condition.of.map((part) => needs(part, one)).sort((a, b) => b - a);
      return parts.slice(0, condition.atLeast).reduce((sum, part) => sum + part, 0);
    }
    case 'finding':
    case 'compare':
    case 'in':
    case 'unknown':
      return one(condition.slot);
    case 'band':
      return 0;
  }
}
