import { describe, expect, it } from 'vitest';
import { createNaming } from '../../bot/handoff/names.js';
import type { SlotSpec } from '../../flows/flow.js';
import { shippedRelease, testBot } from '../support/bot.js';

describe('the names in a case', () => {
  it('stand beside every finding, and for every id in its rules, events and disposition', async () => {
    const { bot, say } = await testBot();
    const nurse = await bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
    await say('mon père ne respire plus');
    const id = (await bot.desk.queue(nurse))[0]?.id ?? '';
    const view = await bot.desk.view(nurse, id);
    const finding = view?.summary.findings.find(({ slot }) => slot === 'not_breathing');
    const names = shippedRelease().slots.get('not_breathing')?.names;
    expect(finding?.name).toEqual({ en: 'not breathing or only gasping', fr: names?.fr, ar: names?.ar });
    expect(view?.names.slots['not_breathing']).toEqual(finding?.name);
    expect(view?.summary.because).not.toEqual([]);
    for (const rule of view?.summary.because ?? []) {
      const slot = /^sign:(\w+)/.exec(rule)?.[1];
      if (slot !== undefined) expect(view?.names.slots).toHaveProperty(slot);
    }
  });

  it('are those of the slots, of the values of a choice, of packs and of what a question is about', () => {
    const names = createNaming(shippedRelease()).namesIn([
      'sign:fever:C:urgent',
      'chest_pain_timing=effort_only',
      'fever_days=3',
      'fever_child.emergency',
      'fever_child.temperature',
      'someone said fever.',
      'nobody=knows',
      'no.such',
    ]);
    expect(names.slots['fever']).toMatchObject({ fr: 'Fièvre', ar: 'حمى' });
    expect(names.values).toEqual({
      'chest_pain_timing=effort_only': { en: 'effort only', fr: 'Seulement à l’effort', ar: 'عند الجهد فقط' },
    });
    expect(Object.keys(names.packs)).toEqual(['fever_child']);
    expect(names.packs['fever_child']).toMatchObject({ en: 'fever child', fr: "Fièvre d'un enfant" });
    expect(names.questions['fever_child.temperature']).toContain('temperature_celsius');
    expect(Object.keys(names.slots)).toEqual(
      expect.arrayContaining(['chest_pain_timing', 'fever_days', 'temperature_celsius']),
    );
    expect(names.slots).not.toHaveProperty('nobody');
  });

  it('fall back on the meaning in the dictionary, and on the id', () => {
    const release = shippedRelease();
    const { names: _names, ...unnamed }: SlotSpec = release.slots.get('fever')!;
    const naming = createNaming({ ...release, slots: new Map([['fever', unnamed]]) });
    expect(naming.finding('fever', 'present')).toEqual({
      slot: 'fever',
      name: { en: unnamed.meaning, fr: unnamed.meaning, ar: unnamed.meaning },
      value: 'present',
      valueName: null,
    });
    expect(naming.finding('gone_slot', 'present').name.fr).toBe('gone slot');
    expect(naming.pack('common')).toBeNull();
  });
});
