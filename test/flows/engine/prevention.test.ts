import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRelease } from '../../../bot/open.js';
import { packageRoot } from '../../../bot/config.js';
import type { TriageLevel } from '../../../core/triage.js';
import type { Entity } from '../../../core/understanding.js';
import { createEngine, type Answer, type FlowState, type Slots, type Step } from '../../../flows/index.js';

const release = openRelease(path.join(packageRoot(), 'flows'));
const engine = createEngine();
const YEAR = 365.25;

const pick = (...ids: string[]): Answer => ({ kind: 'choices', ids, heard: [] });
const number = (value: number): Answer => ({ kind: 'number', value, heard: [] });
const UNSURE: Answer = { kind: 'unsure', heard: [] };
const SILENT: Answer = { kind: 'expired', heard: [] };
const MISS: Answer = { kind: 'no_match', heard: [] };

const said = (slot: string): Entity => ({ slot, value: true, presence: 'present', subject: 'self', span: [0, 1] });

/** Triage that ended without a finding. */
function ended(slots: Slots, level: TriageLevel = 'self_care', done: readonly string[] = ['common']): FlowState {
  const opening = { packs: [], known: {}, floor: null, presentation: 'list' as const };
  return {
    ...engine.start(release, opening).state,
    at: null,
    pack: done.at(-1) ?? 'common',
    done,
    slots: { patient: 'self', ...slots },
    level,
    disposition: `common.${level}`,
  };
}
const man = (years: number, more: Slots = {}): Slots => ({ age_days: Math.ceil(years * YEAR), sex: 'm', ...more });
const woman = (years: number, more: Slots = {}): Slots => ({ ...man(years, more), sex: 'f' });

function play(state: FlowState, pack: string, answers: readonly Answer[]): Step {
  let step = engine.prevent(release, state, pack, 'list');
  for (const answer of answers) step = engine.advance(release, step.state, answer);
  return step;
}
function resultOf(step: Step): string | null {
  const event = step.events.find((each) => each.type === 'prevention_reached');
  return event?.type === 'prevention_reached' ? event.result : null;
}

describe('whom prevention is offered to', () => {
  const offered = (slots: Slots, level?: TriageLevel, done?: readonly string[]): readonly string[] =>
    engine.preventionsFor(release, ended(slots, level, done));

  it.each<[string, Slots, readonly string[]]>([
    ['a man of 30', man(30), []],
    ['a man of 38', man(38), ['prevent_diabetes']],
    ['a man of 50', man(50), ['prevent_heart', 'prevent_diabetes']],
    ['a man of 50 with diabetes', man(50, { diabetes_history: 'present' }), ['prevent_heart']],
    ['a man of 80', man(80), ['prevent_diabetes']],
    ['a woman of 29', woman(29), []],
    ['a woman of 30', woman(30), ['prevent_cervix']],
    ['a woman of 49', woman(49.9), ['prevent_cervix', 'prevent_heart', 'prevent_diabetes']],
    ['a woman of 50', woman(50.1), ['prevent_heart', 'prevent_diabetes']],
    ['a pregnant woman', woman(32, { pregnancy: 'present' }), ['prevent_pregnancy']],
    [
      'a man with high pressure',
      man(60, { hypertension_history: 'present' }),
      ['prevent_pressure', 'prevent_heart', 'prevent_diabetes'],
    ],
    ['a child', { age_days: 2000, sex: 'm' }, []],
    ['somebody of unknown age', { age_days: 'unknown', sex: 'f' }, []],
  ])('%s', (_, slots, packs) => {
    expect(offered(slots)).toEqual(packs);
  });

  it.each(['same_day', 'urgent', 'emergency'] as const)('nobody at %s', (level) => {
    expect(offered(man(50), level)).toEqual([]);
    expect(offered(man(50), 'routine')).not.toEqual([]);
  });

  it.each(['suicidal_ideation', 'self_harm', 'low_mood', 'violence_at_home', 'anxiety'])(
    'nobody who spoke of %s, not even when it is only unsure',
    (slot) => {
      expect(offered(man(50, { [slot]: 'present' }))).toEqual([]);
      expect(offered(man(50, { [slot]: 'unsure' }))).toEqual([]);
    },
  );

  it('nobody who came for the mind, whatever was answered', () => {
    expect(offered(man(50), 'routine', ['common', 'mental_suicide'])).toEqual([]);
  });

  it('not for somebody else, and not while an interview is running', () => {
    expect(offered({ ...man(50), patient: 'other' })).toEqual([]);
    const running = { ...ended(man(50)), at: 'common.who' as FlowState['at'] };
    expect(engine.preventionsFor(release, running)).toEqual([]);
  });

  it('never in the list of complaints, nor opened by what is heard', () => {
    const known = { ...man(50), patient: 'self', hypertension_history: 'present', smoker: 'present' };
    expect(engine.packsFor(release, known).filter((id) => id.startsWith('prevent_'))).toEqual([]);
    const opening = { packs: ['prevent_diabetes'], known, floor: null, presentation: 'list' as const };
    let step = engine.start(release, opening);
    while (step.state.at !== null && step.state.pack === 'common' && step.state.at !== 'common.complaint') {
      step = engine.advance(release, step.state, pick('none'));
    }
    const asked = step.events.find((event) => event.type === 'asked');
    const choices = asked?.type === 'asked' ? asked.prompt.choices.map((choice) => choice.id) : [];
    expect(choices).toContain('other');
    expect(choices.filter((id) => id.startsWith('prevent_'))).toEqual([]);
  });
});

