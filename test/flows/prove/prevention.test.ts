import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRelease } from '../../../bot/open.js';
import { packageRoot } from '../../../bot/config.js';
import { createEngine, prove, type FlowEngine, type Pack, type Release } from '../../../flows/index.js';

const release = openRelease(path.join(packageRoot(), 'flows'));
const engine = createEngine();
const PACK = 'prevent_cervix';

function refuted(changed: FlowEngine, of: Release = release, pack = PACK): readonly string[] {
  const report = prove(of, pack, changed);
  return report.packs.flatMap(({ proofs }) => proofs.flatMap(({ proof, holds }) => (holds ? [] : [proof])));
}
function withPack(change: (pack: Pack) => Pack, id = PACK): Release {
  const packs = new Map([...release.packs].map(([name, pack]) => [name, name === id ? change(pack) : pack]));
  return { ...release, packs };
}

describe('the proofs of a prevention pack', () => {
  it.each(['prevent_cervix', 'prevent_diabetes'])('hold: %s', (pack) => {
    const [proof] = prove(release, pack).packs;
    expect(proof?.proofs.filter((each) => !each.holds)).toEqual([]);
    expect(proof?.states).toBeGreaterThan(0);
  });

  it('refute an engine that offers it after a level above routine', () => {
    const eager: FlowEngine = {
      ...engine,
      preventionsFor: (of, state) => (state.level === 'same_day' ? [PACK] : engine.preventionsFor(of, state)),
    };
    expect(refuted(eager)).toEqual(['right people']);
  });

  it('refute an engine that lowers the level with a result', () => {
    const lowering: FlowEngine = {
      ...engine,
      advance(of, state, answer) {
        const step = engine.advance(of, state, answer);
        return step.state.at === null ? { ...step, state: { ...step.state, level: 'self_care' } } : step;
      },
    };
    expect(refuted(lowering)).toContain('red flags dominate');
  });

  it('refute an engine that sends who is silent to a nurse', () => {
    const stern: FlowEngine = {
      ...engine,
      advance(of, state, answer) {
        const step = engine.advance(of, state, answer);
        return answer.kind === 'expired' ? { ...step, state: { ...step.state, level: 'same_day' } } : step;
      },
    };
    expect(refuted(stern)).toContain('red flags dominate');
  });

  it('refute a pack in which "don\'t know" leads to a milder result', () => {
    const careless = withPack((pack) => ({
      ...pack,
      prevention:
        pack.prevention === null
          ? null
          : {
              ...pack.prevention,
              results: pack.prevention.results.map((result) =>
                result.when === null
                  ? result
                  : { ...result, when: { op: 'in', slot: 'cervix_test', values: ['never', 'over_3_years'] } },
              ),
            },
    }));
    expect(refuted(engine, careless)).toContain('unsure is not safe');
  });

  it('refute a pack with a result that nobody comes to', () => {
    const idle = withPack((pack) => ({
      ...pack,
      prevention:
        pack.prevention === null
          ? null
          : {
              ...pack.prevention,
              results: pack.prevention.results.map((result) =>
                result.when === null ? result : { ...result, when: { op: 'band', band: 'N' } },
              ),
            },
    }));
    expect(refuted(engine, idle)).toContain('ends');
  });
});
