import { describe, expect, it } from 'vitest';
import type { Answer, Presentation, Prompt, Slots, Step } from '../../../flows/flow.js';
import { shippedRelease } from '../../support/bot.js';
import { engine, heard, HUNG_UP, MISS, pick, promptOf, UNSURE } from '../engine/talk.js';

const release = shippedRelease();
const MAN: Slots = { patient: 'self', age_days: 12_419, sex: 'm' };
const OLD: Slots = { ...MAN, age_days: 26_000 };

function begin(known: Slots, presentation: Presentation = 'wide'): Step {
  return engine.start(release, { packs: ['back_pain'], known, floor: null, presentation });
}

function answered(step: Step, ...answers: readonly Answer[]): Step {
  return answers.reduce((now, answer) => engine.advance(release, now.state, answer), step);
}

const idsOf = (prompt: Prompt | null): readonly string[] => prompt?.choices.map(({ id }) => id) ?? [];
const LISTS = ['screen_a1', 'screen_a2', 'screen_a3', 'screen_a4'];

describe('the danger lists in one message', () => {
  it('show every sign of each list by its own phrase, a number for each list', () => {
    const prompt = promptOf(begin(MAN));
    expect(prompt?.id).toBe('common.overview');
    expect(idsOf(prompt)).toEqual([...LISTS, 'none', 'unsure']);
    expect(prompt?.danger).toBe(true);
    const [first] = prompt?.choices ?? [];
    expect([first?.text, ...(first?.more ?? [])]).toContain('phrase.throat_closing');
  });

  it('are not shown by SMS and on calls, where the lists are asked', () => {
    expect(promptOf(begin(MAN, 'list'))?.id).toBe('common.screen_a1');
    expect(promptOf(begin(MAN, 'keys'))?.id).toBe('common.screen_a1.group.not_waking');
  });

  it('are all denied by "none", and the complaint is asked about', () => {
    const step = answered(begin(MAN), pick('none'));
    expect(step.state.slots['unconscious']).toBe('absent');
    expect(step.state.slots['suicidal_ideation']).toBe('absent');
    expect(promptOf(step)?.id).toBe('back_pain.danger');
  });

  it('are asked one by one where they are chosen, and denied where not', () => {
    const step = answered(begin(MAN), pick('screen_a2', 'screen_a4'));
    expect(promptOf(step)?.id).toBe('common.screen_a2');
    expect(step.state.slots['unconscious']).toBe('absent');
    expect(step.state.slots['heavy_bleeding']).toBeUndefined();
    expect(promptOf(answered(step, pick('none')))?.id).toBe('common.screen_a4');
    expect(answered(step, pick('heavy_bleeding')).state.level).toBe('emergency');
  });

  it('are all asked after "don\'t know", alone or beside a list', () => {
    for (const answer of [UNSURE, pick('unsure'), pick('screen_a3', 'unsure')]) {
      const step = answered(begin(MAN), answer);
      expect(promptOf(step)?.id).toBe('common.screen_a1');
      expect(step.state.slots['vomiting_blood']).toBeUndefined();
    }
  });

  it('count as urgent at least when nobody answers', () => {
    for (const way of [[HUNG_UP], [MISS, MISS, MISS]]) {
      const { state } = answered(begin(MAN), ...way);
      expect(state.at).toBeNull();
      expect(['urgent', 'emergency']).toContain(state.level);
    }
  });

  it('hear a sign that is told in words', () => {
    const step = answered(begin(MAN), { kind: 'heard', heard: heard({ heavy_bleeding: 'present' }) });
    expect(step.state.level).toBe('emergency');
  });

  it('never deny what was told before', () => {
    const { state } = answered(begin({ ...MAN, sweating: 'present' }), pick('none'));
    expect(state.slots['sweating']).toBe('present');
    expect(state.slots['chest_pain_heavy']).toBe('absent');
  });

  it('leave out a list that nothing is open of; the last one is asked by itself', () => {
    const set = (node: string): Slots => {
      const spec = release.packs.get('common')?.nodes.get(`common.${node}` as never)?.spec as {
        entries: readonly { set: Slots }[];
      };
      return Object.fromEntries(
        spec.entries.flatMap((entry) => Object.keys(entry.set).map((slot) => [slot, 'absent'])),
      );
    };
    expect(idsOf(promptOf(begin({ ...MAN, ...set('screen_a1') })))).toEqual([...LISTS.slice(1), 'none', 'unsure']);
    const known = { ...MAN, ...set('screen_a1'), ...set('screen_a2'), ...set('screen_a3') };
    expect(promptOf(begin(known))?.id).toBe('common.screen_a4');
  });

  it('come in a second message for old age', () => {
    const second = promptOf(answered(begin(OLD), pick('none')));
    expect(second?.id).toBe('common.overview_more');
    expect(idsOf(second)).toEqual(['screen_e1', 'screen_e2', 'none', 'unsure']);
  });
});

describe('the danger lists in one message, after an urgent sign', () => {
  /** Somebody who wrote of black stools, and whose complaint asked one question: two are left. */
  const hurried = (left: number): Step => {
    const step = begin(MAN);
    return { ...step, state: { ...step.state, level: 'urgent', questionsLeft: left } };
  };

  it('take "don\'t know" as final at once', () => {
    const step = answered(hurried(2), UNSURE);
    expect(step.state.level).toBe('emergency');
    expect(step.state.at).toBeNull();
  });

  it('are no question of their own: with one left, a list that is chosen is still asked', () => {
    const first = begin({ patient: 'self', age_days: 12_419 });
    const state = { ...first.state, level: 'urgent' as const, questionsLeft: 1 };
    const shown = answered({ ...first, state }, pick('man'));
    expect(promptOf(shown)?.id).toBe('common.overview');
    const list = answered(shown, pick('screen_a1'));
    expect(promptOf(list)?.id).toBe('common.screen_a1');
    expect(answered(list, pick('not_breathing')).state.level).toBe('emergency');
  });

  it('count what was chosen and could not be asked any more as not known', () => {
    const { state } = answered(hurried(1), pick('screen_a1', 'screen_a2'), pick('none'));
    expect(state.at).toBeNull();
    expect(state.slots['unconscious']).toBe('absent');
    expect(state.slots['facial_droop']).toBe('unsure');
    expect(state.slots['vomiting_blood']).toBe('absent');
  });
});

describe('a list that was chosen, and nobody answers any more', () => {
  it('counts as urgent at least, whatever question was open', () => {
    const pregnant: Slots = { patient: 'self', age_days: 10_000, sex: 'f', pregnancy: 'present' };
    const asked = answered(begin(pregnant), pick('screen_a4'));
    expect(promptOf(asked)?.danger).toBe(false);
    expect(answered(asked, HUNG_UP).state.level).toBe('urgent');
  });
});
