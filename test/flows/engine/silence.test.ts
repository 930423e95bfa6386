import { describe, expect, it } from 'vitest';
import { after, atCough, engine, EXPIRED, heard, HUNG_UP, number, open, pick, release } from './talk.js';

describe.each([
  ['hung up', HUNG_UP],
  ['never wrote again', EXPIRED],
])('who %s', (_name, silence) => {
  it('on a danger question is urgent at least', () => {
    const breath = after(atCough(), number(3), silence);
    expect(breath.state).toMatchObject({ at: null, level: 'urgent', slots: { breathless_at_rest: 'unsure' } });
    expect(breath.events).toContainEqual({ type: 'escalated', reason: 'silence', level: 'urgent' });
  });

  it('on the list with waking and breathing is an emergency', () => {
    const danger = after(open(), pick('self'), number(30 * 366), pick('man'), silence);
    expect(danger.state).toMatchObject({ at: null, level: 'emergency' });
  });

  it('elsewhere is seen today when something was told', () => {
    const told = engine.advance(release, open().state, { ...pick('self'), heard: heard({ fever: 'present' }) });
    expect(after(told, silence).state).toMatchObject({ at: null, level: 'same_day' });
    expect(after(atCough(), number(3), pick('wheeze'), silence).state.level).toBe('same_day');
  });

  it('elsewhere, with nothing told, ends with the mildest level of what was begun', () => {
    expect(after(open({ packs: [] }), pick('self'), silence).state).toMatchObject({ at: null, level: 'self_care' });
    expect(after(atCough(), number(20), pick('none'), silence).state.level).toBe('routine');
  });

  it('elsewhere, with a complaint not yet asked about, is seen today', () => {
    expect(after(open({ packs: ['cough'] }), pick('self'), silence).state.level).toBe('same_day');
  });

  it('is heard all the same in the words that came last', () => {
    const last = engine.advance(release, atCough().state, { ...silence, heard: heard({ not_breathing: 'present' }) });
    expect(last.state).toMatchObject({ at: null, level: 'emergency' });
  });
});

describe('after the end', () => {
  const end = after(atCough(), number(3), pick('none'), pick('dry'), pick('no'));

  it('what is said is still screened, and only a more urgent level is said again', () => {
    expect(end.state).toMatchObject({ at: null, level: 'self_care' });
    const worse = engine.advance(release, end.state, { kind: 'heard', heard: heard({ heavy_bleeding: 'present' }) });
    expect(worse.state).toMatchObject({ at: null, level: 'emergency', disposition: 'common.emergency' });
    const milder = engine.advance(release, worse.state, { kind: 'heard', heard: heard({ wheeze: 'present' }) });
    expect(milder.events).toEqual([]);
    expect(milder.state.level).toBe('emergency');
  });
});
