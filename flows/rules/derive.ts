import type { Band, Derivation, DerivationRules, Slots, SlotValue } from '../flow.js';
import { holds } from './evaluate.js';
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
export function close(rules: DerivationRules, slots: Slots): Slots {
  const known: Record<string, SlotValue> = { ...slots };
  const age = known['age_days'];
  if (age !== undefined) {
    known['age_months'] = typeof age === 'number' ? Math.floor(age / 30.4375) : age;
    known['age_years'] = typeof age === 'number' ? Math.floor(age / 365.25) : age;
  }
  const bmi = bmiOf(known['weight_kg'], known['height_cm']);
  if (bmi !== null) known['bmi_kg_m2'] = bmi;
  imply(rules, known, bandsOf(known));
  // Derivations read derivations: twice is enough for the chains there are; a third pass would change nothing.
  for (let pass = 0; pass < 2; pass++) {
    if (!derive(rules, known, bandsOf(known))) break;
    imply(rules, known, bandsOf(known));
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

function imply(rules: DerivationRules, known: Record<string, SlotValue>, bands: readonly Band[]): void {
  for (const slot in known) {
    if (known[slot] !== 'present') continue;
    const rights = rules.implies.get(slot);
    if (rights === undefined) continue;
    for (const { to, bands: only } of rights) {
      if (only.length === 0 || only.some((band) => bands.includes(band))) known[to] = 'present';
    }
  }
}

/** Whether anything changed. */
function derive(rules: DerivationRules, known: Record<string, SlotValue>, bands: readonly Band[]): boolean {
  let changed = false;
  for (const { slot, bands: only, when, decides } of candidates(rules, known)) {
    if (only.length > 0 && !only.some((band) => bands.includes(band))) continue;
    const before = known[slot];
    if (before === 'present' && decides === null) continue;
    const facts = { slots: known, bands, ended: false };
    if (holds(when, facts)) {
      if (holds(when, { ...facts, slots: onlySure(known) })) known[slot] = 'present';
      else if (before !== 'present') known[slot] = 'unsure';
    } else if (decides !== null && typeof known[decides] === 'number' && !impliedBySomething(rules, known, slot)) {
      known[slot] = 'absent';
    }
    changed ||= known[slot] !== before;
  }
  return changed;
}

/** Derivations that read something known: a condition without "unknown" cannot hold on nothing. Made once per dictionary. */
const readers = new WeakMap<DerivationRules, ReadonlyMap<string, readonly number[]>>();

function candidates(rules: DerivationRules, known: Readonly<Record<string, SlotValue>>): readonly Derivation[] {
  let index = readers.get(rules);
  if (index === undefined) readers.set(rules, (index = indexOf(rules)));
  const places = new Set<number>();
  for (const slot in known) {
    if (known[slot] === 'absent') continue;
    for (const place of index.get(slot) ?? []) places.add(place);
  }
  return [...places].sort((a, b) => a - b).flatMap((place) => rules.derived[place] ?? []);
}

function indexOf(rules: DerivationRules): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  rules.derived.forEach((derivation, place) => {
    for (const slot of slotsRead(derivation.when)) index.set(slot, [...(index.get(slot) ?? []), place]);
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

/** What is known without what is in doubt: the same object when nothing is. */
function onlySure(known: Record<string, SlotValue>): Slots {
  for (const slot in known) {
    if (known[slot] !== 'unsure') continue;
    return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== 'unsure'));
  }
  return known;
}
