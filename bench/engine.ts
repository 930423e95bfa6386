import path from 'node:path';
import { openRelease } from '../bot/open.js';
import { packageRoot } from '../bot/config.js';
import { createEngine, type FlowState, type Prompt, type Release, type Step } from '../flows/index.js';

/** Engine steps per second: whole interviews of a well child with a fever and of an adult with chest pain, one after the other. */
export function engineStepsPerSecond(seconds: number): number {
  const release = openRelease(path.join(packageRoot(), 'flows'));
  const engine = createEngine();
  const people = [
    { packs: ['fever_child'], known: { patient: 'child', age_days: 2200, fever: 'present' } },
    { packs: ['chest_pain'], known: { patient: 'self', age_days: 14_000, sex: 'm', chest_pain: 'present' } },
  ];
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  let steps = 0;
  for (let turn = 0; performance.now() < end; turn++) {
    const person = people[turn % people.length];
    if (person === undefined) break;
    steps += interview(engine.start(release, { ...person, floor: null, presentation: 'list' }), engine, release);
  }
  return (steps / (performance.now() - started)) * 1000;
}

function interview(first: Step, engine: ReturnType<typeof createEngine>, release: Release): number {
  let step = first;
  let steps = 1;
  for (let prompt = promptOf(step); prompt !== null; prompt = promptOf(step)) {
    // The mildest answer: the last before "don't know".
    const mild = prompt.choices.at(-2)?.id ?? prompt.choices[0]?.id;
    const state: FlowState = step.state;
    step = engine.advance(
      release,
      state,
      mild === undefined ? { kind: 'number', value: 37, heard: [] } : { kind: 'choices', ids: [mild], heard: [] },
    );
    steps += 1;
  }
  return steps;
}

function promptOf(step: Step): Prompt | null {
  const asked = step.events.find((event) => event.type === 'asked');
  return asked?.type === 'asked' ? asked.prompt : null;
}
