import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../flows/engine/index.js';
import type { FlowEngine, FlowState, Step } from '../../../flows/flow.js';
import { prove, type Proof, type ProofName } from '../../../flows/prove/index.js';
import { makeRelease, RAW } from '../engine/release.js';

const real = createEngine();

/** The real engine with one fault put into every step of `advance`. */
function faulty(advance: FlowEngine['advance']): FlowEngine {
  return { ...real, advance };
}

/** What the proofs say of the small valid release when it is asked by `engine`. */
function verdict(engine: FlowEngine, pack: string, proof: ProofName): Proof | undefined {
  return prove(makeRelease(RAW), pack, engine).packs[0]?.proofs.find((each) => each.proof === proof);
}

function withState(step: Step, change: Partial<FlowState>): Step {
  return { ...step, state: { ...step.state, ...change } };
}

describe('a fault of the engine is found', () => {
  it('a level that falls', () => {
    const engine = faulty((release, state, answer) => {
      const step = real.advance(release, state, answer);
      return state.level === 'urgent' && step.state.at !== null ? withState(step, { level: 'routine' }) : step;
    });
    const proof = verdict(engine, 'common', 'red flags dominate');
    expect(proof?.what).toBe('the level falls from urgent to routine');
    expect(proof?.counterExample.length).toBeGreaterThan(4);
  });

  it('a row of the table that is not read', () => {
    const release = makeRelease({ ...RAW, signs: RAW.signs.filter(([slot]) => slot !== 'wheeze') });
    const engine = faulty((_release, state, answer) => real.advance(release, state, answer));
    const proof = verdict(engine, 'cough', 'red flags dominate');
    expect(proof?.what).toMatch(/^the rules say same_day \(.*sign:wheeze:all:same_day/);
    expect(proof?.counterExample).toContain('    = wheeze = present');
  });

  it('silence that is taken for an answer', () => {
    const engine = faulty((release, state, answer) =>
      answer.kind === 'hung_up' || answer.kind === 'expired'
        ? real.advance(release, state, { kind: 'unsure', heard: [] })
        : real.advance(release, state, answer),
    );
    expect(verdict(engine, 'common', 'ends')?.what).toBe('nobody answers, and the interview goes on at common.age');
  });

  it('an interview that begins again and again', () => {
    const engine = faulty((release, state, answer) => {
      const step = real.advance(release, state, answer);
      if (state.at !== 'common.complaint' || answer.kind !== 'choices' || step.state.at !== null) return step;
      return real.start(release, { packs: [], known: {}, floor: null, presentation: 'list' });
    });
    const proof = verdict(engine, 'common', 'ends');
    expect(proof?.holds).toBe(false);
    expect(proof?.what).toBe('the interview can come back to common.who');
  });

  it('an answer that is offered and not understood', () => {
    const engine = faulty((release, state, answer) =>
      real.advance(
        release,
        state,
        answer.kind === 'choices' && answer.ids.includes('other') ? { kind: 'no_match', heard: [] } : answer,
      ),
    );
    expect(verdict(engine, 'common', 'total')?.what).toBe(
      'an answer that the question offers is not understood at common.complaint',
    );
  });

  it('a crash', () => {
    const engine = faulty((release, state, answer) => {
      if (answer.kind === 'number' && answer.value > 20_000) throw new RangeError('too old');
      return real.advance(release, state, answer);
    });
    const proof = verdict(engine, 'common', 'total');
    expect(proof?.what).toBe('the engine fails: RangeError: too old');
    expect(proof?.counterExample.at(-1)).toBe('    ! RangeError: too old');
  });

  it('a baby that is sent home', () => {
    const engine = faulty((release, state, answer) => {
      const step = real.advance(release, state, answer);
      const end = step.events.find((event) => event.type === 'disposition_reached');
      if (step.state.level !== 'same_day' || end === undefined) return step;
      const events = step.events.map((event) =>
        event === end ? { ...end, level: 'self_care' as const, disposition: 'common.self_care' } : event,
      );
      return { events, state: { ...step.state, level: 'self_care', disposition: 'common.self_care' } };
    });
    expect(verdict(engine, 'common', 'right people')?.what).toBe('a baby under 60 days ends at self_care');
  });
});
