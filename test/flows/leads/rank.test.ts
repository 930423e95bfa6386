import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slots, SlotValue } from '../../../flows/flow.js';
import { leadsOf, loadLeads, type LeadTable, type Leads } from '../../../flows/leads/index.js';
import { HEAVIEST, MINIMUM_WEIGHT, MOST_LEADS } from '../../../flows/leads/table.js';
import { bandsOf, close } from '../../../flows/rules/derive.js';
import { FLOWS } from './folder.js';

function shipped(): LeadTable {
  const loaded = loadLeads(FLOWS);
  if ('problems' in loaded) throw new Error('the tables do not load');
  return loaded.table;
}
const table = shipped();
const years = (count: number): number => Math.ceil(count * 365.25);

function leadsFor(slots: Slots, of: LeadTable = table): Leads {
  return leadsOf(of, slots, bandsOf(close(of.derivations, slots)));
}
/** A person of `age` years, with these findings present and the rest as given. */
function person(age: number, present: string, more: Slots = {}): Slots {
  const findings = present.split(' ').filter((slot) => slot !== '');
  return { age_days: years(age), ...Object.fromEntries(findings.map((slot) => [slot, 'present'])), ...more };
}
const ids = (slots: Slots): readonly string[] => leadsFor(slots).leads.map(({ cause }) => cause.id);
const weightOf = (slots: Slots, id: string): number =>
  leadsFor(slots).leads.find(({ cause }) => cause.id === id)?.weight ?? 0;

/** The picture that a textbook gives of a cause → what stands first. */
const PICTURES: readonly (readonly [string, Slots])[] = [
  ['heart_attack', person(58, 'chest_pain_heavy sweating arm_pain_left', { cardiac_risk: 'yes' })],
  ['pulmonary_embolism', person(34, 'chest_pain breathless_at_rest one_leg_swollen postpartum sudden_onset')],
  ['pneumonia', person(72, 'fever cough pleuritic_pain fast_breathing sputum')],
  ['asthma_attack', person(19, 'wheeze breathless_at_rest asthma_history inhaler_no_relief')],
  ['heart_failure', person(70, 'breathless_on_effort feet_swelling heart_failure_history fatigue')],
  ['stroke', person(66, 'facial_droop limb_weakness speech_trouble sudden_onset')],
  ['meningitis', person(20, 'fever headache stiff_neck light_sensitivity vomiting')],
  ['migraine', person(28, 'headache light_sensitivity nausea vomiting', { fever: 'absent' })],
  ['appendicitis', person(16, 'abdominal_pain_right_lower fever vomiting loss_of_appetite')],
  ['gallstones', person(45, 'pain_right_upper fever vomiting')],
  ['kidney_stone', person(40, 'renal_colic vomiting blood_in_urine', { fever: 'absent' })],
  ['pyelonephritis', person(30, 'flank_pain fever chills dysuria', { sex: 'f' })],
  ['gastroenteritis_dehydration', person(2, 'diarrhoea vomiting sunken_eyes very_thirsty')],
  ['ectopic_pregnancy', person(27, 'missed_period abdominal_pain vaginal_bleeding fainting', { sex: 'f' })],
  ['preeclampsia', person(25, 'pregnancy severe_headache blurred_vision', { pregnancy_weeks: 34, sex: 'f' })],
  ['labour', person(25, 'pregnancy contractions waters_broken', { pregnancy_weeks: 39, sex: 'f' })],
  ['scorpion_envenomation', person(9, 'scorpion_sting vomiting sweating')],
  ['co_poisoning', person(33, 'smoke_or_gas_exposure headache dizziness vomiting')],
  ['paracetamol_overdose', person(17, 'paracetamol_overdose self_harm vomiting')],
  ['brucellosis', person(44, 'animal_raw_milk_contact fever night_sweats joint_pain back_pain', { fever_days: 12 })],
  ['tuberculosis', person(29, 'cough weight_loss night_sweats coughing_blood', { cough_days: 30 })],
  ['measles', person(4, 'measles_like cough runny_nose red_eye not_vaccinated')],
  ['rabies_exposure', person(8, 'dog_bite', { rabies_category: 'III' })],
  ['anaemia', person(35, 'anaemia_signs pallor heavy_period', { sex: 'f' })],
  ['diabetic_ketoacidosis', person(15, 'ketoacidosis_signs vomiting very_thirsty insulin_use')],
  ['hypoglycaemia', person(60, 'sweating confusion diabetes_history insulin_use fasting')],
  ['depression_suicidal', person(31, 'low_mood suicidal_ideation insomnia')],
  ['neonatal_infection', person(0.02, 'fever not_feeding')],
  ['testicular_torsion', person(14, 'testicular_pain vomiting sudden_onset', { sex: 'm' })],
  ['panic', person(24, 'anxiety palpitations numbness', { known_panic: 'yes' })],
];

