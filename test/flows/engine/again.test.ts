import { describe, expect, it } from 'vitest';
import { after, atCough, engine, MISS, number, open, pick, promptOf, release, UNSURE } from './talk.js';

describe('the same question once more', () => {
  it('repeat: the same prompt, the state unchanged', () => {
    const step = after(open(), pick('self'), MISS);
    const again = engine.ask(release, step.state);
    expect(promptOf(again)).toEqual(promptOf(step));
    expect(again.state).toEqual(step.state);
  });

  it('another language is a repeat: the state knows no language', () => {
    const step = after(atCough(), number(3));
    expect(JSON.stringify(step.state)).not.toMatch(/"(fr|ary|shi|zgh)/);
    expect(engine.ask(release, step.state).state).toEqual(step.state);
  });

  it('restart: a new start knows only what it is given', () => {
    const step = after(atCough(), number(3));
    const { age_days, sex } = step.state.slots;
    const again = open({ known: { age_days: age_days ?? 0, sex: sex ?? 'm', patient: 'self' } });
    expect(promptOf(again)?.id).toBe('common.danger');
    expect(again.state).toMatchObject({ level: null, asked: again.state.asked, trail: [], because: [] });
    expect(again.state.slots).not.toHaveProperty('cough_days');
  });

  it('restart keeps the level of the episode as its floor', () => {
    const first = engine.start(release, { packs: ['cough'], known: {}, floor: 'urgent', presentation: 'list' });
    expect(first.state).toMatchObject({ level: 'urgent', because: ['episode.floor'] });
    const opening = after(first, pick('self'), number(30 * 366), pick('man'), pick('none'), number(1), pick('none'));
    const end = after(opening, pick('dry'), pick('no'));
    expect(end.state).toMatchObject({ at: null, level: 'urgent' });
  });

  it('on a call: a list that was half asked begins with what is still open', () => {
    const list = after(open(), pick('self'), number(30 * 366), pick('man'), UNSURE, pick('none'));
    expect(promptOf(list)?.id).toBe('common.danger.group.shock');
    const call = engine.ask(release, list.state, 'keys');
    expect(promptOf(call)).toMatchObject({ id: 'common.danger.group.shock', expects: 'one_choice' });
    expect(promptOf(call)?.choices.map((choice) => choice.id)).toEqual(['yes', 'no', 'unsure']);
    expect(call.state).toMatchObject({ presentation: 'keys', slots: list.state.slots, level: list.state.level });
  });

  it('after the end there is nothing to ask', () => {
    const end = after(open(), pick('self'), number(30 * 366), pick('man'), pick('unconscious'));
    expect(engine.ask(release, end.state, 'keys')).toEqual({
      state: { ...end.state, presentation: 'keys' },
      events: [],
    });
  });
});
