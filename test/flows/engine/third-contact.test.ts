import { describe, expect, it } from 'vitest';
import { bumped } from '../../../core/triage.js';
import type { Slots } from '../../../flows/flow.js';
import { simulate } from '../../../flows/simulate.js';
import { shippedRelease } from '../../support/bot.js';
import { engine } from './talk.js';

const release = shippedRelease();

describe('the third contact in 72 hours', () => {
  const truth: readonly Slots[] = [
    {
      age_days: 2192,
      sex: 'f',
      patient: 'child',
      fever: 'present',
      temperature_celsius: 37.6,
      complaint: 'fever_child',
    },
    { age_days: 2192, sex: 'f', patient: 'child', fever: 'present', less_feeding: 'present', complaint: 'fever_child' },
    { age_days: 12419, sex: 'm', patient: 'self', scorpion_sting: 'present', complaint: 'scorpion_sting' },
    { age_days: 12419, sex: 'm', patient: 'self', vomiting_blood: 'present', complaint: 'fever_child' },
  ];
  const levelOf = (known: Slots, contacts: number | null) =>
    simulate(engine, release, {
      known,
      unlisted: 'absent',
      packs: [],
      presentation: 'list',
      said: contacts === null ? {} : { contacts_in_72h: contacts },
    });

  it.each(truth)('is one step up, never into emergency: %j', (known) => {
    const plain = levelOf(known, null);
    expect(levelOf(known, 2).level).toBe(plain.level);
    for (const contacts of [3, 4, 9]) {
      const raised = levelOf(known, contacts);
      expect(raised.level).toBe(bumped(plain.level));
      expect(raised.because.includes('common.third_contact')).toBe(raised.level !== plain.level);
    }
  });
});
