import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../bot/config.js';
import { COMMON, knownFrom } from '../../../flows/engine/index.js';
import type { Answer, FlowState, Release, Step } from '../../../flows/flow.js';
import { loadRelease } from '../../../flows/pack/load.js';
import { SILENT } from '../../../flows/prove/answers.js';
import { signaturesOf } from '../../../flows/prove/signature.js';
import { makeRelease, RAW } from '../engine/release.js';
import { engine, promptOf, SEED, walker, type Met } from './walk.js';

const MISS: Answer = { kind: 'no_match', heard: [] };

/** All that the proofs look at: the question, the level, how it ends, and what of the person's screens was not heard. */
function visible(release: Release, step: Step): string {
  const { state } = step;
  const prompt = promptOf(step);
  const asked = prompt === null ? '' : `${prompt.id} ${prompt.choices.map((choice) => choice.id).join()}`;
  const base = `${asked} ${state.level} ${state.questionsLeft} ${state.disposition}`;
  if (state.at !== null || state.questionsLeft !== null) return base;
  const { slots, bands } = knownFrom(release, state.slots);
  const screens = bands.flatMap((band) => (release.screens.get(band) ?? []).map(({ slot }) => slot));
  return `${base} ${screens.filter((slot) => slots[slot] === undefined).join()}`;
}

/**
 * Pairs of states with one signature and other slots, met on random ways: after every answer they look alike and have one
 * signature again, so by induction they go on alike to the end. Returns how many there were.
 */
function comparePairs(release: Release, packId: string, runs: number): number {
  const walk = walker(release, packId);
  /** What comes of every answer: what the proofs look at, and the signature of where it leads. */
  const outcomes = (from: Met): readonly string[] =>
    [...walk.answersAt(from), SILENT, MISS].map((answer) => {
      const step = engine.advance(release, from.state, answer);
      const next = walk.metAt(step);
      if (step.state.at !== null && next === null) return 'another pack';
      return `${visible(release, step)} => ${next === null || next.state.attempt > 0 ? '' : next.key}`;
    });
  const first = new Map<string, Met>();
  const compared = new Set<string>();
  const way = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(way, (picks) => {
      for (const met of walk.ways(picks)) {
        const other = first.get(met.key);
        if (other === undefined) first.set(met.key, met);
        const slots = JSON.stringify(met.state.slots);
        if (other === undefined || JSON.stringify(other.state.slots) === slots || compared.has(slots)) continue;
        compared.add(slots);
        expect(outcomes(met)).toEqual(outcomes(other));
      }
    }),
    { numRuns: runs, seed: SEED, endOnFailure: true },
  );
  return compared.size;
}

describe('two states with one signature go on alike', () => {
  it.each([COMMON, 'cough'])('in the small release: %s', (pack) => {
    expect(comparePairs(makeRelease(RAW), pack, 300)).toBeGreaterThan(10);
  });

  const loaded = loadRelease(path.join(packageRoot(), 'flows'));
  if ('problems' in loaded) throw new Error('the shipped packs do not load');
  it.each([...loaded.release.packs.keys()])('in the shipped packs: %s', (pack) => {
    expect(comparePairs(loaded.release, pack, 100)).toBeGreaterThan(30);
  });
});

describe('a signature tells apart', () => {
  const release = makeRelease(RAW);
  const signatures = signaturesOf(release, [...release.packs.values()]);
  const start = engine.start(release, { packs: ['cough'], known: {}, floor: null, presentation: 'list' }).state;
  const of = (change: Partial<FlowState>): string => signatures.of({ ...start, ...change }, '');

  it.each<[string, Partial<FlowState>]>([
    ['the level', { level: 'routine' }],
    ['the questions that are left', { level: 'urgent', questionsLeft: 2 }],
    ['the packs to come', { agenda: [] }],
    ['who is ill', { slots: { patient: 'child' } }],
    ['a sign that a later rule reads', { slots: { fainting: 'present' } }],
    ['a doubt from a presence', { slots: { unconscious: 'unsure' } }],
  ])('%s', (_name, change) => {
    expect(of(change)).not.toBe(of({}));
  });

  it('but not how the interview came there', () => {
    expect(of({ because: ['episode.floor'], corrected: true })).toBe(of({}));
  });

  it('and not findings that nothing reads any more', () => {
    expect(of({ slots: { rash: 'absent' } })).toBe(of({}));
  });
});