describe('leads', () => {
  it.each(PICTURES)('put first what a clear picture is of: %s', (cause, slots) => {
    expect(ids(slots)[0]).toBe(cause);
  });

  it('are none where nothing, or nothing but a history, is known', () => {
    expect(leadsFor({})).toEqual({ leads: [], found: [], toAsk: [] });
    const history =
      'heart_disease_history hypertension_history diabetes_history asthma_history copd_history tb_contact';
    expect(
      ids(person(70, `${history} epilepsy_history insulin_use immunosuppressed`, { cardiac_risk: 'yes' })),
    ).toEqual([]);
  });

  it('need a sign of some weight: many small hints open none', () => {
    expect(ids(person(30, 'nausea fatigue loss_of_appetite dizziness'))).toEqual([]);
  });

  it('tell what speaks against a cause, and it weighs less', () => {
    const pain = person(30, 'chest_pain sweating', { chest_pain_timing: 'now_over_10_min' });
    const pressed = { ...pain, pain_on_pressing: 'present' };
    expect(weightOf(pain, 'heart_attack')).toBeGreaterThan(weightOf(pressed, 'heart_attack'));
    expect(ids(pressed)[0]).toBe('chest_wall_pain');
    const heavy = leadsFor({ ...pressed, chest_pain_heavy: 'present' }).leads;
    const heart = heavy.find(({ cause }) => cause.id === 'heart_attack');
    expect(heart?.against).toEqual([{ slot: 'pain_on_pressing', value: 'present' }]);
    expect(heart?.for[0]).toEqual({ slot: 'chest_pain_heavy', value: 'present' });
  });

  it('count what was said not to be there, and nothing that was never asked', () => {
    const asked = person(20, 'headache severe_headache stiff_neck');
    const denied = { ...asked, fever: 'absent' };
    expect(weightOf(denied, 'meningitis')).toBe(weightOf(asked, 'meningitis') - 2);
    const lead = leadsFor(denied).leads.find(({ cause }) => cause.id === 'meningitis');
    expect(lead?.against).toEqual([{ slot: 'fever', value: 'absent' }]);
  });

  it('count a finding that nobody is sure of neither for nor against', () => {
    const slots = person(20, 'headache stiff_neck');
    for (const finding of ['fever', 'vomiting', 'head_injury']) {
      expect(leadsFor({ ...slots, [finding]: 'unsure' }).leads).toEqual(leadsFor(slots).leads);
    }
  });

  it('count what follows from what was said', () => {
    const shown = leadsFor(person(50, 'renal_colic vomiting')).leads[0];
    expect(shown?.for.map(({ slot }) => slot)).toContain('flank_pain');
  });

  it('are about people who can have it: sex, age, pregnancy', () => {
    const pain = 'abdominal_pain fainting vaginal_bleeding';
    expect(ids(person(30, pain, { sex: 'f' }))).toContain('ectopic_pregnancy');
    expect(ids(person(30, pain))).toContain('ectopic_pregnancy');
    expect(ids(person(30, 'abdominal_pain fainting', { sex: 'm' }))).not.toContain('ectopic_pregnancy');
    expect(ids(person(70, 'abdominal_pain fainting', { sex: 'f' }))).not.toContain('ectopic_pregnancy');
    expect(ids(person(30, 'testicular_pain', { sex: 'f' }))).toEqual([]);
    expect(ids(person(30, 'severe_headache blurred_vision'))).not.toContain('preeclampsia');
  });
});

describe('warning signs', () => {
  it('are those of the leads: found, unsure, and never asked', () => {
    const slots = person(20, 'fever headache stiff_neck', { confusion: 'absent', hard_to_wake: 'unsure' });
    const { leads, found, toAsk } = leadsFor(slots);
    expect(leads.map(({ cause }) => cause.id)).toEqual(['meningitis']);
    expect(found).toEqual(['stiff_neck']);
    expect(toAsk).toEqual([
      { slot: 'non_blanching_rash', value: 'unknown' },
      { slot: 'hard_to_wake', value: 'unsure' },
      { slot: 'seizure_now', value: 'unknown' },
    ]);
  });

  it('are asked of those whom they are about', () => {
    const asked = (age: number) => leadsFor(person(age, 'fever headache stiff_neck')).toAsk.map(({ slot }) => slot);
    expect(asked(1)).toContain('bulging_fontanelle');
    expect(asked(20)).not.toContain('bulging_fontanelle');
  });
});

