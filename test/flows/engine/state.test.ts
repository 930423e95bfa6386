import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../flows/engine/index.js';
import type { FlowState } from '../../../flows/flow.js';
import { makeRelease, RAW } from './release.js';
import { engine, open, promptOf, release, someAnswer } from './talk.js';

const seeds = fc.array(fc.nat(), { maxLength: 20 });

/** Freezes a state with everything in it: a step that changed its input would throw. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

describe('the state', () => {
  it('is all there is: the same release, state and answer give the same step, in any engine', () => {
    const other = createEngine();
    const twin = makeRelease(RAW);
    fc.assert(
      fc.property(seeds, (picks) => {
        let step = open();
        for (const seed of picks) {
          const prompt = promptOf(step);
          if (prompt === null) return;
          const answer = someAnswer(prompt, seed);
          const next = engine.advance(release, step.state, answer);
          expect(engine.advance(release, step.state, answer)).toEqual(next);
          expect(other.advance(twin, step.state, answer)).toEqual(next);
          step = next;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('survives being written down and read again after every answer', () => {
    fc.assert(
      fc.property(seeds, (picks) => {
        let [kept, read] = [open(), open()];
        for (const seed of picks) {
          const prompt = promptOf(kept);
          if (prompt === null) return;
          const answer = someAnswer(prompt, seed);
          kept = engine.advance(release, kept.state, answer);
          const stored = JSON.parse(JSON.stringify(read.state)) as FlowState;
          read = engine.advance(release, stored, answer);
          expect(read).toEqual(kept);
          expect(JSON.parse(JSON.stringify(read.state))).toEqual(read.state);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is never changed in place: not by an answer, by back, or by asking again', () => {
    fc.assert(
      fc.property(seeds, (picks) => {
        let step = open();
        for (const seed of picks) {
          const prompt = promptOf(step);
          if (prompt === null) return;
          const state = frozen(step.state);
          step = engine.advance(release, state, frozen(someAnswer(prompt, seed)));
          engine.back(release, state);
          engine.ask(release, state, 'keys');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not grow without end: the way back is bounded', () => {
    let step = open();
    for (let times = 0; times < 60; times++) {
      const prompt = promptOf(step);
      if (prompt === null) break;
      step = engine.advance(release, step.state, { kind: 'heard', heard: [] });
      step = engine.advance(release, step.state, someAnswer(prompt, 2 * times));
    }
    expect(step.state.trail.length).toBeLessThanOrEqual(20);
  });
});
