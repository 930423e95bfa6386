import { lessUrgent, type TriageLevel } from '../../core/triage.js';
import { BANDS, type Condition, type Rule, type Slots } from '../flow.js';
import { holds, type Facts } from './evaluate.js';
import { slotsRead } from './parse.js';

/** Not knowing whether somebody wakes or breathes is an emergency (clinical rule 3). */
const UNSURE_IS_EMERGENCY: readonly string[] = ['unconscious', 'hard_to_wake', 'not_breathing'];

export interface Firing {
  readonly rule: Rule;
  readonly level: TriageLevel;
}

/**
 * Every rule that holds, with the level it gives: a present sign its own level; a sign asked and still unsure the same, but at
 * most urgent, except not waking and not breathing. Rules of number and choice slots have only their condition. In the
 * order of `rules`.
 */
export function firing(rules: readonly Rule[], facts: Facts): readonly Firing[] {
  const hits: (Firing & { readonly place: number })[] = [];
  for (const place of candidates(rules, facts)) {
    const rule = rules[place];
    if (rule === undefined || !isFor(rule, facts)) continue;
    const level = levelOf(rule, facts);
    if (level !== null && (rule.when === null || holds(rule.when, facts))) hits.push({ place, rule, level });
  }
  if (hits.length < 2) return hits;
  hits.sort((a, b) => a.place - b.place);
  return hits.filter(({ place }, index) => place !== hits[index - 1]?.place);
}

function isFor(rule: Rule, facts: Facts): boolean {
  if (rule.bands.length === 0) return true;
  for (const band of rule.bands) if (facts.bands.includes(band)) return true;
  return false;
}

function levelOf(rule: Rule, facts: Facts): TriageLevel | null {
  if (rule.sign === null) return rule.level;
  const value = facts.slots[rule.sign];
  if (value === 'present') return rule.level;
  if (value !== 'unsure') return null;
  return UNSURE_IS_EMERGENCY.includes(rule.sign) ? rule.level : lessUrgent(rule.level, 'urgent');
}

/** Which rules can hold at all, given what is known. Made once per list of rules. */
export interface RuleIndex {
  /** By the sign the rule is about, or, without one, by each slot its condition reads. Places in the list, ascending. */
  readonly bySlot: ReadonlyMap<string, readonly number[]>;
  /** Rules that can hold by the person's bands alone. */
  readonly byPerson: readonly number[];
  /** Rules that can hold, at the end, on what was never asked. */
  readonly atEnd: readonly number[];
}

/**
 * Indexes rules so that `firing` looks only at those that can hold. A condition is monotone, so a rule without a sign can
 * hold only when one of its slots is known and not absent, by bands alone, or on what was never asked.
 */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  const bySlot = new Map<string, number[]>();
  const byPerson: number[] = [];
  const atEnd: number[] = [];
  const nobody = { slots: {}, bands: BANDS };
  rules.forEach(({ sign, when }, place) => {
    for (const slot of sign !== null ? [sign] : when === null ? [] : slotsRead(when)) {
      const places = bySlot.get(slot);
      if (places === undefined) bySlot.set(slot, [place]);
      else places.push(place);
    }
    if (sign !== null) return;
    if (when === null || holds(when, { ...nobody, ended: false })) byPerson.push(place);
    else if (holds(when, { ...nobody, ended: true }) || readsUnknown(when)) atEnd.push(place);
  });
  return { bySlot, byPerson, atEnd };
}

/** True when some part of a condition holds on what was never asked. */
function readsUnknown(condition: Condition): boolean {
  switch (condition.op) {
    case 'unknown':
      return true;
    case 'in':
      return condition.values.includes('unknown');
    case 'all':
    case 'any':
    case 'count':
      return condition.of.some(readsUnknown);
    case 'finding':
    case 'compare':
    case 'band':
      return false;
  }
}

/** A list of rules never changes after loading, so its index is kept as long as the list is. */
const indexes = new WeakMap<readonly Rule[], RuleIndex>();

/** Places of the rules that can hold, in no order; the same place may come twice. */
function candidates(rules: readonly Rule[], facts: Facts): readonly number[] {
  let index = indexes.get(rules);
  if (index === undefined) indexes.set(rules, (index = indexRules(rules)));
  const places = [...index.byPerson];
  if (facts.ended) places.push(...index.atEnd);
  for (const slot of notAbsent(facts.slots)) {
    const found = index.bySlot.get(slot);
    if (found !== undefined) places.push(...found);
  }
  return places;
}

/** Slots never change once they are closed. */
const memo = new WeakMap<Slots, readonly string[]>();

/** Most of what is known is absent, and what is known is read by several lists of rules in turn: looked through once. */
export function notAbsent(slots: Slots): readonly string[] {
  let found = memo.get(slots);
  if (found === undefined) {
    const news: string[] = [];
    for (const slot in slots) if (slots[slot] !== 'absent') news.push(slot);
    memo.set(slots, (found = news));
  }
  return found;
}
