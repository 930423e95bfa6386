import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtLeast, urgencyRank } from '../../../core/triage.js';
import type { Answer, Presentation, Slots, Step } from '../../../flows/flow.js';
import { AFTER_URGENT } from '../../../flows/engine/index.js';
import { simulate } from '../../../flows/simulate.js';
import { engine, heard, open, promptOf, release, someAnswer } from './talk.js';

const FINDINGS = [...release.slots.values()].filter((slot) => slot.type === 'finding').map((slot) => slot.id);
const presentation = fc.constantFrom<Presentation>('list', 'keys');
const seeds = fc.array(fc.nat(), { minLength: 1, maxLength: 25 });
const words = fc.dictionary(
  fc.constantFrom(...FINDINGS),
  fc.constantFrom('present' as const, 'absent' as const, 'unsure' as const),
  {
    maxKeys: 2,
  },
);

/** Plays an interview by numbers; `words` are volunteered with each answer. Every step of it. */
function play(
  how: Presentation,
  picks: readonly number[],
  said: readonly Parameters<typeof heard>[0][] = [],
): readonly Step[] {
  const steps = [open({ presentation: how })];
  for (const [index, seed] of picks.entries()) {
    const last = steps.at(-1);
    const prompt = last === undefined ? null : promptOf(last);
    if (last === undefined || prompt === null) break;
    const answer: Answer = { ...someAnswer(prompt, seed), heard: heard(said[index] ?? {}) };
    steps.push(engine.advance(release, last.state, answer));
  }
  return steps;
}

describe('the level', () => {
  it('only rises, whatever is answered and said', () => {
    fc.assert(
      fc.property(presentation, seeds, fc.array(words, { maxLength: 25 }), (how, picks, said) => {
        const levels = play(how, picks, said).map((step) => urgencyRank(step.state.level));
        expect(levels).toEqual([...levels].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('only rises, also when answers are taken back in between', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.boolean(), { maxLength: 25 }), (picks, backs) => {
        let step = open();
        for (const [index, seed] of picks.entries()) {
          const prompt = promptOf(step);
          if (prompt === null) return;
          const next =
            backs[index] === true
              ? engine.back(release, step.state)
              : engine.advance(release, step.state, someAnswer(prompt, seed));
          expect(urgencyRank(next.state.level)).toBeGreaterThanOrEqual(urgencyRank(step.state.level));
          step = next;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is never lower for one more finding that is present, said first', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...FINDINGS), fc.integer({ min: 0, max: 40_000 }), (known, more, age) => {
        const level = (said: Parameters<typeof heard>[0]) =>
          urgencyRank(engine.screen(release, { age_days: age }, heard(said)).level);
        expect(level({ ...known, [more]: 'present' })).toBeGreaterThanOrEqual(level(known));
        expect(level({ ...known, [more]: 'unsure' })).toBeGreaterThanOrEqual(level({ ...known, [more]: 'absent' }));
      }),
    );
  });

  it('at the end is never lower for a patient who has one more finding', () => {
    const patient = fc.record({
      found: fc.subarray(FINDINGS, { maxLength: 4 }),
      days: fc.integer({ min: 0, max: 40_000 }),
    });
    fc.assert(
      fc.property(
        patient,
        fc.constantFrom(...FINDINGS),
        fc.boolean(),
        presentation,
        ({ found, days }, more, isPregnant, how) => {
          const end = (findings: readonly string[]) => {
            const present = Object.fromEntries(findings.map((slot) => [slot, 'present']));
            const sex = isPregnant ? 'f' : 'm';
            const known = { age_days: days, sex, patient: 'self', cough: 'present', ...present };
            return urgencyRank(
              simulate(engine, release, { known, unlisted: 'absent', packs: ['cough'], presentation: how }).level,
            );
          };
          expect(end([...found, more])).toBeGreaterThanOrEqual(end(found));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of saying', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(FINDINGS, { maxLength: 5 }), fc.integer({ min: 0, max: 40_000 }), (said, age) => {
        const level = (order: readonly string[]) => {
          let known: Slots = { age_days: age };
          for (const slot of order) known = engine.merge(release, known, heard({ [slot]: 'present' }));
          return engine.screen(release, known, []).level;
        };
        expect(level([...said].reverse())).toBe(level(said));
      }),
    );
  });

  it('after urgent lets at most three more questions follow, and an emergency ends at once', () => {
    fc.assert(
      fc.property(presentation, seeds, fc.array(words, { maxLength: 25 }), (how, picks, said) => {
        const steps = play(how, picks, said);
        const nodes = steps.filter((step) => isAtLeast(step.state.level, 'urgent')).map((step) => step.state.at);
        const put = new Set(nodes.filter((node) => node !== null && node !== nodes[0]));
        const counted = [...put].filter((node) => node !== 'common.age' && node !== 'common.sex_pregnancy');
        expect(counted.length).toBeLessThanOrEqual(AFTER_URGENT);
        for (const step of steps) if (step.state.level === 'emergency') expect(step.state.at).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
