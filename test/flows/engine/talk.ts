import type { Entity } from '../../../core/understanding.js';
import { createEngine } from '../../../flows/engine/index.js';
import type { Answer, Presentation, Prompt, Release, Slots, Step } from '../../../flows/flow.js';
import { makeRelease, RAW } from './release.js';

export const engine = createEngine();
export const release = makeRelease(RAW);

export const pick = (...ids: string[]): Answer => ({ kind: 'choices', ids, heard: [] });
export const number = (value: number): Answer => ({ kind: 'number', value, heard: [] });
export const UNSURE: Answer = { kind: 'unsure', heard: [] };
export const MISS: Answer = { kind: 'no_match', heard: [] };
export const HUNG_UP: Answer = { kind: 'hung_up', heard: [] };
export const EXPIRED: Answer = { kind: 'expired', heard: [] };

/** Findings volunteered in free words. */
export function heard(found: Readonly<Record<string, 'present' | 'absent' | 'unsure'>>): readonly Entity[] {
  return Object.entries(found).map(([slot, presence]) => ({
    slot,
    value: true,
    presence,
    subject: 'self',
    span: [0, 1],
  }));
}

export function open(
  change: { readonly packs?: readonly string[]; readonly known?: Slots; readonly presentation?: Presentation } = {},
  from: Release = release,
): Step {
  const { packs = ['cough'], known = {}, presentation = 'list' } = change;
  return engine.start(from, { packs, known, floor: null, presentation });
}

/** Answers one after the other; stops when the interview is over. */
export function after(step: Step, ...answers: readonly Answer[]): Step {
  let now = step;
  for (const answer of answers) if (now.state.at !== null) now = engine.advance(release, now.state, answer);
  return now;
}

/** A grown man who has none of the danger signs, at the first question of the cough pack. */
export function atCough(): Step {
  return after(open(), pick('self'), number(30 * 366), pick('man'), pick('none'));
}

export function promptOf(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}

/** Some answer to the prompt that is open, by a number: choices, several of them, numbers, doubts and misses. */
export function someAnswer(prompt: Prompt, seed: number): Answer {
  const ids = prompt.choices.map((choice) => choice.id);
  if (ids.length === 0) return [number(seed % 50_000), number(seed % 60), UNSURE, MISS][seed % 4] ?? UNSURE;
  const chosen = ids.filter((_id, index) => (seed >> (index + 3)) % 2 === 1);
  const one = pick(ids[seed % ids.length] ?? '');
  if (prompt.expects !== 'many_choices') return seed % 9 === 0 ? MISS : one;
  const several = pick(...chosen.filter((id) => id !== 'none'));
  return [pick('none'), pick('none'), one, several, UNSURE][(seed >> 1) % 5] ?? one;
}
