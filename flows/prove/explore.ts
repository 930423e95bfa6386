import { isAtLeast, lessUrgent, moreUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON, knownFrom } from '../engine/index.js';
import type { Answer, FlowEngine, FlowState, Prompt, Release, Step } from '../flow.js';
import { answersTo, chosen, NO_ANSWERS, SILENT, singles, specAt } from './answers.js';
import type { Cells } from './cells.js';
import { naiveBands, naiveClosure, type Naive } from './naive.js';
import type { Signatures } from './signature.js';

/** What must hold for every patient (interfaces, section 4). */
export const PROOFS = ['ends', 'total', 'red flags dominate', 'unsure is not safe', 'right people', 'short'] as const;
export type ProofName = (typeof PROOFS)[number];

/** A way through the interview that breaks a proof: the answers from the start, and what is wrong after the last. */
export interface Breach {
  readonly proof: ProofName;
  readonly what: string;
  readonly answers: readonly Answer[];
}

/** A state that was met: one stands for all with its signature. */
export interface Place {
  readonly state: FlowState;
  readonly prompt: Prompt;
  readonly from: number;
  readonly answer: Answer | null;
  /** What a final "don't know" before it must still lead to. */
  readonly owed: TriageLevel | null;
}

export interface Explored {
  readonly places: readonly Place[];
  /** Edges between places, by index; `plain`: an ordinary answer, neither doubt nor miss. */
  readonly edges: readonly { readonly from: number; readonly to: number; readonly plain: boolean }[];
  readonly steps: number;
  readonly breaches: readonly Breach[];
  /** Levels at which the interview ended, per pack whose texts were said. */
  readonly endings: ReadonlySet<string>;
}

export interface Exploration {
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly opening: Parameters<FlowEngine['start']>[1];
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
  const places: Place[] = [];
  const edges: { from: number; to: number; plain: boolean }[] = [];
  const seen = new Map<string, number>();
  const breaches = new Map<ProofName, Breach>();
  const endings = new Set<string>();
  let steps = 0;

