import type { Answer, FlowEngine, FlowState, Step } from '../../flows/index.js';

/** One answer of an interview: the prompt it was given to, and what was answered. */
export interface Given {
  readonly prompt: string;
  readonly answer: Answer;
}

export interface Recorder {
  /** The engine, with a memory. */
  readonly engine: FlowEngine;
  /** The answers that led to a state, oldest first; none for a state that this engine did not make. */
  historyOf(state: FlowState): readonly Given[];
}

/** Answers that say nothing: giving them again would only count as more misses. */
const EMPTY: readonly Answer['kind'][] = ['no_match', 'no_input', 'hung_up', 'expired'];

/**
 * An engine that remembers how each state came about. States are values: the same release, state and answer give the same
 * step, so whoever reached a state may have got there by any history that leads to it. Kept in memory, for the preview only.
 */
export function createRecorder(engine: FlowEngine): Recorder {
  const histories = new Map<string, readonly Given[]>();
  const historyOf = (state: FlowState): readonly Given[] => histories.get(JSON.stringify(state)) ?? [];

  function remember(step: Step, history: readonly Given[]): Step {
    if (history.length > 0) histories.set(JSON.stringify(step.state), history);
    return step;
  }

  return {
    historyOf,
    engine: {
      ...engine,
      advance(release, state, answer) {
        const asked = engine.ask(release, state).events.find((event) => event.type === 'asked');
        const step = engine.advance(release, state, answer);
        const before = historyOf(state);
        if (asked?.type !== 'asked' || EMPTY.includes(answer.kind)) return remember(step, before);
        return remember(step, [...before, { prompt: asked.prompt.id, answer }]);
      },
      ask: (release, state, presentation) => remember(engine.ask(release, state, presentation), historyOf(state)),
      prevent: (release, state, pack, presentation) =>
        remember(engine.prevent(release, state, pack, presentation), historyOf(state)),
      back: (release, state) => remember(engine.back(release, state), historyOf(state).slice(0, -1)),
    },
  };
}
