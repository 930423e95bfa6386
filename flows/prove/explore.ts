import { moreUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON } from '../engine/index.js';
import type { Answer, FlowEngine, FlowState, Node, Prompt, Release, Slots, Step } from '../flow.js';
import {
  answersTo,
  chosen,
  detourAfter,
  MISSED,
  NO_ANSWERS,
  passing,
  SILENT,
  singles,
  specAt,
  type Detour,
} from './answers.js';
import type { Breach, Opening, ProofName } from './breach.js';
import type { Cells } from './cells.js';
import { checksOf, owedBy } from './checks.js';
import type { Naive } from './naive.js';
import type { Signatures } from './signature.js';
import type { Seen } from './seen.js';
import { plainEmergencies } from './plain.js';
import type { Spent } from './spent.js';

/** A state that was met: one stands for all with its signature. */
export interface Place {
  readonly state: FlowState;
  readonly prompt: Prompt;
  readonly from: number;
  readonly answer: Answer | null;
  /** What a final "don't know" before it must still lead to. */
  readonly owed: TriageLevel | null;
  /** How the common lists were answered on the way to a pack. */
  readonly detour: Detour;
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
  readonly spent: Spent;
  readonly seen: Seen;
  /** How many signs of a list are worth choosing together. */
  readonly together: (node: Node) => number;
  readonly naive: Naive;
  /** Packs whose own steps another proof looks at: walked through to find how the others begin, and not checked again. */
  readonly proved: ReadonlySet<string>;
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
  const walked = new Set<string>();
  const plain = new Map<string, Step | null>();
  const emergencies = plainEmergencies(release);
  let steps = 0;

  const breach = (proof: ProofName, what: string, from: number, answers: readonly Answer[]): void => {
    if (!breaches.has(proof))
      breaches.set(proof, { proof, what, opening: null, answers: [...wayTo(places, from), ...answers] });
  };

  const stillOwed = (step: Step, owed: TriageLevel | null): TriageLevel | null =>
    urgencyRank(owed) > urgencyRank(step.state.level) ? owed : null;
  // Only what comes after matters: the way back and the reasons are left behind.
  const stateOf = (step: Step): FlowState => ({ ...step.state, trail: [], because: [] });
  // One step is often looked at twice: to see which answers are alike, and to go on from it.
  const keys = new WeakMap<Step, string>();
  function keyOf(step: Step): string {
    let key = keys.get(step);
    if (key === undefined) keys.set(step, (key = signatures.of(step.state, '')));
    return key;
  }

  /** Signs of a list for which another one stands. */
  function alikeIn(state: FlowState, prompt: Prompt, alone: ReadonlyMap<string, Step | null>): ReadonlySet<string> {
    const node = release.packs.get(state.pack)?.nodes.get(prompt.node);
    const spent = node === undefined ? new Set<string>() : task.spent.of(node);
    const alike = new Set<string>();
    const standing = new Set<string>();
    for (const [id, step] of alone) {
      if (step === null || !spent.has(id) || step.state.at === null) continue;
      const key = keyOf(step);
      if (standing.has(key)) alike.add(id);
      else standing.add(key);
    }
    return alike;
  }

