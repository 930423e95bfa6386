import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRelease } from '../../../bot/open.js';
import { packageRoot } from '../../../bot/config.js';
import { knownFrom } from '../../../flows/engine/index.js';
import type { NodeId, Slots } from '../../../flows/flow.js';
import { scoreOf, specOf, type ScoreSpec } from '../../../flows/nodes/index.js';

const release = openRelease(path.join(packageRoot(), 'flows'));
const YEAR = 365.25;

function scoreIn(pack: string, node: string): ScoreSpec {
  const found = release.packs.get(pack)?.nodes.get(node as NodeId);
  const spec = found === undefined ? null : specOf(found);
  if (spec?.kind !== 'score') throw new Error(`${node} is no score`);
  return spec;
}
const findrisc = scoreIn('prevent_diabetes', 'prevent_diabetes.total');
const heart = scoreIn('prevent_heart', 'prevent_heart.count');

function valueOf(spec: ScoreSpec, slots: Slots): string | number {
  const known = knownFrom(release, slots);
  return scoreOf(spec, known.slots, known.bands);
}

/** Somebody with no points at all: a man of 40, body mass index 22.5, waist 85 cm, active, nothing in the family. */
const NOTHING: Slots = {
  patient: 'self',
  sex: 'm',
  age_days: Math.ceil(40 * YEAR),
  weight_kg: 65,
  height_cm: 170,
  waist_cm: 85,
  little_activity: 'absent',
  few_vegetables: 'absent',
  bp_medicine: 'absent',
  high_glucose_ever: 'absent',
  family_diabetes: 'nobody',
};
const age = (years: number): Slots => ({ age_days: Math.ceil(years * YEAR) });

describe('FINDRISC, counted by hand', () => {
  it.each<[string, Slots, number]>([
    ['nothing', {}, 0],
    ['age 44', age(44), 0],
    ['age 45', age(45), 2],
    ['age 54', age(54), 2],
    ['age 55', age(55), 3],
    ['age 64', age(64), 3],
    ['age 65', age(65), 4],
    ['body mass index 25 exactly', { weight_kg: 72.25 }, 1],
    ['body mass index 30 exactly', { weight_kg: 86.7 }, 1],
    ['body mass index 31', { weight_kg: 89.6 }, 3],
    ['a man with 93 cm', { waist_cm: 93 }, 0],
    ['a man with 94 cm', { waist_cm: 94 }, 3],
    ['a man with 102 cm', { waist_cm: 102 }, 3],
    ['a man with 103 cm', { waist_cm: 103 }, 4],
    ['a woman with 79 cm', { sex: 'f', waist_cm: 79 }, 0],
    ['a woman with 80 cm', { sex: 'f', waist_cm: 80 }, 3],
    ['a woman with 88 cm', { sex: 'f', waist_cm: 88 }, 3],
    ['a woman with 89 cm', { sex: 'f', waist_cm: 89 }, 4],
    ['little movement', { little_activity: 'present' }, 2],
    ['few vegetables', { few_vegetables: 'present' }, 1],
    ['medicine for the pressure', { bp_medicine: 'present' }, 2],
    ['high sugar once', { high_glucose_ever: 'present' }, 5],
    ['an uncle with diabetes', { family_diabetes: 'distant' }, 3],
    ['a mother with diabetes', { family_diabetes: 'close' }, 5],
    // Woman of 58, 78 kg and 160 cm (30.5), 92 cm, walks little, medicine, a sister: 3 + 3 + 4 + 2 + 0 + 2 + 0 + 5.
    [
      'a woman of 58',
      {
        ...age(58),
        sex: 'f',
        weight_kg: 78,
        height_cm: 160,
        waist_cm: 92,
        little_activity: 'present',
        bp_medicine: 'present',
        family_diabetes: 'close',
      },
      19,
    ],
    // Everything: 4 + 3 + 4 + 2 + 1 + 2 + 5 + 5.
    [
      'everything',
      {
        ...age(70),
        weight_kg: 120,
        waist_cm: 130,
        little_activity: 'present',
        few_vegetables: 'present',
        bp_medicine: 'present',
        high_glucose_ever: 'present',
        family_diabetes: 'close',
      },
      26,
    ],
  ])('%s', (_, change, points) => {
    expect(valueOf(findrisc, { ...NOTHING, ...change })).toBe(points);
  });

  it.each<[string, Slots, number]>([
    ['the weight', { weight_kg: 'unknown' }, 3],
    ['the waist', { waist_cm: 'unknown' }, 4],
    ['the sex, with 85 cm', { sex: 'unknown' }, 3],
    ['the family', { family_diabetes: 'unknown' }, 5],
    ['a high sugar', { high_glucose_ever: 'unsure' }, 5],
    ['movement', { little_activity: 'unsure' }, 2],
  ])('what is not known counts the most that it could: %s', (_, change, points) => {
    expect(valueOf(findrisc, { ...NOTHING, ...change })).toBe(points);
  });

  it('of somebody of whom nothing is known is the highest there is', () => {
    expect(valueOf(findrisc, {})).toBe(26);
  });
});

