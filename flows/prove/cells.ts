import type { Condition, Pack, Release } from '../flow.js';
import { conditionsOfScore, specOf } from '../nodes/index.js';
import { ADULT_FROM_DAYS, CHILD_FROM_DAYS, ELDER_FROM_DAYS } from '../rules/derive.js';

/** The oldest age that is tried; above the last edge every age is like every other. */
const OLD_DAYS = 29_220;
const DAYS_PER = { age_months: 30.4375, age_years: 365.25 } as const;

/**
 * Values of a number that stand for all others: no condition of the release can tell two numbers between neighbours apart.
 * One per edge, one between two edges, and both ends.
 */
export interface Cells {
  of(slot: string, min: number, max: number): readonly number[];
  /** The first day of every stretch of ages that the conditions tell apart. */
  readonly ages: readonly number[];
}

export function cellsOf(release: Release, packs: readonly Pack[]): Cells {
  const edges = new Map<string, Set<number>>();
  const ages = new Set([0, CHILD_FROM_DAYS, ADULT_FROM_DAYS, ELDER_FROM_DAYS]);
  for (const condition of conditionsOf(release, packs)) {
    walk(condition, (slot, is, value) => {
      if (slot === 'age_days' || slot === 'age_months' || slot === 'age_years') {
        for (const days of firstDays(slot, is, value)) ages.add(days);
        return;
      }
      const known = edges.get(slot);
      if (known === undefined) edges.set(slot, new Set([value]));
      else known.add(value);
    });
  }
  return {
    of(slot, min, max) {
      const inside = [...(edges.get(slot) ?? [])].filter((value) => value >= min && value <= max);
      const points = [...new Set([min, ...inside, max])].sort((a, b) => a - b);
      const between = points.slice(1).map((point, index) => ((points[index] ?? point) + point) / 2);
      return [...new Set([...points, ...between])].sort((a, b) => a - b);
    },
    ages: [...ages].filter((days) => days >= 0 && days <= OLD_DAYS).sort((a, b) => a - b),
  };
}

/** The first day on which the comparison changes, in whole days. */
function firstDays(slot: 'age_days' | 'age_months' | 'age_years', is: string, value: number): readonly number[] {
  const steps = is === '=' ? [value, value + 1] : [is === '<' || is === '>=' ? value : value + 1];
  return steps.map((step) => (slot === 'age_days' ? Math.ceil(step) : Math.ceil(Math.ceil(step) * DAYS_PER[slot])));
}

function conditionsOf(release: Release, packs: readonly Pack[]): readonly Condition[] {
  const found: (Condition | null)[] = release.signs.map((rule) => rule.when);
  found.push(...release.derivations.derived.map((rule) => rule.when));
  for (const pack of packs) {
    found.push(...pack.rules.map((rule) => rule.when), ...pack.bump.map((rule) => rule.when));
    found.push(...[...pack.nodes.values()].map((node) => node.when));
    found.push(...[...pack.nodes.values()].map(specOf).flatMap((spec) => conditionsOfScore(spec)));
    found.push(...(pack.prevention?.results ?? []).map((result) => result.when));
    found.push(pack.prevention?.offer.when ?? null, pack.prevention?.offer.unless ?? null);
  }
  return found.filter((condition) => condition !== null);
}

function walk(condition: Condition, found: (slot: string, is: string, value: number) => void): void {
  if (condition.op === 'compare') found(condition.slot, condition.is, condition.value);
  if (condition.op === 'all' || condition.op === 'any' || condition.op === 'count') {
    for (const part of condition.of) walk(part, found);
  }
}
