import type { Answer, FlowEngine, FlowEvent, Prompt, Release, Step } from '../../flows/index.js';
import { promptIn } from './opening.js';
import type { Given } from './recorder.js';

/** A question that was answered again. */
export interface Turn {
  readonly events: readonly FlowEvent[];
  readonly prompt: Prompt;
  readonly answer: Answer;
}

/** How far the answers reach: what was answered, and the step the conversation stands at now. */
export interface Replayed {
  readonly turns: readonly Turn[];
  readonly step: Step;
}

/**
 * Gives the same answers again in another release. An answer belongs to its prompt: questions may have moved, and one that is
 * gone takes its answer with it. It ends at the first question that was not answered, or whose answer does not exist any more.
 */
export function replay(engine: FlowEngine, release: Release, opening: Step, given: readonly Given[]): Replayed {
  const turns: Turn[] = [];
  let left = given;
  let step = opening;
  for (;;) {
    const prompt = promptIn(step);
    const at = prompt === null ? -1 : left.findIndex((each) => each.prompt === prompt.id && suits(each.answer, prompt));
    const found = left[at];
    if (prompt === null || found === undefined) return { turns, step };
    turns.push({ events: step.events, prompt, answer: found.answer });
    left = left.toSpliced(at, 1);
    step = engine.advance(release, step.state, found.answer);
  }
}

/** Whether the prompt still has what was answered. */
function suits(answer: Answer, prompt: Prompt): boolean {
  if (answer.kind !== 'choices') return true;
  return answer.ids.every((id) => prompt.choices.some((choice) => choice.id === id));
}
