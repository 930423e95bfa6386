import { lessUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { Band, Condition, Release, Rule, Slots, SlotValue } from '../flow.js';

export interface NaiveResult {
  readonly level: TriageLevel | null;
  readonly rules: readonly string[];
  readonly bands: readonly Band[];
}

/** The table of signs and the slot sheet, read a second time: see `naiveOf`. */
export type Naive = (packs: readonly string[], raw: Slots, ended: boolean) => NaiveResult;

/**
 * The rules as plainly as they are written, without the engine's code; the proofs hold the engine against it. Rows are only
 * sorted by the finding they are about, because a row whose finding is not there says nothing.
 */
export function naiveOf(release: Release): Naive {
  const about = new Map<string, Rule[]>();
  const others: Rule[] = [];
  for (const row of release.signs) {
    if (row.sign === null) others.push(row);
    else about.set(row.sign, [...(about.get(row.sign) ?? []), row]);
  }
  // Slots never change; asking again and falling silent keep the same.
  const closures = new WeakMap<Slots, Slots>();
  return (packs, raw, ended) => {
    let slots = closures.get(raw);
    if (slots === undefined) closures.set(raw, (slots = naiveClosure(release, raw)));
    const bands = naiveBands(slots);
    const tables: (readonly Rule[])[] = [others];
    for (const slot in slots) {
      const rows = slots[slot] === 'absent' ? undefined : about.get(slot);
      if (rows !== undefined) tables.push(rows);
    }
    for (const id of packs) tables.push(release.packs.get(id)?.rules ?? []);
    let level: TriageLevel | null = null;
    const rules: string[] = [];
    for (const rows of tables) {
      for (const row of rows) {
        const given = levelOfRow(row, slots, bands, ended);
        if (given === null) continue;
        rules.push(row.id);
        if (urgencyRank(given) > urgencyRank(level)) level = given;
      }
    }
    return { level, rules, bands };
  };
}

const NEVER_BELOW_EMERGENCY = ['unconscious', 'hard_to_wake', 'not_breathing'];

function levelOfRow(row: Rule, slots: Slots, bands: readonly Band[], ended: boolean): TriageLevel | null {
  const value = row.sign === null ? 'present' : slots[row.sign];
  if (value !== 'present' && value !== 'unsure') return null;
  if (!inBands(row.bands, bands)) return null;
  if (row.when !== null && !isTrue(row.when, slots, bands, ended)) return null;
  if (value === 'present' || row.sign === null) return row.level;
  return NEVER_BELOW_EMERGENCY.includes(row.sign) ? row.level : lessUrgent(row.level, 'urgent');
}

function inBands(only: readonly Band[], bands: readonly Band[]): boolean {
  if (only.length === 0) return true;
  for (const band of only) if (bands.includes(band)) return true;
  return false;
}

export function naiveBands(slots: Slots): readonly Band[] {
  const age = slots['age_days'];
  const young = slots['patient'] === 'child' ? (age === 'unknown' ? 0 : 60) : 4383;
  const days = typeof age === 'number' ? age : young;
  if (days < 60) return ['N'];
  if (days < 4383) return ['C'];
  const bands: Band[] = ['A'];
  if (days >= 23742) bands.push('E');
  if (maybe(slots['pregnancy'])) bands.push('P');
  if (maybe(slots['postpartum'])) bands.push('PP');
  return bands;
}

/** Repeats every implication and derivation until nothing changes any more. */
export function naiveClosure(release: Release, raw: Slots): Slots {
  const slots: Record<string, SlotValue> = { ...raw };
  const age = slots['age_days'];
  if (typeof age === 'number') {
    slots['age_months'] = Math.floor(age / 30.4375);
    slots['age_years'] = Math.floor(age / 365.25);
  }
  const [weight, height] = [slots['weight_kg'], slots['height_cm']];
  if (weight !== undefined && height !== undefined) {
    const both = typeof weight === 'number' && typeof height === 'number' && height > 0;
    slots['bmi_kg_m2'] = both ? Math.round((weight * 1_000_000) / (height * height)) / 100 : 'unknown';
  }
  const implied = new Set<string>();
  for (let rounds = 0; rounds < 50; rounds++) {
    const implying = imply(release, slots, implied);
    const deriving = derive(release, slots, implied);
    if (!implying && !deriving) break;
  }
  for (const { from, slot, value } of release.derivations.choices) {
    if (slots[from] === 'present' && slots[slot] === undefined) slots[slot] = value;
  }
  return slots;
}

function imply(release: Release, slots: Record<string, SlotValue>, implied: Set<string>): boolean {
  const bands = naiveBands(slots);
  let changed = false;
  for (const from of Object.keys(slots)) {
    if (slots[from] !== 'present') continue;
    for (const right of release.derivations.implies.get(from) ?? []) {
      if (!inBands(right.bands, bands)) continue;
      implied.add(right.to);
      if (slots[right.to] === 'present') continue;
      slots[right.to] = 'present';
      changed = true;
    }
  }
  return changed;
}

function derive(release: Release, slots: Record<string, SlotValue>, implied: ReadonlySet<string>): boolean {
  const bands = naiveBands(slots);
  let changed = false;
  for (const rule of release.derivations.derived) {
    if (!inBands(rule.bands, bands)) continue;
    const before = slots[rule.slot];
    // Nothing but a measurement takes back what is present.
    if (before === 'present' && rule.decides === null) continue;
    if (isTrue(rule.when, slots, bands, false)) {
      const sure = before === 'present' || isTrue(rule.when, withoutDoubts(slots), bands, false);
      slots[rule.slot] = sure ? 'present' : 'unsure';
    } else if (rule.decides !== null && typeof slots[rule.decides] === 'number' && !implied.has(rule.slot)) {
      slots[rule.slot] = 'absent';
    }
    if (slots[rule.slot] !== before) changed = true;
  }
  return changed;
}

function withoutDoubts(slots: Slots): Slots {
  for (const slot in slots) {
    if (slots[slot] === 'unsure') return Object.fromEntries(Object.entries(slots).filter(([, is]) => is !== 'unsure'));
  }
  return slots;
}

function isTrue(condition: Condition, slots: Slots, bands: readonly Band[], ended: boolean): boolean {
  switch (condition.op) {
    case 'finding':
      return maybe(slots[condition.slot]);
    case 'compare': {
      const value = slots[condition.slot];
      if (typeof value !== 'number') return false;
      if (condition.is === '<') return value < condition.value;
      if (condition.is === '<=') return value <= condition.value;
      if (condition.is === '>') return value > condition.value;
      if (condition.is === '>=') return value >= condition.value;
      return value === condition.value;
    }
    case 'in': {
      const value = slots[condition.slot] ?? (ended ? 'unknown' : null);
      return value !== null && condition.values.includes(String(value));
    }
    case 'unknown': {
      const value = slots[condition.slot] ?? (ended ? 'unknown' : null);
      return value === 'unknown' || value === 'unsure';
    }
    case 'band':
      return bands.includes(condition.band);
    case 'count':
      return trueOf(condition.of, slots, bands, ended) >= condition.atLeast;
    case 'all':
      for (const part of condition.of) if (!isTrue(part, slots, bands, ended)) return false;
      return true;
    case 'any':
      for (const part of condition.of) if (isTrue(part, slots, bands, ended)) return true;
      return false;
  }
}

function trueOf(parts: readonly Condition[], slots: Slots, bands: readonly Band[], ended: boolean): number {
  let count = 0;
  for (const part of parts) if (isTrue(part, slots, bands, ended)) count += 1;
  return count;
}

function maybe(value: SlotValue | undefined): boolean {
  return value === 'present' || value === 'unsure';
}