const finding = fc.constantFrom('present', 'absent', 'unsure');
/** Up to the day on which the chart ends, 75 years. */
const OLDEST = 27_393;
const person = fc.record({
  sex: fc.constantFrom('f', 'm', 'unknown'),
  age_days: fc.integer({ min: 14_700, max: OLDEST }),
  weight_kg: fc.oneof(fc.integer({ min: 40, max: 150 }), fc.constant('unknown')),
  height_cm: fc.oneof(fc.integer({ min: 140, max: 200 }), fc.constant('unknown')),
  waist_cm: fc.oneof(fc.integer({ min: 60, max: 140 }), fc.constant('unknown')),
  systolic_mmhg: fc.oneof(fc.integer({ min: 90, max: 220 }), fc.constant('unknown')),
  little_activity: finding,
  few_vegetables: finding,
  bp_medicine: finding,
  high_glucose_ever: finding,
  smoker: finding,
  diabetes_history: finding,
  family_diabetes: fc.constantFrom('close', 'distant', 'nobody', 'unknown'),
});
const INPUTS = [...Object.keys(NOTHING).filter((slot) => slot !== 'patient'), 'smoker', 'systolic_mmhg'];
/** One risk more of somebody. */
const WORSE: readonly ((slots: Slots) => Slots)[] = [
  ...['little_activity', 'few_vegetables', 'bp_medicine', 'high_glucose_ever', 'smoker', 'diabetes_history'].map(
    (slot) => (slots: Slots) => ({ ...slots, [slot]: 'present' }),
  ),
  ...['waist_cm', 'weight_kg', 'systolic_mmhg', 'age_days'].map((slot) => (slots: Slots) => {
    const value = slots[slot];
    if (typeof value !== 'number') return slots;
    return { ...slots, [slot]: slot === 'age_days' ? Math.min(value * 1.2, OLDEST) : value * 1.2 };
  }),
  (slots) => (slots['family_diabetes'] === 'unknown' ? slots : { ...slots, family_diabetes: 'close' }),
];

describe.each([
  ['FINDRISC', findrisc],
  ['the chart of the heart', heart],
])('%s', (_, spec) => {
  it('never falls with one risk more', () => {
    fc.assert(
      fc.property(person, fc.constantFrom(...WORSE), (slots, worse) => {
        expect(valueOf(spec, worse(slots))).toBeGreaterThanOrEqual(Number(valueOf(spec, slots)));
      }),
      { numRuns: 500 },
    );
  });

  it('is never lower for a value that is not known than for the value', () => {
    fc.assert(
      fc.property(person, fc.constantFrom(...INPUTS), (slots, slot) => {
        const { [slot]: _, ...without } = slots as Slots;
        expect(Number(valueOf(spec, without))).toBeGreaterThanOrEqual(Number(valueOf(spec, slots)));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for the same person', () => {
    fc.assert(fc.property(person, (slots) => valueOf(spec, slots) === valueOf(spec, { ...slots })));
  });
});

describe('a chart', () => {
  const at = (slots: Slots): string | number => valueOf(heart, { ...NOTHING, ...age(50), smoker: 'absent', ...slots });

  it('gives the row whose every cell fits', () => {
    const base = { systolic_mmhg: 120 };
    expect(at(base)).toBe(7);
    expect(at({ ...base, systolic_mmhg: 139.5 })).toBe(7);
    expect(at({ ...base, systolic_mmhg: 140 })).toBe(9);
    expect(at({ ...base, systolic_mmhg: 160, smoker: 'present', weight_kg: 95 })).toBe(28);
    expect(at({ ...base, systolic_mmhg: 160, smoker: 'present', weight_kg: 95, sex: 'f' })).toBe(24);
  });

  it('takes an unsure finding as present and an unknown number as the worst', () => {
    expect(at({ smoker: 'unsure', systolic_mmhg: 120 })).toBe(at({ smoker: 'present', systolic_mmhg: 120 }));
    expect(at({ systolic_mmhg: 'unknown' })).toBe(at({ systolic_mmhg: 190 }));
  });

  it('knows nothing of somebody whom it has no row for', () => {
    expect(valueOf(heart, { ...NOTHING, ...age(30), smoker: 'absent', systolic_mmhg: 120 })).toBe('unknown');
  });

  it('with the lowest reading takes what is not known as nothing', () => {
    expect(valueOf({ ...findrisc, unknown: 'lowest' }, {})).toBe(0);
    expect(valueOf({ ...heart, unknown: 'lowest' }, { ...NOTHING, ...age(50), smoker: 'absent' })).toBe(5);
  });
});
