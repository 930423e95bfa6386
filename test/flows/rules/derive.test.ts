import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../flows/flow.js';
import { bandsOf, close } from '../../../flows/rules/derive.js';
import { slotsRead } from '../../../flows/rules/parse.js';
import { shippedTable } from './table.js';

const { dictionary } = shippedTable();
const rules = dictionary.derivations;
const findings = [...dictionary.slots.values()].filter((spec) => spec.type === 'finding').map((spec) => spec.id);
const closed = (slots: Slots): Slots => close(rules, slots);

describe('the bands of a person', () => {
  it.each([
    [0, ['N']],
    [59, ['N']],
    [60, ['C']],
    [4382, ['C']],
    [4383, ['A']],
    [23_741, ['A']],
    [23_742, ['A', 'E']],
  ])('has its edge at %i days', (age_days, bands) => {
    expect(bandsOf({ age_days })).toEqual(bands);
  });

  it('adds pregnancy and childbed to everybody from 12 years, and to nobody younger', () => {
    expect(bandsOf({ age_days: 9000, pregnancy: 'present' })).toEqual(['A', 'P']);
    expect(bandsOf({ age_days: 9000, pregnancy: 'unsure', postpartum: 'present' })).toEqual(['A', 'P', 'PP']);
    expect(bandsOf({ age_days: 9000, pregnancy: 'absent' })).toEqual(['A']);
    expect(bandsOf({ age_days: 4000, pregnancy: 'present' })).toEqual(['C']);
  });

  it('is the youngest still possible when the age was asked and is not known', () => {
    expect(bandsOf({ patient: 'child', age_days: 'unknown' })).toEqual(['N']);
    expect(bandsOf({ patient: 'child' })).toEqual(['C']);
    expect(bandsOf({ patient: 'self', age_days: 'unknown' })).toEqual(['A']);
    expect(bandsOf({ pregnancy: 'present' })).toEqual(['A', 'P']);
    expect(bandsOf({})).toEqual(['A']);
  });
});

