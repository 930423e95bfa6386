import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRelease } from '../../../flows/checks/index.js';
import { loadRelease } from '../../../flows/pack/load.js';
import { linesOf } from './folder.js';

const FLOWS = path.join(import.meta.dirname, '../../../flows');

describe('the content that ships', () => {
  it('has no fault in any pack and any written form', () => {
    expect(linesOf(FLOWS, checkRelease(FLOWS))).toEqual([]);
  });

  it('names every slot and every value for a nurse, in French and Arabic, no two slots alike', () => {
    const loaded = loadRelease(FLOWS);
    if ('problems' in loaded) throw new Error('the content does not load');
    const slots = [...loaded.release.slots.values()];
    expect(slots.length).toBeGreaterThan(490);
    const unnamed = slots.filter(({ names, values }) => {
      const named = names === undefined ? [] : [names, ...values.map((value) => names.values[value])];
      return named.length === 0 || named.some((name) => name === undefined || name.fr === '' || name.ar === '');
    });
    expect(unnamed.map((slot) => slot.id)).toEqual([]);
    expect(new Set(slots.map((slot) => slot.names?.fr)).size).toBe(slots.length);
    expect(new Set(slots.map((slot) => slot.names?.ar)).size).toBe(slots.length);
  });

  it('has short names: a few words, and no sentence', () => {
    const loaded = loadRelease(FLOWS);
    if ('problems' in loaded) throw new Error('the content does not load');
    const all = [...loaded.release.slots.values()].flatMap(({ names }) =>
      names === undefined ? [] : [names, ...Object.values(names.values)].flatMap(({ fr, ar }) => [fr, ar]),
    );
    const words = (name: string): number => name.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    expect(all.filter((name) => words(name) > 6 || /[.!?؟]$/.test(name))).toEqual([]);
  });
});
