import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../bot/config.js';
import { COMMON } from '../../../flows/engine/index.js';
import type { NodeId, Release } from '../../../flows/flow.js';
import { loadRelease } from '../../../flows/pack/load.js';
import { chosen, singles } from '../../../flows/prove/answers.js';
import { partsOf } from '../../../flows/prove/parts.js';
import { spentOf, type Spent } from '../../../flows/prove/spent.js';
import { makeRelease, RAW } from '../engine/release.js';
import { engine, SEED, walker, type Met } from './walk.js';

function spentIn(release: Release, packId: string): Spent {
  const pack = release.packs.get(packId);
  if (pack === undefined) throw new Error(`no pack ${packId}`);
  return spentOf(release, partsOf(release, pack), packId === COMMON);
}

describe('a sign is spent', () => {
  const release = makeRelease(RAW);
  const of = (packId: string, node: string): readonly string[] => {
    const found = release.packs.get(node.split('.')[0] ?? '')?.nodes.get(node as NodeId);
    return found === undefined ? [] : [...spentIn(release, packId).of(found)];
  };

  it('when only its own row of the table reads it', () => {
    expect(of(COMMON, 'common.danger_pregnant')).toEqual(['severe_headache', 'vaginal_bleeding', 'belly_trauma']);
  });

  it('but not when a rule reads it with another finding, a later question asks for it, or a guard waits for it', () => {
    expect(of('cough', 'cough.breath')).toEqual(['wheeze']);
    expect(of(COMMON, 'common.danger')).not.toContain('black_stool');
  });
});

/**
 * What the proofs leave out: of signs that lead to the same alone and are spent, one stands for all. Any set of signs must
 * then come to what the set with the standing signs comes to.
 */
function compareSets(release: Release, packId: string, runs: number): number {
  const walk = walker(release, packId);
  const spent = spentIn(release, packId);
  let compared = 0;
  const way = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(way, (picks) => {
      for (const met of walk.ways(picks)) {
        const node = release.packs.get(met.state.pack)?.nodes.get(met.prompt.node);
        if (node === undefined || met.prompt.expects !== 'many_choices') continue;
        const standing = standsFor(met, spent.of(node));
        const free = [...standing.keys()];
        for (let mask = 1; mask < 2 ** free.length; mask++) {
          const ids = free.filter((_id, place) => (mask >> place) % 2 === 1);
          const fewer = [...new Set(ids.map((id) => standing.get(id) ?? id))];
          if (fewer.length === ids.length) continue;
          compared += 1;
          expect(comesTo(met, ids)).toBe(comesTo(met, fewer));
        }
      }
    }),
    { numRuns: runs, seed: SEED, endOnFailure: true },
  );
  return compared;

  /** The sign that stands for each one that does not end the interview. */
  function standsFor(met: Met, ids: ReadonlySet<string>): ReadonlyMap<string, string> {
    const standing = new Map<string, string>();
    const first = new Map<string, string>();
    for (const id of singles(met.prompt)) {
      const step = engine.advance(release, met.state, chosen(id));
      if (step.state.at === null) continue;
      const key = comesTo(met, [id]);
      if (ids.has(id) && !first.has(key)) first.set(key, id);
      standing.set(id, ids.has(id) ? (first.get(key) ?? id) : id);
    }
    return standing;
  }

  function comesTo(met: Met, ids: readonly string[]): string {
    const step = engine.advance(release, met.state, chosen(...ids));
    return `${step.state.level} ${step.state.disposition} ${walk.metAt(step)?.key ?? 'another pack'}`;
  }
}

describe('spent signs stand for each other', () => {
  const loaded = loadRelease(path.join(packageRoot(), 'flows'));
  if ('problems' in loaded) throw new Error('the shipped packs do not load');
  it.each(['burn', 'mouth_sore', 'fever_child', 'allergic_reaction'])('in %s', (pack) => {
    expect(compareSets(loaded.release, pack, 40)).toBeGreaterThan(10);
  });
});
