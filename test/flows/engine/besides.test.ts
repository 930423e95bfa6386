import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../flows/flow.js';
import { simulate, type Simulation } from '../../../flows/simulate.js';
import { shippedRelease } from '../../support/bot.js';
import { engine, pick, promptOf, UNSURE } from './talk.js';

const release = shippedRelease();
const MAN: Slots = { patient: 'self', age_days: 12_419, sex: 'm' };

/** A man whose first message says `said`, and whose complaint is `complaint`. */
function interview(said: Slots, complaint: string, truth: Slots = {}): Simulation {
  return simulate(engine, release, {
    known: { ...MAN, ...said, ...truth, complaint },
    unlisted: 'absent',
    packs: engine.packsFor(release, said),
    presentation: 'list',
    said: { ...MAN, ...said },
  });
}

const asksBesides = ({ prompts }: Simulation): boolean => prompts.some(({ id }) => id === 'common.complaint.besides');

describe('whether there is anything else', () => {
  it('is asked when words opened a complaint, and names it', () => {
    const { prompts } = interview({ runny_nose: 'present' }, 'nose_sinus_cold_allergy');
    const besides = prompts.find(({ id }) => id === 'common.complaint.besides');
    expect(besides?.lines).toEqual(['nose_sinus_cold_allergy.title']);
    expect(besides?.choices.map(({ id }) => id)).toEqual(['yes', 'no', 'unsure']);
  });

  it('brings the emergency of which only the mild half was understood', () => {
    const { level, path } = interview({ runny_nose: 'present' }, 'foreign_body', { sharp_object_swallowed: 'present' });
    expect(level).toBe('emergency');
    // What is told now comes first.
    expect(path.find((id) => !id.startsWith('common.'))).toMatch(/^foreign_body/);
  });

  it('is not asked of who chose from the list', () => {
    const chosen = simulate(engine, release, {
      known: { ...MAN, complaint: 'back_pain' },
      unlisted: 'absent',
      packs: [],
      presentation: 'list',
    });
    expect(asksBesides(chosen)).toBe(false);
  });

  it('is not asked where a danger list found what to ask about, nor after an urgent sign', () => {
    const sting: Slots = { scorpion_sting: 'present', complaint: 'scorpion_sting' };
    const found = simulate(engine, release, {
      known: { ...MAN, ...sting },
      unlisted: 'absent',
      packs: [],
      presentation: 'list',
    });
    expect(found.path).toContain('scorpion_sting.hours');
    expect(asksBesides(found)).toBe(false);
    expect(
      asksBesides(interview({ fast_breathing: 'present', breathless_at_rest: 'present' }, 'cough_breathless')),
    ).toBe(false);
  });

  describe('answered', () => {
    const said: Slots = { ...MAN, back_pain: 'present' };
    let step = engine.start(release, { packs: ['back_pain'], known: said, floor: null, presentation: 'list' });
    while (promptOf(step)?.danger === true) step = engine.advance(release, step.state, pick('none'));
    const id = (): string | undefined => promptOf(step)?.id;

    it('with no goes on with the complaint', () => {
      expect(id()).toBe('common.complaint.besides');
      expect(engine.advance(release, step.state, pick('no')).state).toMatchObject({ pack: 'back_pain', level: null });
    });

    it.each([pick('yes'), UNSURE])('with yes, or not known, shows the list', (answer) => {
      expect(promptOf(engine.advance(release, step.state, answer))?.choices.length).toBeGreaterThan(4);
    });

    it('with something that no pack is about goes to a nurse today', () => {
      const list = engine.advance(release, step.state, pick('yes'));
      const other = engine.advance(release, list.state, pick('other'));
      expect(other.state).toMatchObject({ pack: 'back_pain', level: 'same_day' });
      expect(other.state.because).toContain('common.complaint_other');
    });

    it('with the same complaint asks about it once', () => {
      const list = engine.advance(release, step.state, pick('yes'));
      let pages = list;
      while (!(promptOf(pages)?.choices ?? []).some((choice) => choice.id === 'back_pain'))
        pages = engine.advance(release, pages.state, pick('more'));
      const again = engine.advance(release, pages.state, pick('back_pain'));
      expect(again.state).toMatchObject({ pack: 'back_pain', level: null, agenda: [] });
    });
  });
});
