import type { TextId } from '../core/message.js';
import type { TriageLevel } from '../core/triage.js';
import { COMMON } from './engine/index.js';
import type { Answer, FlowEngine, FlowState, NodeId, Prompt, Release, Slots, Step } from './flow.js';
import { answerOf, truthOf, type SimulatedPatient } from './simulated-patient.js';

export type { SimulatedPatient } from './simulated-patient.js';

export interface Simulation {
  readonly level: TriageLevel;
  readonly disposition: string;
  /** The complaint pack that was asked about first; `common`: none. */
  readonly pack: string;
  /** Rules that raised the level to urgent or emergency. */
  readonly redFlags: readonly string[];
  readonly because: readonly string[];
  readonly questionsAsked: number;
  /** How many of them only turned a page of the list of complaints. */
  readonly pagesTurned: number;
  /** Nodes in the order in which they were put. */
  readonly path: readonly NodeId[];
  readonly prompts: readonly Prompt[];
  /** Everything said at the end, in order. */
  readonly say: readonly TextId[];
  readonly slots: Slots;
}

/** More questions than any interview has: a simulation that is still going has found a loop. */
const TOO_MANY = 300;

/**
 * Plays one interview through the engine with a patient who answers every question from the truth. Throws
 * `INPUT_INVALID` when age or sex is missing or `known` names something that the dictionary does not have.
 */
export function simulate(engine: FlowEngine, release: Release, patient: SimulatedPatient): Simulation {
  const truth = truthOf(release, patient);
  const opening = { packs: patient.packs, known: patient.said ?? {}, floor: null, presentation: patient.presentation };
  let step = engine.start(release, opening);
  const prompts: Prompt[] = [];
  const redFlags: string[] = [];
  const path: NodeId[] = [];
  let pagesTurned = 0;
  for (;;) {
    for (const event of step.events) {
      if (event.type === 'red_flag_raised') redFlags.push(event.rule);
      if (event.type === 'disposition_reached') {
        return report(release, step.state, event, { prompts, redFlags, path, pagesTurned });
      }
    }
    const prompt = promptOf(step);
    prompts.push(prompt);
    if (step.state.cursor.mode === 'page' && step.state.cursor.index > 0) pagesTurned += 1;
    if (path.at(-1) !== prompt.node) path.push(prompt.node);
    if (prompts.length > TOO_MANY) throw new Error(`the interview does not end: ${path.slice(-5).join(' → ')}`);
    step = engine.advance(release, step.state, answerOf(engine, release, truth, step.state, prompt));
  }
}

/** What the patient answers to the open question of an interview: the same as `simulate` lets them answer. */
export function answering(
  engine: FlowEngine,
  release: Release,
  patient: SimulatedPatient,
): (state: FlowState, prompt: Prompt) => Answer {
  const truth = truthOf(release, patient);
  return (state, prompt) => answerOf(engine, release, truth, state, prompt);
}

type Reached = Extract<Step['events'][number], { type: 'disposition_reached' }>;

function report(
  release: Release,
  state: FlowState,
  event: Reached,
  played: Pick<Simulation, 'prompts' | 'redFlags' | 'path' | 'pagesTurned'>,
): Simulation {
  return {
    level: event.level,
    disposition: event.disposition,
    pack: [...state.done, state.pack].find((id) => id !== COMMON && !isClosing(release, id)) ?? COMMON,
    because: event.because,
    questionsAsked: played.prompts.length,
    say: event.say,
    slots: state.slots,
    ...played,
  };
}

function isClosing(release: Release, id: string): boolean {
  return release.packs.get(id)?.closing ?? false;
}

function promptOf(step: Step): Prompt {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  throw new Error(`a step without a question and without a disposition at ${String(step.state.at)}`);
}
