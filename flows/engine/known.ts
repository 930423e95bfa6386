import type { Entity } from '../../core/understanding.js';
import type { Band, Release, Slots, SlotSpec, SlotValue } from '../flow.js';
import { ageInDays } from '../nodes/index.js';
import { bandsOf, close } from '../rules/derive.js';

/** How much a finding's value weighs: the more urgent reading wins, whatever the order of saying. */
const WEIGHT: Readonly<Record<string, number>> = { absent: 1, unsure: 2, present: 3 };

/** What is known, implications and derivations included; and the bands it puts the person in. */
export interface Known {
  readonly slots: Slots;
  readonly bands: readonly Band[];
}

/** What was closed once is not closed again: slots never change, a new answer makes new ones. */
const memo = new WeakMap<Slots, { readonly release: Release; readonly known: Known }>();

/** Closes `slots`, rules out what the rest excludes, and finds the bands. */
export function knownFrom(release: Release, slots: Slots): Known {
  const kept = memo.get(slots);
  if (kept !== undefined && kept.release === release) return kept.known;
  const all = close(release.derivations, slots);
  // What is ruled out and was not said is known to be absent; what was said stays, and both count.
  for (const slot of ruledOut(all)) if (all[slot] === undefined && release.slots.has(slot)) all[slot] = 'absent';
  const known = { slots: all, bands: bandsOf(all) };
  memo.set(slots, { release, known });
  return known;
}

/** A man is neither pregnant nor just gave birth; who is pregnant is not within six weeks of a birth, and the reverse. */
function ruledOut(slots: Slots): readonly string[] {
  if (slots['sex'] === 'm') return ['pregnancy', 'postpartum'];
  if (slots['pregnancy'] === 'present') return ['postpartum'];
  return slots['postpartum'] === 'present' ? ['pregnancy'] : [];
}

/**
 * One value on top of another. Findings: present beats unsure beats absent, except that a direct "no" settles a doubt.
 * Numbers and choices: the newer one, but "don't know" never replaces a value.
 */
export function mergeValue(spec: SlotSpec, before: SlotValue | undefined, now: SlotValue, direct: boolean): SlotValue {
  if (before === undefined) return now;
  if (spec.type !== 'finding') return now === 'unknown' ? before : now;
  if (direct && before === 'unsure' && now === 'absent') return now;
  return (WEIGHT[now] ?? 0) > (WEIGHT[before] ?? 0) ? now : before;
}

/** `slots` with `news` merged in; unknown slots and values that the slot cannot have are left out. */
export function mergeSlots(release: Release, slots: Slots, news: Slots, direct: boolean): Slots {
  let merged: Record<string, SlotValue> | null = null;
  for (const slot in news) {
    const raw = news[slot];
    if (raw === undefined) continue;
    const isOtherAge = slot === 'age_months' || slot === 'age_years';
    const id = isOtherAge ? 'age_days' : slot;
    const now = isOtherAge ? inDays(slot, raw) : raw;
    const spec = release.slots.get(id);
    if (spec === undefined || !fitsSlot(spec, now)) continue;
    const value = mergeValue(spec, (merged ?? slots)[id], now, direct);
    if (value === (merged ?? slots)[id]) continue;
    merged ??= { ...slots };
    merged[id] = value;
  }
  return merged ?? slots;
}

/** Values of volunteered entities. A number or choice that is denied ("not 39") says nothing. */
export function slotsHeard(release: Release, heard: readonly Entity[]): Slots {
  let news: Slots = {};
  for (const { slot, value, presence } of heard) {
    const spec = release.slots.get(slot);
    if (spec?.type === 'finding') news = mergeSlots(release, news, { [slot]: presence }, false);
    else if (presence !== 'absent' && typeof value !== 'boolean')
      news = mergeSlots(release, news, { [slot]: value }, false);
  }
  return news;
}

/** `age_months` and `age_years` are taken, but only `age_days` is kept. */
function inDays(slot: 'age_months' | 'age_years', value: SlotValue): SlotValue {
  return typeof value === 'number' ? ageInDays(value, slot === 'age_months' ? 'months' : 'years') : value;
}

function fitsSlot(spec: SlotSpec, value: SlotValue): boolean {
  switch (spec.type) {
    case 'finding':
      return WEIGHT[value] !== undefined;
    case 'number':
      return value === 'unknown' || (typeof value === 'number' && Number.isFinite(value));
    case 'choice':
      return typeof value === 'string' && spec.values.includes(value);
  }
}

/** True when `after` knows something that `before` did not: a new slot, or a finding that became more urgent. */
export function knowsMore(before: Slots, after: Slots): boolean {
  if (before === after) return false;
  return Object.entries(after).some(([slot, value]) => {
    const old = before[slot];
    return old === undefined || (old !== value && (WEIGHT[value] ?? 0) > (WEIGHT[old] ?? 0));
  });
}
