import { describe, expect, it } from 'vitest';
import { after, atCough, engine, heard, number, open, pick, promptOf, release, UNSURE } from './talk.js';

describe('back', () => {
  it('asks the question before once more, without what it had filled', () => {
    const before = after(open(), pick('self'));
    const step = engine.back(release, after(before, number(12_000)).state);
    expect(promptOf(step)?.id).toBe('common.age');
    expect(step.state.slots).toEqual(before.state.slots);
    expect(step.state.corrected).toBe(true);
  });

  it('goes as many questions back as were answered, to the first', () => {
    let step = after(atCough(), number(3), pick('none'), pick('wet'));
    for (let times = 0; times < 7; times++) step = engine.back(release, step.state);
    expect(promptOf(step)?.id).toBe('common.who');
    expect(step.state.slots).toEqual({});
    expect(step.state.trail).toEqual([]);
  });

  it('at the first question asks it again and changes nothing', () => {
    const first = open();
    const step = engine.back(release, first.state);
    expect(promptOf(step)).toEqual(promptOf(first));
    expect(step.state).toEqual(first.state);
  });

  it('takes back what was volunteered with the answer', () => {
    const told = engine.advance(release, open().state, {
      ...pick('self'),
      heard: heard({ fever: 'present', rash: 'absent' }),
    });
    expect(told.state.slots).toMatchObject({ fever: 'present', rash: 'absent' });
    expect(engine.back(release, told.state).state.slots).toEqual({});
  });

  it('brings back a doubt that the answer had settled', () => {
    const doubted = open({ known: { unconscious: 'absent', not_breathing: 'absent', black_stool: 'unsure' } });
    const step = after(doubted, pick('self'));
    expect(engine.back(release, step.state).state.slots['black_stool']).toBe('unsure');
  });

  it('never lowers the level, whatever is answered then', () => {
    const urgent = after(open(), pick('self'), number(30 * 366), pick('man'), pick('black_stool'));
    expect(urgent.state).toMatchObject({ at: 'cough.breath', level: 'urgent', questionsLeft: 2 });
    const again = engine.back(release, urgent.state);
    expect(again.state).toMatchObject({ at: 'common.danger', level: 'urgent', questionsLeft: null });
    expect(again.state.slots['black_stool']).toBeUndefined();
    expect(after(again, pick('none')).state.level).toBe('urgent');
  });

  it('goes back into a list that is asked in groups, and out of it', () => {
    const list = after(open(), pick('self'), number(30 * 366), pick('man'));
    const groups = after(list, UNSURE);
    expect(promptOf(groups)?.id).toBe('common.danger.group.unconscious');
    const second = after(groups, pick('none'));
    expect(promptOf(second)?.id).toBe('common.danger.group.shock');
    const once = engine.back(release, second.state);
    expect(promptOf(once)?.id).toBe('common.danger.group.unconscious');
    expect(promptOf(engine.back(release, once.state))?.id).toBe('common.danger');
  });

  it('does nothing once the interview is over', () => {
    const end = after(open(), pick('self'), number(30 * 366), pick('man'), pick('unconscious'));
    expect(end.state.at).toBeNull();
    expect(engine.back(release, end.state)).toEqual({ state: end.state, events: [] });
  });
});