describe('a prevention pack', () => {
  const QUIET = [number(70), number(175), pick('under_94'), pick('yes'), pick('yes'), pick('no'), pick('no')];

  it.each<[string, readonly Answer[], string]>([
    ['0 points', [...QUIET, pick('nobody')], 'prevent_diabetes.low'],
    // 2 + 1 + 3
    [
      '6',
      [number(70), number(175), pick('under_94'), pick('no'), pick('no'), pick('no'), pick('no'), pick('distant')],
      'prevent_diabetes.low',
    ],
    // 2 + 5
    [
      '7',
      [number(70), number(175), pick('under_94'), pick('no'), pick('yes'), pick('no'), pick('no'), pick('close')],
      'prevent_diabetes.raised',
    ],
    // 3 + 2 + 1 + 5
    [
      '11',
      [number(70), number(175), pick('from_94'), pick('no'), pick('no'), pick('no'), pick('no'), pick('close')],
      'prevent_diabetes.raised',
    ],
    // 4 + 2 + 1 + 5
    [
      '12',
      [number(70), number(175), pick('over_102'), pick('no'), pick('no'), pick('no'), pick('no'), pick('close')],
      'prevent_diabetes.moderate',
    ],
    // 4 + 2 + 1 + 2 + 5
    [
      '14',
      [number(70), number(175), pick('over_102'), pick('no'), pick('no'), pick('yes'), pick('no'), pick('close')],
      'prevent_diabetes.moderate',
    ],
    // 1 + 4 + 2 + 1 + 2 + 5
    [
      '15',
      [number(80), number(175), pick('over_102'), pick('no'), pick('no'), pick('yes'), pick('no'), pick('close')],
      'prevent_diabetes.high',
    ],
    // 1 + 4 + 2 + 1 + 2 + 5 + 5
    [
      '20',
      [number(80), number(175), pick('over_102'), pick('no'), pick('no'), pick('yes'), pick('yes'), pick('close')],
      'prevent_diabetes.high',
    ],
    // 3 + 4 + 2 + 1 + 2 + 5 + 5
    [
      '22',
      [number(100), number(175), pick('over_102'), pick('no'), pick('no'), pick('yes'), pick('yes'), pick('close')],
      'prevent_diabetes.very_high',
    ],
    ['nothing known', Array.from({ length: 8 }, () => UNSURE), 'prevent_diabetes.very_high'],
  ])('ends with the band of the score: %s', (_, answers, result) => {
    expect(resultOf(play(ended(man(38)), 'prevent_diabetes', answers))).toBe(result);
  });

  it('leaves the level, the reasons and the disposition of triage as they are', () => {
    const before = ended(man(38), 'routine');
    const { state } = play(before, 'prevent_diabetes', [...QUIET, pick('nobody')]);
    expect(state).toMatchObject({ level: 'routine', because: before.because, disposition: before.disposition });
    expect(state.at).toBeNull();
    expect(state.pack).toBe('common');
    expect(state.done).toEqual(['common']);
  });

  it('says the line of triage again in front of a milder result', () => {
    const say = (level: TriageLevel): readonly string[] => {
      const step = play(ended(man(38), level), 'prevent_diabetes', [...QUIET, pick('nobody')]);
      const event = step.events.find((each) => each.type === 'prevention_reached');
      return event?.type === 'prevention_reached' ? event.say : [];
    };
    expect(say('routine')).toEqual(['common.level_routine', 'prevent_diabetes.low', 'prevent_diabetes.habits']);
    expect(say('self_care')).toEqual(['prevent_diabetes.low', 'prevent_diabetes.habits']);
  });

  it.each([
    ['silence', [SILENT]],
    ['three misses', [MISS, MISS, MISS]],
  ])('is left after %s, and nobody is sent anywhere for it', (_, answers) => {
    const step = play(ended(man(38)), 'prevent_diabetes', [number(90), ...answers]);
    expect(resultOf(step)).toBe('prevent_diabetes.left');
    expect(step.state).toMatchObject({ at: null, level: 'self_care', disposition: 'common.self_care' });
    expect(step.events.filter((event) => event.type === 'escalated')).toEqual([]);
  });

  it('goes back over a question, the score with it, and not into triage', () => {
    const state = ended(man(38));
    const first = engine.prevent(release, state, 'prevent_diabetes', 'list');
    expect(engine.back(release, first.state).state.at).toBe(first.state.at);
    const second = engine.advance(release, first.state, number(90));
    const back = engine.back(release, second.state);
    expect(back.state.at).toBe('body_size.weight');
    expect(back.state.slots['weight_kg']).toBeUndefined();
  });

  it('is refused when it may not be offered', () => {
    expect(() => engine.prevent(release, ended(man(38), 'same_day'), 'prevent_diabetes', 'list')).toThrow();
    expect(() => engine.prevent(release, ended(man(38)), 'chest_pain', 'list')).toThrow();
  });
});