  /** The place a step leads to; `null`: the interview ended, or another pack goes on. */
  function arrive(
    step: Step,
    from: number,
    answer: Answer | null,
    due: TriageLevel | null,
    plain: boolean,
    way: Detour = 'none',
  ): void {
    const prompt = askedIn(step);
    if (prompt === null || isOutside(task, step.state, prompt)) return;
    const owed = stillOwed(step, due);
    // How it came here makes no difference any more once the pack has begun.
    const detour = task.proved.has(step.state.pack) ? way : 'none';
    const key = `${keyOf(step)}|${owed}|${detour}`;
    let index = seen.get(key);
    if (index === undefined) {
      index = places.length;
      seen.set(key, index);
      places.push({ state: stateOf(step), prompt, from, answer, owed, detour });
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
    const isProved = task.proved.has(state.pack);
    const isList = prompt.expects === 'many_choices';
    const choose = isProved && isList ? choosing(place, take) : (id: string) => take(chosen(id));
    const alone = new Map(singles(prompt).map((id) => [id, choose(id)] as const));
    const ending = new Set(isList ? [...alone].flatMap(([id, step]) => (isEmergency(step) ? [id] : [])) : []);
    const alike = isList ? alikeIn(state, prompt, alone) : new Set<string>();
    const node = release.packs.get(state.pack)?.nodes.get(prompt.node);
    const together = node === undefined ? Infinity : task.together(node);
    const all = answersTo(release, state, prompt, task.cells, task.ages, ending, alike, together);
    const seen = isProved && isList && node !== undefined ? task.seen.of(node) : null;
    const taken = seen === null ? all : passing(state, all, seen, place.detour);
    for (const answer of isPaged(state, prompt) ? taken.filter((each) => !turnsPage(each)) : taken) {
      const [only, ...more] = answer.kind === 'choices' ? answer.ids : [];
      const known = only !== undefined && more.length === 0 ? alone.get(only) : undefined;
      const step = known ?? take(answer);
      if (step === null) continue;
      const owed = moreUrgent(place.owed, owedBy(release, state, prompt, answer, step, alone));
      if (!isProved || !task.proved.has(step.state.pack)) {
        checks.step({ state, prompt, answer, step, owed }, (proof, what) => breach(proof, what, index, [answer]));
      }
      for (const event of step.events) if (event.type === 'disposition_reached') endings.add(event.disposition);
      const doubt = answer.kind === 'unsure' || (answer.kind === 'choices' && answer.ids.includes('unsure'));
      arrive(step, index, answer, owed, !doubt, seen === null ? place.detour : detourAfter(answer, seen, place.detour));
    }
    if (!isProved) checkNoAnswer(index, place);
  }

  /**
   * On the way to a pack: a sign that is an emergency whatever else is known ends every interview alike, which the proof of the
   * common questions looks at. It is chosen once for the people of each band.
   */
  function choosing({ state, prompt }: Place, take: (answer: Answer) => Step | null): (id: string) => Step | null {
    const bands = task.engine.bandsOf(release, state.slots);
    const isPlain = (set: Slots): boolean =>
      Object.keys(set).some((slot) => bands.some((band) => emergencies.get(band)?.has(slot)));
    return (id) => {
      const set = prompt.choices.find((choice) => choice.id === id)?.set ?? {};
      if (!isPlain(set)) return take(chosen(id));
      const key = `${prompt.id} ${id} ${bands.join()}`;
      let step = plain.get(key);
      if (step === undefined) plain.set(key, (step = take(chosen(id))));
      return step;
    };
  }

  /** The pages of a list of complaints are turned once for the people of each band: every page asks the same. */
  function isPaged(state: FlowState, prompt: Prompt): boolean {
    if (specAt(release, state, prompt).kind !== 'complaint') return false;
    const page = `${prompt.id} ${task.engine.bandsOf(release, state.slots).join()}`;
    if (walked.has(page)) return true;
    walked.add(page);
    return false;
  }

  /**
   * Three misses, and silence. The second and third asking read an answer as the first does, and the two kinds of miss and
   * of silence are one (both tested with the node kinds), so all of it is walked once per question; at its other places only
   * the third miss, where the interview ends. Silence on a question about danger ends as the third miss does, which is held
   * against it here; elsewhere it ends the interview as it stands.
   */
  function checkNoAnswer(index: number, place: Place): void {
    const question = `${place.prompt.id} ${place.state.cursor.mode} ${place.state.level}`;
    if (walked.has(question)) {
      const last: Place = { ...place, state: { ...place.state, attempt: 2 } };
      tryNoAnswer(index, last, [MISSED]);
      return;
    }
    walked.add(question);
    const ends: Step[] = [];
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
      ends.push(step);
    }
    const [missed, silent] = ends.map(({ state }) => state.level);
    if (place.prompt.danger && missed !== silent) {
      breach('total', `silence on a question about danger ends at ${silent}, three misses at ${missed}`, index, [
        SILENT,
      ]);
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

function turnsPage(answer: Answer): boolean {
  return answer.kind === 'choices' && answer.ids[0] === 'more';
}

function isEmergency(step: Step | null): boolean {
  return step !== null && step.state.at === null && step.state.level === 'emergency';
}

function askedIn(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}

/** Another pack has begun, or the pack to prove is not for this person: then another proof goes on. */
function isOutside(task: Exploration, state: FlowState, prompt: Prompt): boolean {
  if (!task.packs.includes(state.pack)) return true;
  if (task.proved.has(state.pack) && task.packs.every((id) => !canBegin(task, state, id))) return true;
  const isOfComplaint = task.packs.some((id) => id !== COMMON && task.release.packs.get(id)?.closing !== true);
  return isOfComplaint && state.cursor.mode === 'page' && specAt(task.release, state, prompt).kind === 'complaint';
}

function canBegin({ proved, signatures }: Exploration, state: FlowState, packId: string): boolean {
  return !proved.has(packId) && signatures.canBegin(state, packId);
}
