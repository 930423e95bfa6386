import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../../core/triage.js';
import type { Rule, Slots, SlotSpec, SlotValue } from '../../../flows/flow.js';
import { bandsOf, close } from '../../../flows/rules/derive.js';
import { firing } from '../../../flows/rules/level.js';
import { parseCondition, slotsRead } from '../../../flows/rules/parse.js';
import { naiveTable } from './naive.js';
import { shippedTable } from './table.js';
import { waysToFire } from './witness.js';

const { dictionary, signs, text, slotsText } = shippedTable();
const naiveHits = naiveTable(text, slotsText);
const specs = [...dictionary.slots.values()];
const findings = specs.filter((spec) => spec.type === 'finding').map((spec) => spec.id);

/**
 * Findings that answer a question of choice (pain on breathing in: what the pain is like). At the end such a question counts as
 * unknown, the graver reading; its answer may be the milder one, by design. While questions are asked nothing is lost by it.
 */
const answersChoice = new Set(dictionary.derivations.choices.map((choice) => choice.from));

/** One person of every clinical kind, and those of whom little is known. */
const people: readonly Slots[] = [
  { age_days: 3 },
  { age_days: 59 },
  { age_days: 60 },
  { age_days: 100 },
  { age_days: 200 },
  { age_days: 2000 },
  { age_days: 4382 },
  { age_days: 4383, sex: 'f' },
  { age_days: 6000, sex: 'm' },
  { age_days: 9000, sex: 'f', pregnancy: 'present', pregnancy_weeks: 30 },
  { age_days: 9000, sex: 'f', pregnancy: 'unsure', pregnancy_weeks: 'unknown' },
  { age_days: 9000, sex: 'f', postpartum: 'present', days_postpartum: 5 },
  { age_days: 20_000, sex: 'm' },
  { age_days: 26_000, sex: 'f' },
  { patient: 'child' },
  { patient: 'child', age_days: 'unknown' },
  { patient: 'other', age_days: 'unknown' },
  {},
];

