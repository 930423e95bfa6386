import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDraftConfig } from '../../bot/config.js';
import { openAt, promptIn } from '../../bot/preview/opening.js';
import { createRecorder } from '../../bot/preview/recorder.js';
import { replay } from '../../bot/preview/replay.js';
import type { PreviewChoice } from '../../channels/simulator/index.js';
import { createEngine, type Answer, type Release } from '../../flows/index.js';
import { COUGH, makeRelease, RAW } from '../flows/engine/release.js';

const engine = createEngine();
const release = makeRelease(RAW);
const CHOICE: PreviewChoice = {
  pack: 'cough',
  age: 40,
  unit: 'years',
  sex: 'm',
  state: 'none',
  language: 'fr',
  skip: true,
};

function opened(choice: Partial<PreviewChoice> = {}, presentation: 'list' | 'keys' = 'list', of: Release = release) {
  const opening = openAt(engine, of, { ...CHOICE, ...choice }, presentation);
  if (opening.step === null) throw new Error(opening.problem);
  return opening.step;
}
const pick = (...ids: string[]): Answer => ({ kind: 'choices', ids, heard: [] });

describe('where a preview begins', () => {
  it('at the first question of the pack, on text and on a call alike', () => {
    expect(promptIn(opened())?.node).toBe('cough.days');
    expect(promptIn(opened({}, 'keys'))?.node).toBe('cough.days');
  });

  it('at the danger lists when they are not to be skipped, and nobody is asked who is ill', () => {
    expect(promptIn(opened({ skip: false }))?.node).toBe('common.danger');
  });

  it('with the lists of that very person denied, and nothing else', () => {
    const { slots } = opened({ age: 28, sex: 'f', state: 'pregnant' }).state;
    expect(slots).toMatchObject({ pregnancy: 'present', severe_headache: 'absent', unconscious: 'absent' });
    expect(opened().state.slots['severe_headache']).toBeUndefined();
    expect(opened().state.level).toBeNull();
  });

  it('nowhere for somebody whom the pack is not for', () => {
    expect(openAt(engine, release, { ...CHOICE, age: 20, unit: 'days' }, 'list')).toMatchObject({ step: null });
    expect(openAt(engine, release, { ...CHOICE, pack: 'cold' }, 'list')).toEqual({
      step: null,
      problem: 'there is no pack "cold"',
    });
  });
});

describe('the same answers in another release', () => {
  function answered(...answers: readonly Answer[]) {
    const recorder = createRecorder(engine);
    let step = opened();
    for (const answer of answers) step = recorder.engine.advance(release, step.state, answer);
    return { recorder, step };
  }

  it('lead to where they led, also from a state that was stored', () => {
    const { recorder, step } = answered({ kind: 'number', value: 3, heard: [] }, pick('none'));
    const history = recorder.historyOf(JSON.parse(JSON.stringify(step.state)) as typeof step.state);
    const again = replay(engine, release, opened(), history);
    expect(again.step.state).toEqual(step.state);
    expect(again.turns.map(({ prompt }) => prompt.node)).toEqual(['cough.days', 'cough.breath']);
  });

  it('leave out what was not understood and what was taken back', () => {
    const { recorder, step } = answered(
      { kind: 'no_match', heard: [] },
      { kind: 'number', value: 3, heard: [] },
      pick('none'),
    );
    const back = recorder.engine.back(release, step.state);
    expect(recorder.historyOf(back.state)).toEqual([
      { prompt: 'cough.days', answer: { kind: 'number', value: 3, heard: [] } },
    ]);
  });

  it('stop at a new question, and at an answer that does not exist any more', () => {
    const { recorder, step } = answered({ kind: 'number', value: 3, heard: [] }, pick('none'), pick('wet'));
    const history = recorder.historyOf(step.state);
    const changed = (steps: typeof COUGH.steps): Release =>
      makeRelease({ ...RAW, packs: { ...RAW.packs, cough: { ...COUGH, steps } } });
    const asksFirst = changed([{ ask: 'smoker_first', kind: 'yes_no', slot: 'smoker' }, ...COUGH.steps]);
    expect(promptIn(replay(engine, asksFirst, opened({}, 'list', asksFirst), history).step)?.node).toBe(
      'cough.smoker_first',
    );
    const dryOnly = changed(
      COUGH.steps.map((each) =>
        each.ask === 'kind'
          ? { ...each, options: ['dry', 'loud'].map((id) => ({ id, set: { cough_kind: 'dry' } })) }
          : each,
      ),
    );
    const stopped = replay(engine, dryOnly, opened({}, 'list', dryOnly), history);
    expect(stopped.turns.map(({ prompt }) => prompt.node)).toEqual(['cough.days', 'cough.breath']);
    expect(promptIn(stopped.step)?.node).toBe('cough.kind');
  });

  it('are found by their question when the questions change places', () => {
    const { recorder, step } = answered({ kind: 'number', value: 3, heard: [] }, pick('none'));
    const [days, breath, ...rest] = COUGH.steps;
    const moved = makeRelease({
      ...RAW,
      packs: { ...RAW.packs, cough: { ...COUGH, steps: [breath!, days!, ...rest] } },
    });
    const again = replay(engine, moved, opened({}, 'list', moved), recorder.historyOf(step.state));
    expect(again.turns.map(({ prompt }) => prompt.node)).toEqual(['cough.breath', 'cough.days']);
  });
});

describe('the configuration of a preview', () => {
  it('is refused in production, and takes nothing that could reach anybody', () => {
    const given = { port: 4000, dataDirectory: mkdtempSync(path.join(tmpdir(), 'labas-preview-')) };
    onTestFinished(() => rmSync(given.dataDirectory, { recursive: true }));
    expect(() => readDraftConfig(given, { LABAS_PROFILE: 'production' })).toThrow('demo profile only');
    const config = readDraftConfig(given, {
      TWILIO_API_BASE_URL: 'https://api.twilio.com',
      REDIS_URL: 'redis://elsewhere',
      HOST: '0.0.0.0',
      KANNEL_FROM: '2700',
    });
    expect(config).toMatchObject({ host: '127.0.0.1', redisUrl: null, kannel: null, profile: 'demo' });
    expect(config.twilio.apiBaseUrl).toBe('http://127.0.0.1:4000/simulator/twilio');
  });
});