describe('a red flag in a prevention pack', () => {
  const hypertensive = ended(man(60, { hypertension_history: 'present' }), 'self_care', ['common', 'chest_pain']);
  const measured = (id: string): Step => play(hypertensive, 'prevent_pressure', [pick('month'), pick(id)]);

  it('is taken up by triage: the level rises, and the complaint that it opens is asked about', () => {
    const step = measured('high');
    expect(step.state).toMatchObject({ pack: 'high_bp', level: 'same_day' });
    expect(resultOf(step)).toBeNull();
    expect(measured('very_high').state.level).toBe('urgent');
    expect(measured('very_high').events.some((event) => event.type === 'escalated')).toBe(true);
  });

  it('is none below 18', () => {
    expect(measured('raised').state.at).toBe('prevent_pressure.medicine');
    expect(measured('raised').state.level).toBe('self_care');
  });

  it('said beside an answer ends it as an emergency', () => {
    const step = engine.prevent(release, hypertensive, 'prevent_pressure', 'list');
    const next = engine.advance(release, step.state, { kind: 'heard', heard: [said('unconscious')] });
    expect(next.state).toMatchObject({ at: null, level: 'emergency' });
  });

  it('makes way for a complaint that is told', () => {
    const step = engine.prevent(
      release,
      ended(man(60, { hypertension_history: 'present' })),
      'prevent_pressure',
      'list',
    );
    const next = engine.advance(release, step.state, { kind: 'heard', heard: [said('scorpion_sting')] });
    expect(next.state.pack).toBe('scorpion_sting');
  });
});
