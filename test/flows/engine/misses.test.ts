import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../flows/flow.js';
import { after, atCough, engine, heard, MISS, number, open, pick, promptOf, release, someAnswer } from './talk.js';

const escalations = (step: Step) => step.events.filter((event) => event.type === 'escalated');

describe('an answer that is not understood', () => {
  it('is asked again, then in simpler words, then the nurse takes over', () => {
    const first = after(open(), MISS);
    expect(promptOf(first)).toMatchObject({ id: 'common.who', attempt: 1 });
    const second = after(first, MISS);
    expect(promptOf(second)).toMatchObject({ id: 'common.who', attempt: 2 });
    const third = after(second, MISS);
    expect(third.state).toMatchObject({ at: null, level: 'same_day' });
    expect(escalations(third)).toEqual([{ type: 'escalated', reason: 'not_understood', level: 'same_day' }]);
  });

  it('on a danger question ends as urgent at least, its signs unsure', () => {
    const danger = after(open(), pick('self'), number(30 * 366), pick('man'));
    const third = after(danger, MISS, MISS, MISS);
    expect(third.state.at).toBeNull();
    // Not knowing whether somebody wakes or breathes is an emergency.
    expect(third.state).toMatchObject({
      level: 'emergency',
      slots: { unconscious: 'unsure', heavy_bleeding: 'unsure' },
    });
    const breath = after(atCough(), number(3), MISS, MISS, MISS);
    expect(breath.state).toMatchObject({ at: null, level: 'urgent', slots: { breathless_at_rest: 'unsure' } });
  });

  it('is counted anew at the next question', () => {
    const step = after(open(), MISS, MISS, pick('self'));
    expect(promptOf(step)).toMatchObject({ id: 'common.age', attempt: 0 });
    expect(promptOf(after(step, MISS))).toMatchObject({ id: 'common.age', attempt: 1 });
  });

  it.each([
    ['a choice that is not offered', pick('nobody')],
    ['two choices where one is asked', pick('self', 'child')],
    ['a number where a choice is asked', number(3)],
    ['silence in between', { kind: 'no_input' as const, heard: [] }],
  ])('%s counts as one', (_name, answer) => {
    expect(promptOf(after(open(), answer))).toMatchObject({ id: 'common.who', attempt: 1 });
  });

  it('that brings something new is none', () => {
    const told = engine.advance(release, open().state, {
      kind: 'no_match',
      heard: heard({ fever: 'present' }),
    });
    expect(promptOf(told)).toMatchObject({ id: 'common.who', attempt: 0 });
    expect(told.state.slots).toEqual({ fever: 'present' });
  });

  it('changes nothing about how the next one is read', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), fc.nat(), (seeds, seed) => {
        let step = open();
        for (const each of seeds) {
          const prompt = promptOf(step);
          if (prompt !== null) step = after(step, someAnswer(prompt, each));
        }
        const prompt = promptOf(step);
        if (prompt === null || step.state.attempt > 0) return;
        const answer = someAnswer(prompt, seed);
        if (answer.kind === 'no_match') return;
        const [now, later] = [after(step, answer), after(step, MISS, MISS, answer)];
        if (now.state.attempt > 0) return;
        expect(later).toEqual(now);
      }),
      { numRuns: 200 },
    );
  });
});
