import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../flows/flow.js';
import { simulate, type Simulation } from '../../../flows/simulate.js';
import { shippedRelease } from '../../support/bot.js';
import { engine } from './talk.js';

const release = shippedRelease();

/** Somebody whose first message says `said`; what else is true of them is in `truth`. */
function interview(said: Slots, truth: Slots = {}): Simulation {
  return simulate(engine, release, {
    known: { ...said, ...truth },
    unlisted: 'absent',
    packs: engine.packsFor(release, said),
    presentation: 'list',
    said,
  });
}

describe('who comes with an urgent sign', () => {
  const fall: Slots = {
    patient: 'other',
    age_days: 27_000,
    sex: 'm',
    head_injury: 'present',
    blood_thinner: 'present',
  };

  it('is asked about the complaint first, three questions at most', () => {
    const { path, level, questionsAsked } = interview(fall);
    expect(level).toBe('urgent');
    expect(path[0]).toMatch(/^head_/);
    expect(questionsAsked).toBeLessThanOrEqual(3);
  });

  it('reaches the emergency that only the complaint asks about', () => {
    const { level, path } = interview(fall, { vomiting_after_head_injury: 'present', vomit_count: 3 });
    expect(level).toBe('emergency');
    expect(path.every((id) => !id.startsWith('common.'))).toBe(true);
  });

  it('gets the danger lists with the questions that the complaint leaves', () => {
    const said: Slots = { patient: 'self', age_days: 12_419, sex: 'm', heart_failure_worsening: 'present' };
    expect(interview(said).path).toEqual(['leg_swelling.now', 'common.screen_a1', 'common.screen_a2']);
  });

  it('which belongs to none of the complaints, gets the lists first', () => {
    const said: Slots = { patient: 'child', age_days: 214, sex: 'm', fast_breathing: 'present', itching: 'present' };
    expect(interview(said).path[0]).toBe('common.screen_c1');
  });

  it('gets the lists first in the first 60 days, which ask for what the pack leaves out', () => {
    const baby: Slots = { patient: 'child', age_days: 20, sex: 'f', umbilical_redness: 'present' };
    const { level, path } = interview(baby, { fever: 'present' });
    expect(level).toBe('emergency');
    expect(path[0]).toBe('common.screen_n1');
  });

  it('is still asked who is ill, and how old', () => {
    const { path } = interview({ head_injury: 'present', blood_thinner: 'present' }, { age_days: 27_000, sex: 'm' });
    expect(path.slice(0, 3)).toEqual(['common.who', 'common.age', 'common.sex']);
    expect(path.filter((id) => id.startsWith('common.screen'))).toEqual([]);
  });
});

describe('who meets an urgent sign in a danger list', () => {
  it('goes on with the lists', () => {
    const said: Slots = { patient: 'self', age_days: 29_000, sex: 'f', back_pain: 'present' };
    const { path } = interview(said, { not_eating_24h: 'present' });
    const at = path.indexOf('common.screen_e2' as never);
    expect(path[at + 1]).toBe('common.screen_a4');
    expect(path.slice(at + 2).every((id) => !id.startsWith('common.screen'))).toBe(true);
  });
});
