import { urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { Release, Rule } from '../flow.js';
import { firing } from '../rules/level.js';
import type { Known } from './known.js';

export interface Fired {
  readonly id: string;
  readonly level: TriageLevel;
}

/** Everything that holds now: the whole table of signs, and the rules of the packs that were started. */
export function fired(release: Release, packs: readonly string[], known: Known, ended: boolean): readonly Fired[] {
  const facts = { slots: known.slots, bands: known.bands, ended };
  const hits: Fired[] = [];
  for (const rules of [release.signs, ...packs.map((id) => release.packs.get(id)?.rules ?? NO_RULES)]) {
    for (const { rule, level } of firing(rules, facts)) hits.push({ id: rule.id, level });
  }
  return hits;
}

const NO_RULES: readonly Rule[] = [];

/** The most urgent level of `hits`, and the rules that gave it. */
export function worst(hits: readonly Fired[]): {
  readonly level: TriageLevel | null;
  readonly because: readonly string[];
} {
  let level: TriageLevel | null = null;
  for (const hit of hits) if (urgencyRank(hit.level) > urgencyRank(level)) level = hit.level;
  return { level, because: hits.filter((hit) => hit.level === level).map((hit) => hit.id) };
}