const anyValue = (spec: SlotSpec): fc.Arbitrary<SlotValue> => {
  switch (spec.type) {
    case 'finding':
      return fc.constantFrom('present', 'present', 'absent', 'unsure');
    case 'choice':
      return fc.constantFrom(...spec.values);
    case 'number':
      return fc.oneof(
        fc.constant('unknown'),
        fc.integer({ min: 0, max: 400 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
      );
  }
};
const PERSON = ['age_days', 'age_months', 'age_years', 'patient'];
const anySlots: fc.Arbitrary<Slots> = fc
  .tuple(
    fc.constantFrom(...people),
    fc.array(
      fc
        .constantFrom(...specs.filter((spec) => !PERSON.includes(spec.id)))
        .chain((spec) => fc.tuple(fc.constant(spec.id), anyValue(spec))),
      {
        maxLength: 14,
      },
    ),
  )
  .map(([person, pairs]) => ({ ...person, ...Object.fromEntries(pairs) }));

function hitsOf(slots: Slots, ended: boolean): readonly { readonly line: number; readonly level: TriageLevel }[] {
  const closed = close(dictionary.derivations, slots);
  return firing(signs, { slots: closed, bands: bandsOf(closed), ended }).map(({ rule, level }) => ({
    line: Number(rule.place.split(':').at(-1)),
    level,
  }));
}

function levelOf(slots: Slots, ended: boolean): number {
  return Math.max(-1, ...hitsOf(slots, ended).map((hit) => urgencyRank(hit.level)));
}

describe('the level that rules give', () => {
  it('is the same as that of a reader who goes through the text of the table row by row', () => {
    fc.assert(
      fc.property(anySlots, fc.boolean(), (slots, ended) => {
        const closed = close(dictionary.derivations, slots);
        expect(hitsOf(slots, ended)).toEqual(naiveHits({ slots: closed, bands: bandsOf(closed), ended }));
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same as the slow reader says for every single finding of every kind of person', () => {
    for (const person of people) {
      for (const finding of findings) {
        for (const value of ['present', 'unsure'] as const) {
          for (const ended of [false, true]) {
            const slots = { ...person, [finding]: value };
            const closed = close(dictionary.derivations, slots);
            const slow = naiveHits({ slots: closed, bands: bandsOf(closed), ended });
            expect(hitsOf(slots, ended), `${JSON.stringify(slots)} ended ${ended}`).toEqual(slow);
          }
        }
      }
    }
  });

  it('never falls when one more finding is present, whatever else is known', () => {
    fc.assert(
      fc.property(anySlots, fc.constantFrom(...findings), fc.boolean(), (slots, finding, atEnd) => {
        const ended = atEnd && !answersChoice.has(finding);
        const before = levelOf(slots, ended);
        const after = levelOf({ ...slots, [finding]: 'present' }, ended);
        expect(after, `${finding} present lowered ${before} to ${after}`).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 20_000 },
    );
  });

  it('never falls when a finding from which others follow is added to the least that makes any row fire', () => {
    const derived = dictionary.derivations.derived.flatMap((one) => [...slotsRead(one.when)]);
    const causes = new Set([...dictionary.derivations.implies.keys(), ...derived]);
    const added = [...causes].filter((id) => findings.includes(id));
    for (const rule of signs) {
      const found = waysToFire(rule).flatMap((way) => people.map((person) => ({ ...way, ...person })));
      const slots = found.find((one) => hitsOf(one, true).some((hit) => rule.place.endsWith(`:${hit.line}`)));
      expect(slots, `${rule.id} at ${rule.place} never fires`).toBeDefined();
      const before = levelOf(slots ?? {}, true);
      for (const finding of added) {
        if (answersChoice.has(finding)) continue;
        expect(levelOf({ ...slots, [finding]: 'present' }, true), `${rule.id} + ${finding}`).toBeGreaterThanOrEqual(
          before,
        );
      }
    }
  });

  it('never falls when the interview ends', () => {
    fc.assert(
      fc.property(anySlots, (slots) => levelOf(slots, true) >= levelOf(slots, false)),
      { numRuns: 3000 },
    );
  });

  it('never falls when an absent finding turns out unsure', () => {
    fc.assert(
      fc.property(anySlots, fc.constantFrom(...findings), (slots, finding) => {
        const absent = levelOf({ ...slots, [finding]: 'absent' }, true);
        return levelOf({ ...slots, [finding]: 'unsure' }, true) >= absent;
      }),
      { numRuns: 5000 },
    );
  });

  it('is urgent at most for a sign that stays unsure, and emergency for not waking and not breathing', () => {
    for (const finding of findings) {
      const level = levelOf({ age_days: 11_000, [finding]: 'unsure' }, false);
      const stays = ['unconscious', 'hard_to_wake', 'not_breathing'].includes(finding);
      if (stays) expect(level, finding).toBe(urgencyRank('emergency'));
      else expect(level, finding).toBeLessThanOrEqual(urgencyRank('urgent'));
    }
  });

  it('does not fire on a question that can still be put, and does when the interview is over', () => {
    const slots = { age_days: 60, fever: 'present' };
    expect(levelOf(slots, false)).toBeLessThan(urgencyRank('emergency'));
    expect(levelOf(slots, true)).toBe(urgencyRank('emergency'));
    expect(levelOf({ ...slots, temperature_celsius: 'unknown' }, false)).toBe(urgencyRank('emergency'));
  });

  it('counts the rows for pregnancy on top of those for everybody from 12 years', () => {
    const pregnant = hitsOf({ age_days: 9000, pregnancy: 'present', breathless_at_rest: 'present' }, false);
    expect(pregnant.map((hit) => hit.level).sort()).toEqual(['emergency', 'urgent']);
    expect(hitsOf({ age_days: 9000, breathless_at_rest: 'present' }, false).map((hit) => hit.level)).toEqual([
      'urgent',
    ]);
  });

  it('counts no row for pregnancy for a child, whatever was said', () => {
    const child = hitsOf({ age_days: 4000, pregnancy: 'present', breathless_at_rest: 'present' }, false);
    expect(child.map((hit) => hit.level)).toEqual(['urgent']);
  });
});

describe('rules without a sign', () => {
  const rule = (when: string, bands: Rule['bands'] = []): Rule => ({
    id: when,
    sign: null,
    bands,
    level: 'same_day',
    when: parseCondition(when),
    source: 'test',
    place: 'test:1',
  });

  it('hold by the person alone, before anything is told', () => {
    const rules = [rule('in_band(A)'), rule('in_band(P) or cough'), rule('in_band(N)')];
    expect(firing(rules, { slots: {}, bands: ['A', 'P'], ended: false }).map((hit) => hit.rule.id)).toEqual([
      'in_band(A)',
      'in_band(P) or cough',
    ]);
  });

  it('hold on what was never asked only at the end', () => {
    const rules = [rule('unknown(cough_days)'), rule('sex in {unknown}')];
    expect(firing(rules, { slots: {}, bands: ['A'], ended: false })).toEqual([]);
    expect(firing(rules, { slots: {}, bands: ['A'], ended: true })).toHaveLength(2);
  });

  it('come in the order of the table', () => {
    const rules = [rule('b_sign'), rule('a_sign'), rule('any 1 of (a_sign, b_sign)')];
    const facts = { slots: { a_sign: 'present', b_sign: 'present' }, bands: ['A'] as const, ended: false };
    expect(firing(rules, facts).map((hit) => hit.rule.id)).toEqual(rules.map((one) => one.id));
  });
});

describe('the table that ships', () => {
  it('has 554 rows, each with a level, a source and its own id', () => {
    expect(signs).toHaveLength(554);
    expect(new Set(signs.map((rule) => rule.id)).size).toBe(signs.length);
    for (const rule of signs) {
      expect(TRIAGE_LEVELS).toContain(rule.level);
      expect(rule.source, rule.id).not.toBe('');
    }
  });

  it('is evaluated many thousand times a second for somebody with forty answers', () => {
    const slots: Slots = {
      age_days: 11_000,
      age_months: 361,
      age_years: 30,
      sex: 'f',
      ...Object.fromEntries(findings.slice(0, 40).map((id) => [id, 'absent'])),
      chest_pain: 'present',
      fever: 'present',
      cough: 'unsure',
    };
    const facts = { slots, bands: ['A'] as const, ended: false };
    const run = (times: number): number => {
      const start = performance.now();
      for (let index = 0; index < times; index++) firing(signs, facts);
      return times / ((performance.now() - start) / 1000);
    };
    run(5_000);
    // The machine of a test run may be shared: the best of five short runs, and a tenth of what a quiet one does.
    const best = Math.max(...Array.from({ length: 5 }, () => run(2_000)));
    expect(best).toBeGreaterThan(100_000 / 10);
  });
});