describe('what follows from what is known', () => {
  it('gives the age in months and years in whole ones that are over', () => {
    expect(closed({ age_days: 365 })).toMatchObject({ age_months: 11, age_years: 0 });
    expect(closed({ age_days: 366 })).toMatchObject({ age_months: 12, age_years: 1 });
    expect(closed({ age_days: 'unknown' })).toMatchObject({ age_months: 'unknown', age_years: 'unknown' });
    expect(closed({})).not.toHaveProperty('age_years');
  });

  it('follows implications to their end, and only from what is present', () => {
    expect(closed({ cannot_speak_sentence: 'present' })).toMatchObject({
      breathless_at_rest: 'present',
      breathlessness: 'present',
    });
    expect(closed({ suicide_plan: 'present' })).toMatchObject({ suicidal_ideation: 'present', low_mood: 'present' });
    expect(closed({ unconscious: 'unsure' })).not.toHaveProperty('hard_to_wake');
    expect(closed({ unconscious: 'absent' })).not.toHaveProperty('hard_to_wake');
    expect(closed({ unconscious: 'present', hard_to_wake: 'absent' })).toMatchObject({ hard_to_wake: 'present' });
  });

  it('keeps an implication to the bands it is for', () => {
    expect(closed({ age_days: 100, not_feeding: 'present' })).toMatchObject({ less_feeding: 'present' });
    expect(closed({ age_days: 9000, not_feeding: 'present' })).not.toHaveProperty('less_feeding');
  });

  it('lets a measured temperature decide over what was felt, with the limit of the age', () => {
    const child = { age_days: 1000, fever: 'present' };
    expect(closed({ ...child, temperature_celsius: 37.4 })).toMatchObject({ fever: 'absent' });
    expect(closed({ ...child, temperature_celsius: 37.5 })).toMatchObject({ fever: 'present' });
    expect(closed({ ...child, temperature_celsius: 'unknown' })).toMatchObject({ fever: 'present' });
    expect(closed({ age_days: 9000, fever: 'absent', temperature_celsius: 38 })).toMatchObject({ fever: 'present' });
    expect(closed({ age_days: 9000, fever: 'unsure', temperature_celsius: 37.9 })).toMatchObject({ fever: 'absent' });
  });

  it('does not let a measured temperature take away what only happens with fever', () => {
    const slots = { age_days: 9000, sepsis_weakness: 'present', temperature_celsius: 37 };
    expect(closed(slots)).toMatchObject({ fever: 'present' });
  });

  it.each<[string, Slots, string]>([
    ['six hours without urine do not count for a child under 5', { age_days: 1000, hours_without_urine: 6 }, ''],
    ['eight hours without urine count for a child under 5', { age_days: 1000, hours_without_urine: 8 }, 'no_urine'],
    ['eight hours do not count from 5 years', { age_days: 2000, hours_without_urine: 8 }, ''],
    ['twelve hours count from 5 years', { age_days: 2000, hours_without_urine: 12 }, 'no_urine'],
    ['twelve hours do not count on the first day of life', { age_days: 0, hours_without_urine: 12 }, ''],
    ['twelve hours count from the second day', { age_days: 1, hours_without_urine: 12 }, 'no_urine'],
    ['59 breaths are not fast for a newborn', { age_days: 10, respiratory_rate_per_minute: 59 }, ''],
    ['60 breaths are fast for a newborn', { age_days: 10, respiratory_rate_per_minute: 60 }, 'fast_breathing'],
    ['50 breaths are fast under a year', { age_days: 300, respiratory_rate_per_minute: 50 }, 'fast_breathing'],
    ['40 breaths are fast at two years', { age_days: 800, respiratory_rate_per_minute: 40 }, 'fast_breathing'],
    ['39 breaths are not fast at two years', { age_days: 800, respiratory_rate_per_minute: 39 }, ''],
    ['30 breaths are fast from five years', { age_days: 2000, respiratory_rate_per_minute: 30 }, 'fast_breathing'],
    ['21 breaths are fast for an adult', { age_days: 9000, respiratory_rate_per_minute: 21 }, 'fast_breathing'],
    ['a fall of half a metre is high for a newborn', { age_days: 10, fall_height_m: 0.5 }, 'high_fall'],
    ['a fall of a metre is not high for a child', { age_days: 1000, fall_height_m: 1 }, ''],
    ['a fall of two metres is high for a child', { age_days: 1000, fall_height_m: 2 }, 'high_fall'],
    ['a fall of two metres is not high for an adult', { age_days: 9000, fall_height_m: 2 }, ''],
    ['a fall of three metres is high for an adult', { age_days: 9000, fall_height_m: 3 }, 'high_fall'],
    ['one sting is many for a newborn', { age_days: 10, stings_count: 1 }, 'many_stings'],
    ['ten stings are not many for a child', { age_days: 1000, stings_count: 10 }, ''],
    ['twenty-one stings are many for an adult', { age_days: 9000, stings_count: 21 }, 'many_stings'],
    ['two pads an hour are heavy bleeding', { age_days: 9000, pads_per_hour: 2 }, 'heavy_vaginal_bleeding'],
    ['less than half the feeds is less feeding', { age_days: 100, child_feeds_fraction: 0.4 }, 'less_feeding'],
    ['a sugar of 69 is low', { age_days: 9000, glucose_mg_per_dl: 69 }, 'low_blood_sugar'],
    ['a sugar of 301 is high', { age_days: 9000, glucose_mg_per_dl: 301 }, 'high_blood_sugar'],
    ['90 below is high blood pressure', { age_days: 9000, diastolic_mmhg: 90 }, 'high_blood_pressure'],
    ['weeks make a pregnancy', { age_days: 9000, pregnancy_weeks: 20 }, 'pregnancy'],
    ['42 days after birth are childbed', { age_days: 9000, days_postpartum: 42 }, 'postpartum'],
    ['43 days after birth are not', { age_days: 9000, days_postpartum: 43 }, ''],
    ['one dry sign with vomiting is no dehydration', { vomiting: 'present', sunken_eyes: 'present' }, ''],
    [
      'two dry signs with vomiting are some dehydration',
      { vomiting: 'present', sunken_eyes: 'present', very_thirsty: 'present' },
      'some_dehydration',
    ],
    ['two dry signs without loss are none', { sunken_eyes: 'present', very_thirsty: 'present' }, ''],
    [
      'drinking almost nothing and a slow skin pinch are severe dehydration',
      { diarrhoea: 'present', drinks_almost_nothing: 'present', skin_pinch_seconds: 2.5 },
      'severe_dehydration',
    ],
    [
      'a pressure of 180 with sight blurred is an emergency of blood pressure',
      { age_days: 9000, systolic_mmhg: 180, blurred_vision: 'present' },
      'hypertensive_emergency_signs',
    ],
    [
      'pressure on the chest for hours is the heavy pain',
      { chest_pain_character: 'heavy', chest_pain_timing: 'last_12_h' },
      'chest_pain_heavy',
    ],
    [
      'pressure on the chest by effort only is not',
      { chest_pain_character: 'heavy', chest_pain_timing: 'effort_only' },
      '',
    ],
    ['sugar that does not come back is not corrected', { sugar_recheck: 'not_better' }, 'low_sugar_not_corrected'],
    [
      'low sugar corrected under insulin stays a high risk',
      { age_days: 9000, low_blood_sugar: 'present', sugar_recheck: 'better', insulin_use: 'present' },
      'low_sugar_high_risk',
    ],
    [
      'low sugar corrected without a risk is none',
      { age_days: 9000, low_blood_sugar: 'present', sugar_recheck: 'better' },
      '',
    ],
    [
      'palpitations with fainting are dangerous ones',
      { palpitations: 'present', fainting: 'present' },
      'palpitations_with_danger',
    ],
  ])('%s', (_, slots, expected) => {
    const derived = new Set(rules.derived.map((one) => one.slot));
    const news = Object.entries(closed(slots)).filter(([id, value]) => slots[id] === undefined && value === 'present');
    const ids = news.map(([id]) => id).filter((id) => derived.has(id));
    if (expected === '') expect(ids).toEqual([]);
    else expect(ids).toContain(expected);
  });

  it('takes a pressure of 180 with headache alone for high, and for no emergency', () => {
    const slots = closed({ age_days: 9000, systolic_mmhg: 180, severe_headache: 'present' });
    expect(slots).toMatchObject({ high_blood_pressure: 'present' });
    expect(slots).not.toHaveProperty('hypertensive_emergency_signs');
  });

  it('is unsure of what holds only because of something unsure', () => {
    expect(closed({ vomiting: 'present', sunken_eyes: 'unsure', very_thirsty: 'present' })).toMatchObject({
      some_dehydration: 'unsure',
    });
  });

  it('fills a choice only when its question was not answered', () => {
    expect(closed({ pleuritic_pain: 'present' })).toMatchObject({ chest_pain_character: 'on_breathing_or_pressing' });
    expect(closed({ pleuritic_pain: 'present', chest_pain_character: 'heavy' })).toMatchObject({
      chest_pain_character: 'heavy',
    });
    expect(closed({ pleuritic_pain: 'present', chest_pain_character: 'unknown' })).toMatchObject({
      chest_pain_character: 'unknown',
    });
  });

  it('changes nothing when done twice, whatever is known', () => {
    const pair = fc.tuple(fc.constantFrom(...findings), fc.constantFrom('present', 'absent', 'unsure'));
    const numbers = fc.record({
      age_days: fc.integer({ min: 0, max: 30_000 }),
      temperature_celsius: fc.constantFrom('unknown', 36, 37.5, 38, 40),
      hours_without_urine: fc.integer({ min: 0, max: 30 }),
      systolic_mmhg: fc.integer({ min: 90, max: 200 }),
    });
    fc.assert(
      fc.property(numbers, fc.array(pair, { maxLength: 12 }), (known, pairs) => {
        const once = closed({ ...known, ...Object.fromEntries(pairs) });
        expect(closed(once)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves its input as it is and takes nothing present away but a fever that was measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...findings), { maxLength: 10 }),
        fc.integer({ min: 0, max: 30_000 }),
        (ids, age) => {
          const before = {
            age_days: age,
            temperature_celsius: 36,
            ...Object.fromEntries(ids.map((id) => [id, 'present'])),
          };
          const copy = { ...before };
          const after = closed(before);
          expect(before).toEqual(copy);
          for (const id of ids) if (id !== 'fever') expect(after[id]).toBe('present');
        },
      ),
    );
  });
});