/** Any patient: some findings present, absent or unsure, an age, a sex. */
const findings = [...table.slots.values()].filter(({ type }) => type === 'finding').map(({ id }) => id);
const patient: fc.Arbitrary<Slots> = fc
  .record({
    age_days: fc.integer({ min: 0, max: 36_000 }),
    sex: fc.constantFrom('f', 'm', 'unknown'),
    said: fc.dictionary(fc.constantFrom(...findings), fc.constantFrom('present', 'present', 'absent', 'unsure'), {
      maxKeys: 14,
    }),
  })
  .map(({ said, ...rest }): Slots => ({ ...said, ...rest }));

describe('of any patient', () => {
  it('there are at most five leads, none below the minimum, heaviest first, ties in the order of the table', () => {
    const place = new Map(table.causes.map(({ id }, index) => [id, index]));
    fc.assert(
      fc.property(patient, (slots) => {
        const { leads, found, toAsk } = leadsFor(slots);
        expect(leads.length).toBeLessThanOrEqual(MOST_LEADS);
        for (const lead of leads) {
          expect(lead.weight).toBeGreaterThanOrEqual(MINIMUM_WEIGHT);
          expect(lead.for.length).toBeGreaterThan(0);
        }
        leads.slice(1).forEach((lead, index) => {
          const before = leads[index]!;
          const order = before.weight - lead.weight || place.get(lead.cause.id)! - place.get(before.cause.id)!;
          expect(order).toBeGreaterThan(0);
        });
        const signs = [...found, ...toAsk.map(({ slot }) => slot)];
        expect(new Set(signs).size).toBe(signs.length);
      }),
      { numRuns: 300 },
    );
  });

  it('the order of saying changes nothing', () => {
    fc.assert(
      fc.property(patient, (slots) => {
        const turned = Object.fromEntries(Object.entries(slots).reverse());
        expect(leadsFor(turned)).toEqual(leadsFor(slots));
      }),
      { numRuns: 100 },
    );
  });

  it('one more sign that speaks only for a cause never makes it weigh less', () => {
    // Without its limit of five: what is measured is the weight, not who else became heavier.
    const only = new Map(table.causes.map((cause) => [cause.id, { ...table, causes: [cause] }]));
    const signs = [...table.weights].flatMap(([cause, rows]) => {
      const against = new Set(rows.filter(({ weight }) => weight < 0).map(({ slot }) => slot));
      const both = (slot: string): readonly string[] => [
        slot,
        ...(table.derivations.implies.get(slot) ?? []).map(({ to }) => to),
      ];
      return rows
        .filter(({ value, slot }) => value === 'present' && both(slot).every((one) => !against.has(one)))
        .filter(({ slot }) => !['pregnancy', 'postpartum'].includes(slot))
        .map(({ slot }): readonly [string, string] => [cause, slot]);
    });
    expect(signs.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(patient, fc.constantFrom(...signs), (slots, [cause, slot]) => {
        const of = only.get(cause)!;
        // Whoever is told pregnant by a sign is in another band: another person, not one sign more.
        const bands = bandsOf(close(table.derivations, { ...slots, [slot]: 'present' }));
        const weigh = (known: Readonly<Record<string, SlotValue>>): number =>
          leadsOf(of, known, bands).leads[0]?.weight ?? 0;
        expect(weigh({ ...slots, [slot]: 'present' })).toBeGreaterThanOrEqual(weigh(slots));
      }),
      { numRuns: 1000 },
    );
  });

  it('a weight stays a small number', () => {
    for (const rows of table.weights.values()) {
      for (const { weight } of rows) expect(Math.abs(weight)).toBeLessThanOrEqual(HEAVIEST);
    }
  });
});

describe('ties', () => {
  it('go to the cause that stands higher in the table', () => {
    const slots = person(40, 'leg_swelling one_leg_swollen breathlessness chest_pain');
    const order = ids(slots);
    const turned: LeadTable = { ...table, causes: [...table.causes].reverse() };
    const other = leadsFor(slots, turned).leads;
    const weights = new Map(other.map(({ cause, weight }) => [cause.id, weight]));
    const tied = order.filter((id) => weights.get(id) === weights.get(order[0] ?? ''));
    expect(tied.length).toBeGreaterThan(1);
    expect(other.filter(({ cause }) => tied.includes(cause.id)).map(({ cause }) => cause.id)).toEqual(
      tied.toReversed(),
    );
  });
});
