import { moreUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON } from '../engine/index.js';
import type { Answer, FlowEngine, FlowState, Prompt, Release, Step } from '../flow.js';
import { answersTo, chosen, NO_ANSWERS, SILENT, singles, specAt } from './answers.js';
import type { Breach, Opening, ProofName } from './breach.js';
import type { Cells } from './cells.js';
import { checksOf, owedBy } from './checks.js';
import type { Naive } from './naive.js';
import type { Signatures } from './signature.js';

/** A state that was met: one stands for all with its signature. */
export interface Place {
  readonly state: FlowState;
  readonly prompt: Prompt;
  readonly from: number;
  readonly answer: Answer | null;
  /** What a final "don't know" before it must still lead to. */
  readonly owed: TriageLevel | null;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly answer: Answer;
  readonly plain: boolean;
}

export interface Explored {
  readonly places: readonly Place[];
  /** Edges between places, by index; `plain`: an ordinary answer, neither doubt nor miss. */
  readonly edges: readonly Edge[];
  readonly steps: number;
  readonly breaches: readonly Breach[];
  /** Levels at which the interview ended, per pack whose texts were said. */
  readonly endings: ReadonlySet<string>;
}

export interface Exploration {
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly opening: Opening;
  /** Packs that are explored; where another begins, its own proof goes on. */
  readonly packs: readonly string[];
  readonly cells: Cells;
  readonly ages: readonly number[];
  readonly signatures: Signatures;
  readonly naive: Naive;
}

/** Breadth first over everything that can be answered. Stops at the first breach of each proof. */
export function explore(task: Exploration): Explored {
  const { engine, release, signatures } = task;
  const checks = checksOf(release, task.naive);
  const places: Place[] = [];
  const edges: Edge[] = [];
  const seen = new Map<string, number>();
  const breaches = new Map<ProofName, Breach>();
  const endings = new Set<string>();
  let steps = 0;

  const breach = (proof: ProofName, what: string, from: number, answers: readonly Answer[]): void => {
    if (!breaches.has(proof))
      breaches.set(proof, { proof, what, opening: null, answers: [...wayTo(places, from), ...answers] });
  };

  /** The place a step leads to; `null`: the interview ended, or another pack goes on. */
  function arrive(step: Step, from: number, answer: Answer | null, owed: TriageLevel | null, plain: boolean): void {
    const prompt = askedIn(step);
    if (prompt === null || isOutside(task, step.state, prompt)) return;
    const stillOwed = urgencyRank(owed) > urgencyRank(step.state.level) ? owed : null;
    // Only what comes after matters: the way back and the reasons are left behind.
    const state: FlowState = { ...step.state, trail: [], because: [] };
    const key = signatures.of(state, String(stillOwed));
    let index = seen.get(key);
    if (index === undefined) {
      index = places.length;
      seen.set(key, index);
      places.push({ state, prompt, from, answer, owed: stillOwed });
    }
    if (answer !== null) edges.push({ from, to: index, answer, plain });
  }

  const first = engine.start(release, task.opening);
  arrive(first, -1, null, null, true);

  for (let index = 0; index < places.length; index++) {
    const place = places[index];
    if (place === undefined) break;
    const { state, prompt } = place;
    const take = (answer: Answer): Step | null => {
      steps += 1;
      try {
        return engine.advance(release, state, answer);
      } catch (fault) {
        breach('total', `the engine fails: ${String(fault)}`, index, [answer]);
        return null;
      }
    };
    const alone = new Map(singles(prompt).map((id) => [id, take(chosen(id))] as const));
    const isList = prompt.expects === 'many_choices';
    const ending = new Set(isList ? [...alone].flatMap(([id, step]) => (isEmergency(step) ? [id] : [])) : []);
    for (const answer of answersTo(release, state, prompt, task.cells, task.ages, ending)) {
      const [only, ...more] = answer.kind === 'choices' ? answer.ids : [];
      const known = only !== undefined && more.length === 0 ? alone.get(only) : undefined;
      const step = known ?? take(answer);
      if (step === null) continue;
      const owed = moreUrgent(place.owed, owedBy(release, state, prompt, answer, step, alone));
      checks.step({ state, prompt, answer, step, owed }, (proof, what) => breach(proof, what, index, [answer]));
      for (const event of step.events) if (event.type === 'disposition_reached') endings.add(event.disposition);
      const doubt = answer.kind === 'unsure' || (answer.kind === 'choices' && answer.ids.includes('unsure'));
      arrive(step, index, answer, owed, !doubt);
    }
    checkNoAnswer(index, place);
  }

  /**
   * Three misses, and silence. The second and third asking read an answer as the first does, and the two kinds of miss and
   * of silence are one (both tested with the node kinds), so each is walked once and only compared for its first step.
   */
  function checkNoAnswer(index: number, place: Place): void {
    for (const [one, other] of NO_ANSWERS) {
      const [first, second] = [tryNoAnswer(index, place, [one]), engine.advance(release, place.state, other)];
      steps += 1;
      if (first.state.level !== second.state.level || first.state.at !== second.state.at) {
        breach('total', `${one.kind} and ${other.kind} lead to different ends`, index, [other]);
      }
      let [step, way] = [first, [one]];
      for (let prompt = askedIn(step); prompt !== null; prompt = askedIn(step)) {
        if (way.length === 3)
          return breach('ends', `after three misses the interview goes on at ${prompt.id}`, index, way);
        way = [...way, one];
        step = tryNoAnswer(index, { ...place, state: step.state, prompt }, way);
      }
    }
  }

  function tryNoAnswer(index: number, at: Place, way: readonly Answer[]): Step {
    steps += 1;
    const answer = way.at(-1) ?? SILENT;
    const step = engine.advance(release, at.state, answer);
    checks.step({ ...at, answer, step }, (proof, what) => breach(proof, what, index, way));
    return step;
  }

  return { places, edges, steps, breaches: [...breaches.values()], endings };
}

/** The answers that lead to a place. */
export function wayTo(places: readonly Place[], index: number): readonly Answer[] {
  const way: Answer[] = [];
  for (let at = places[index]; at !== undefined && at.answer !== null; at = places[at.from]) way.unshift(at.answer);
  return way;
}

function isEmergency(step: Step | null): boolean {
  return step !== null && step.state.at === null && step.state.level === 'emergency';
}

function askedIn(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}

/** Another pack has begun, or the complaint is asked of somebody for whom the pack to prove is not. */
function isOutside(task: Exploration, state: FlowState, prompt: Prompt): boolean {
  if (!task.packs.includes(state.pack)) return true;
  return task.packs.some((id) => id !== COMMON) && specAt(task.release, state, prompt).kind === 'complaint';
}