describe('the dictionary that ships', () => {
  it('has the 498 slots of the slot sheet, and who is ill', () => {
    expect(dictionary.slots.size).toBeGreaterThanOrEqual(499);
    expect(dictionary.slots.get('patient')?.values).toEqual(['self', 'child', 'other', 'unknown']);
    expect(dictionary.slots.get('temperature_celsius')).toMatchObject({ type: 'number', unit: '°C' });
  });

  it('gives every choice the value unknown', () => {
    for (const spec of dictionary.slots.values()) {
      if (spec.type === 'choice') expect(spec.values, spec.id).toContain('unknown');
    }
  });

  it('implies and derives findings from slots that exist', () => {
    for (const rights of rules.implies.values()) {
      for (const right of rights) expect(dictionary.slots.get(right.to)?.type, right.to).toBe('finding');
    }
    for (const { slot, when, decides } of rules.derived) {
      expect(dictionary.slots.get(slot)?.type).toBe('finding');
      for (const read of slotsRead(when)) expect(dictionary.slots.has(read)).toBe(true);
      if (decides !== null) expect(dictionary.slots.get(decides)?.type).toBe('number');
    }
  });

  it('has no id twice', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../flows/slots.yaml'), 'utf8');
    const ids = [...text.matchAll(/^ {2}([a-z0-9_]+): \{ type:/gm)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
