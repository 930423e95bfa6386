import { describe, expect, it } from 'vitest';
import type { Band, Slots } from '../../../flows/flow.js';
import { holds } from '../../../flows/rules/evaluate.js';
import { parseCondition } from '../../../flows/rules/parse.js';

function is(text: string, slots: Slots, more: { bands?: readonly Band[]; ended?: boolean } = {}): boolean {
  return holds(parseCondition(text), { slots, bands: more.bands ?? ['A'], ended: more.ended ?? false });
}

describe('whether a condition holds', () => {
  it('counts a finding that is present, or asked and still unsure', () => {
    expect(is('fever', { fever: 'present' })).toBe(true);
    expect(is('fever', { fever: 'unsure' })).toBe(true);
    expect(is('fever', { fever: 'absent' })).toBe(false);
    expect(is('fever', {})).toBe(false);
    expect(is('fever', {}, { ended: true })).toBe(false);
  });

  it('compares only a number that is known', () => {
    expect(is('spo2 <= 92', { spo2: 92 })).toBe(true);
    expect(is('spo2 <= 92', { spo2: 93 })).toBe(false);
    expect(is('spo2 <= 92', { spo2: 'unknown' })).toBe(false);
    expect(is('spo2 <= 92', {}, { ended: true })).toBe(false);
    expect([1, 2, 3].map((x) => is('x < 2', { x }))).toEqual([true, false, false]);
    expect([1, 2, 3].map((x) => is('x > 2', { x }))).toEqual([false, false, true]);
    expect([1, 2, 3].map((x) => is('x >= 2', { x }))).toEqual([false, true, true]);
    expect([1, 2, 3].map((x) => is('x = 2', { x }))).toEqual([false, true, false]);
  });

  it('takes a choice that was never asked for unknown only when the interview has ended', () => {
    expect(is('sex in {f, unknown}', {})).toBe(false);
    expect(is('sex in {f, unknown}', {}, { ended: true })).toBe(true);
    expect(is('sex in {f}', {}, { ended: true })).toBe(false);
    expect(is('sex in {f, unknown}', { sex: 'unknown' })).toBe(true);
    expect(is('sex in {f, unknown}', { sex: 'm' }, { ended: true })).toBe(false);
  });

  it('knows what was asked and not answered apart from what was not asked yet', () => {
    expect(is('unknown(hours)', {})).toBe(false);
    expect(is('unknown(hours)', {}, { ended: true })).toBe(true);
    expect(is('unknown(hours)', { hours: 'unknown' })).toBe(true);
    expect(is('unknown(hours)', { hours: 0 }, { ended: true })).toBe(false);
  });

  it('counts how many of a list hold', () => {
    expect(is('any 2 of (a, b, x > 1)', { a: 'present', x: 1 })).toBe(false);
    expect(is('any 2 of (a, b, x > 1)', { a: 'present', x: 2 })).toBe(true);
    expect(is('any 2 of (a, b, x > 1)', { a: 'unsure', b: 'unsure' })).toBe(true);
  });

  it('asks the person for the band', () => {
    expect(is('in_band(P)', {}, { bands: ['A', 'P'] })).toBe(true);
    expect(is('in_band(E)', {}, { bands: ['A', 'P'] })).toBe(false);
  });
});
