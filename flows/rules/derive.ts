import type { Band, Condition, Derivation, DerivationRules, Slots, SlotValue } from '../flow.js';
import { holds, type Facts } from './evaluate.js';
import { slotsRead } from './parse.js';

/** Edges of the clinical bands in days (red-flags sheet, section 1). Closed and without gaps. */
export const CHILD_FROM_DAYS = 60;
export const ADULT_FROM_DAYS = 4383;
export const ELDER_FROM_DAYS = 23_742;

/**
 * The bands of a person: one of N, C, A, and E, P, PP beside A. Age asked and not known: the youngest band still possible. Age
 * not asked yet: a child for who writes about a child, else an adult. "May be pregnant" counts as pregnant.
 */
export function bandsOf(slots: Slots): readonly Band[] {
  const age = slots['age_days'];
  if (typeof age === 'number') {
    if (age < CHILD_FROM_DAYS) return ['N'];
    if (age < ADULT_FROM_DAYS) return ['C'];
    return adult(slots, age >= ELDER_FROM_DAYS);
  }
  if (slots['patient'] === 'child') return age === 'unknown' ? ['N'] : ['C'];
  return adult(slots, false);
}

function adult(slots: Slots, elder: boolean): readonly Band[] {
  const bands: Band[] = ['A'];
  if (elder) bands.push('E');
  if (slots['pregnancy'] === 'present' || slots['pregnancy'] === 'unsure') bands.push('P');
  if (slots['postpartum'] === 'present' || slots['postpartum'] === 'unsure') bands.push('PP');
  return bands;
}

/**
 * `slots` with everything that follows from them: ages in months and years, body mass index, implications, implied choices, derivations. What
 * holds only because of an unsure finding becomes unsure itself. The input is not changed; nothing present becomes absent
 * except a felt fever that a measurement denies (slot sheet).
 */
export function close(rules: DerivationRules, slots: Slots): Record<string, SlotValue> {
  const known: Record<string, SlotValue> = { ...slots };
  const told = new Set<string>();
  const age = known['age_days'];
  if (age !== undefined) {
    known['age_months'] = typeof age === 'number' ? Math.floor(age / 30.4375) : age;
    known['age_years'] = typeof age === 'number' ? Math.floor(age / 365.25) : age;
  }
  const bmi = bmiOf(known['weight_kg'], known['height_cm']);
  if (bmi !== null) known['bmi_kg_m2'] = bmi;
  for (const slot in known) if (known[slot] !== 'absent') told.add(slot);
  imply(rules, known, told);
  // Derivations read derivations: twice is enough for the chains there are; a third pass would change nothing.
  for (let pass = 0; pass < 2; pass++) {
    if (!derive(rules, known, told)) break;
    imply(rules, known, told);
  }
  for (const { from, slot, value } of rules.choices) {
    if (known[from] === 'present' && known[slot] === undefined) known[slot] = value;
  }
  return known;
}

/** Weight over the square of the height (kg/m², two decimals); `unknown` when one of them is; `null` while one was not asked. */
function bmiOf(weight: SlotValue | undefined, height: SlotValue | undefined): SlotValue | null {
  if (weight === undefined || height === undefined) return null;
  if (typeof weight !== 'number' || typeof height !== 'number' || height <= 0) return 'unknown';
  return Math.round((weight / (height / 100) ** 2) * 100) / 100;
}

/** `told`: slots that are known and not absent. Most are absent, and nothing follows from those. */
function imply(rules: DerivationRules, known: Record<string, SlotValue>, told: Set<string>): void {
  const bands = bandsOf(known);
  for (const slot of told) {
    if (known[slot] !== 'present') continue;
    const rights = rules.implies.get(slot);
    if (rights === undefined) continue;
    for (const { to, bands: only } of rights) {
      if (only.length > 0 && !only.some((band) => bands.includes(band))) continue;
      known[to] = 'present';
      told.add(to);
    }
  }
}

/** Whether anything changed. */
function derive(rules: DerivationRules, known: Record<string, SlotValue>, told: Set<string>): boolean {
  const bands = bandsOf(known);
  const facts = { slots: known, bands, ended: false };
  let changed = false;
  for (const { rule, reads } of candidates(rules, told)) {
    const { slot, bands: only, when, decides } = rule;
    if (only.length > 0 && !only.some((band) => bands.includes(band))) continue;
    const before = known[slot];
    if (before === 'present' && decides === null) continue;
    if (holds(when, facts)) {
      if (holdsForSure(when, reads, facts)) known[slot] = 'present';
      else if (before !== 'present') known[slot] = 'unsure';
    } else if (decides !== null && typeof known[decides] === 'number' && !impliedBySomething(rules, known, slot)) {
      known[slot] = 'absent';
    }
    if (known[slot] === before) continue;
    changed = true;
    if (known[slot] === 'absent') told.delete(slot);
    else told.add(slot);
  }
  return changed;
}

/** Whether a condition that holds does so without what is in doubt. */
function holdsForSure(when: Condition, reads: readonly string[], facts: Facts): boolean {
  if (!reads.some((slot) => facts.slots[slot] === 'unsure')) return true;
  const sure: Record<string, SlotValue> = {};
  for (const slot of reads) {
    const value = facts.slots[slot];
    if (value !== undefined && value !== 'unsure') sure[slot] = value;
  }
  return holds(when, { ...facts, slots: sure });
}

/** A derivation, and what it reads. */
interface Reader {
  readonly rule: Derivation;
  readonly reads: readonly string[];
  readonly place: number;
}

/** Derivations by the slots that they read. Made once per dictionary. */
const readers = new WeakMap<DerivationRules, ReadonlyMap<string, readonly Reader[]>>();

/** Derivations that read something told, in their order: a condition without "unknown" cannot hold on nothing. */
function candidates(rules: DerivationRules, told: ReadonlySet<string>): readonly Reader[] {
  let index = readers.get(rules);
  if (index === undefined) readers.set(rules, (index = indexOf(rules)));
  const found = new Set<Reader>();
  for (const slot of told) for (const reader of index.get(slot) ?? NOBODY) found.add(reader);
  return [...found].sort((a, b) => a.place - b.place);
}

const NOBODY: readonly Reader[] = [];

function indexOf(rules: DerivationRules): ReadonlyMap<string, readonly Reader[]> {
  const index = new Map<string, Reader[]>();
  rules.derived.forEach((rule, place) => {
    const reader: Reader = { rule, reads: [...slotsRead(rule.when)], place };
    for (const slot of reader.reads) index.set(slot, [...(index.get(slot) ?? []), reader]);
  });
  return index;
}

function impliedBySomething(rules: DerivationRules, known: Record<string, SlotValue>, slot: string): boolean {
  let left = lefts.get(rules);
  if (left === undefined) lefts.set(rules, (left = leftsOf(rules)));
  return left.get(slot)?.some((from) => known[from] === 'present') ?? false;
}

/** The implications read from right to left. Made once per dictionary. */
const lefts = new WeakMap<DerivationRules, ReadonlyMap<string, readonly string[]>>();

function leftsOf(rules: DerivationRules): ReadonlyMap<string, readonly string[]> {
  const left = new Map<string, string[]>();
  for (const [from, rights] of rules.implies) {
    for (const { to } of rights) left.set(to, [...(left.get(to) ?? []), from]);
  }
  return left;
}