  const breach = (proof: ProofName, what: string, from: number, answers: readonly Answer[]): void => {
    if (!breaches.has(proof)) breaches.set(proof, { proof, what, answers: [...wayTo(places, from), ...answers] });
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
      // A state like one that was met has the same rules to come; at the end every way is checked by itself.
      checkRules(task, state, false, (proof, what) => breach(proof, what, from, answer === null ? [] : [answer]));
    }
    if (from >= 0) edges.push({ from, to: index, plain });
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
      checkStep(task, place, answer, step, owed, (proof, what) => breach(proof, what, index, [answer]));
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
        if (way.length === 3) return breach('ends', `after three misses the interview goes on at ${prompt.id}`, index, way);
        way = [...way, one];
        step = tryNoAnswer(index, { ...place, state: step.state, prompt }, way);
      }
    }
  }

  function tryNoAnswer(index: number, at: Place, way: readonly Answer[]): Step {
    steps += 1;
    const answer = way.at(-1) ?? SILENT;
    const step = engine.advance(release, at.state, answer);
    checkStep(task, at, answer, step, at.owed, (proof, what) => breach(proof, what, index, way));
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

/** What one step must keep, whatever was answered. */
function checkStep(
  task: Exploration,
  place: Place,
  answer: Answer,
  step: Step,
  owed: TriageLevel | null,
  breach: (proof: ProofName, what: string) => void,
): void {
  const { release } = task;
  const { state } = step;
  const ends = step.events.filter((event) => event.type === 'disposition_reached');
  const asks = step.events.filter((event) => event.type === 'asked');
  if (ends.length + asks.length !== 1) {
    breach('total', `expected one question or one disposition, found ${asks.length} and ${ends.length}`);
  }
  if (ends.length > 0 !== (state.at === null) || (state.at === null) !== (state.disposition !== null)) {
    breach('ends', 'the interview is over exactly when there is a disposition');
  }
  const direct = answer.kind === 'choices' || answer.kind === 'number' || answer.kind === 'unsure';
  if (direct && state.attempt > 0) breach('total', `an answer that the question offers is not understood at ${place.prompt.id}`);

  if (urgencyRank(state.level) < urgencyRank(place.state.level)) {
    breach('red flags dominate', `the level falls from ${place.state.level} to ${state.level}`);
  }
  if (state.at === null && !isAtLeast(state.level, 'emergency')) checkRules(task, state, true, breach);

  const silent = answer.kind === 'hung_up' || answer.kind === 'expired';
  const given = !direct && (silent || place.state.attempt === 2);
  if (given && state.at !== null) breach('ends', `nobody answers, and the interview goes on at ${String(state.at)}`);
  if (given && place.prompt.danger && !isAtLeast(state.level, 'urgent')) {
    breach('unsure is not safe', `no answer to a danger question ends at ${state.level}`);
  }
  if (ends.length === 0) return;
  const disposition = ends[0];
  if (disposition?.type !== 'disposition_reached') return;
  const spec = [...release.packs.values()].flatMap((pack) => [...pack.dispositions.values()]);
  if (!spec.some((each) => each.id === disposition.disposition && each.level === disposition.level)) {
    breach('ends', `there is no disposition ${disposition.disposition} at ${disposition.level}`);
  }
  if (urgencyRank(owed) > urgencyRank(state.level)) {
    breach('unsure is not safe', `"don't know" to a danger question needs ${owed} at least and ends at ${state.level}`);
  }
  const bands = naiveBands(naiveClosure(release, state.slots));
  if (bands.includes('N') && !isAtLeast(state.level, 'same_day')) {
    breach('right people', `a baby under 60 days ends at ${state.level}`);
  }
  const cut = isAtLeast(state.level, 'emergency') || state.questionsLeft !== null || given;
  if (!cut) {
    const missing = screensOpen(release, state);
    if (missing.length > 0) breach('right people', `never asked about ${missing.join(', ')} (bands ${bands.join(', ')})`);
  }
}

/** The rules, read a second time over the same slots, never ask for more than the engine gave. */
function checkRules(
  task: Exploration,
  state: FlowState,
  ended: boolean,
  breach: (proof: ProofName, what: string) => void,
): void {
  const started = state.done.includes(state.pack) ? state.done : [...state.done, state.pack];
  const due = task.naive(started, state.slots, ended);
  if (urgencyRank(due.level) <= urgencyRank(state.level)) return;
  breach('red flags dominate', `the rules say ${due.level} (${due.rules.join(', ')}), the engine ${state.level}`);
}

/** Screen signs of the person that were neither asked nor heard. */
function screensOpen(release: Release, state: FlowState): readonly string[] {
  const { slots, bands } = knownFrom(release, state.slots);
  const signs = bands.flatMap((band) => release.screens.get(band) ?? []);
  return [...new Set(signs.map(({ slot }) => slot))].filter((slot) => slots[slot] === undefined);
}

/**
 * What a final "don't know" on a danger question must at least lead to: as much as the most urgent of the answers that it
 * leaves open, but not more than `urgent`.
 */
function owedBy(
  release: Release,
  state: FlowState,
  prompt: Prompt,
  answer: Answer,
  step: Step,
  alone: ReadonlyMap<string, Step | null>,
): TriageLevel | null {
  if (!prompt.danger) return null;
  const ids = answer.kind === 'choices' ? answer.ids : [];
  if (answer.kind !== 'unsure' && !ids.includes('unsure')) return null;
  if (specAt(release, state, prompt).kind === 'signs') {
    // Asked again in groups: not final yet.
    const known = knownFrom(release, step.state.slots).slots;
    if (prompt.slots.some((slot) => known[slot] === undefined)) return null;
  }
  else if (asksOn(step)) return null;
  let owed: TriageLevel | null = null;
  for (const [id, single] of alone) {
    const level = single?.state.level ?? null;
    if (ids.includes(id) || level === null || urgencyRank(level) <= urgencyRank(state.level)) continue;
    owed = moreUrgent(owed, lessUrgent(level, 'urgent'));
  }
  return owed !== null && isAtLeast(owed, 'same_day') ? owed : null;
}

function isEmergency(step: Step | null): boolean {
  return step !== null && step.state.at === null && step.state.level === 'emergency';
}

function askedIn(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}

/**
 * A doubt that stays open: the value is kept as unknown or unsure, and the rows and guards that name the unknown go on with
 * it. What picks an answer instead must pick the most urgent one.
 */
function asksOn(step: Step): boolean {
  return step.events.some((event) => event.type === 'filled' && (event.value === 'unknown' || event.value === 'unsure'));
}

/** Another pack has begun, or the complaint is asked of somebody for whom the pack to prove is not. */
function isOutside(task: Exploration, state: FlowState, prompt: Prompt): boolean {
  if (!task.packs.includes(state.pack)) return true;
  return task.packs.some((id) => id !== COMMON) && specAt(task.release, state, prompt).kind === 'complaint';
}
