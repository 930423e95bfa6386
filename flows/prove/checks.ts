import { isAtLeast, lessUrgent, moreUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { knownFrom } from '../engine/index.js';
import type { Answer, Band, FlowState, Prompt, Release, Step } from '../flow.js';
import { specAt } from './answers.js';
import type { ProofName } from './breach.js';
import type { Naive, NaiveResult } from './naive.js';

export type Tell = (proof: ProofName, what: string) => void;

/** One step of the engine: from where, with which answer, and to what. */
export interface Taken {
  readonly state: FlowState;
  readonly prompt: Prompt;
  readonly answer: Answer;
  readonly step: Step;
  /** What a final "don't know" on the way must still lead to. */
  readonly owed: TriageLevel | null;
}

export interface Checks {
  /** What one step must keep, whatever was answered. */
  step(taken: Taken, tell: Tell): void;
}

export function checksOf(release: Release, naive: Naive): Checks {
  const endings = new Set(
    [...release.packs.values()].flatMap((pack) =>
      [...pack.dispositions.values()].map(({ id, level }) => `${id} ${level}`),
    ),
  );

  /** The rules, read a second time over the same slots, never ask for more than the engine gave. */
  function rules(state: FlowState, tell: Tell): NaiveResult {
    const started = state.done.includes(state.pack) ? state.done : [...state.done, state.pack];
    const due = naive(started, state.slots, state.at === null);
    if (urgencyRank(due.level) > urgencyRank(state.level)) {
      tell('red flags dominate', `the rules say ${due.level} (${due.rules.join(', ')}), the engine ${state.level}`);
    }
    return due;
  }

  /** Screen signs of the person that were neither asked nor heard. */
  function unheard(state: FlowState, bands: readonly Band[]): readonly string[] {
    const { slots } = knownFrom(release, state.slots);
    const missing = new Set<string>();
    for (const band of bands) {
      for (const { slot } of release.screens.get(band) ?? []) if (slots[slot] === undefined) missing.add(slot);
    }
    return [...missing];
  }

  function ending(taken: Taken, isGivenUp: boolean, tell: Tell): void {
    const { state, events } = taken.step;
    const end = events.find((event) => event.type === 'disposition_reached');
    if (end !== undefined && !endings.has(`${end.disposition} ${end.level}`)) {
      tell('ends', `there is no disposition ${end.disposition} at ${end.level}`);
    }
    if (urgencyRank(taken.owed) > urgencyRank(state.level)) {
      tell(
        'unsure is not safe',
        `"don't know" to a danger question needs ${taken.owed} at least and ends at ${state.level}`,
      );
    }
    // Nothing is more than an emergency, and nothing is asked after one.
    if (isAtLeast(state.level, 'emergency')) return;
    const { bands } = rules(state, tell);
    if (bands.includes('N') && !isAtLeast(state.level, 'same_day')) {
      tell('right people', `a baby under 60 days ends at ${state.level}`);
    }
    // After urgent only three questions follow; who falls silent is asked nothing more.
    if (state.questionsLeft !== null || isGivenUp) return;
    const missing = unheard(state, bands);
    if (missing.length > 0) tell('right people', `never asked about ${missing.join(', ')} (bands ${bands.join(', ')})`);
  }

  return {
    step(taken, tell) {
      const { answer, prompt, step } = taken;
      const { state } = step;
      let [ends, asks] = [0, 0];
      for (const { type } of step.events) {
        if (type === 'disposition_reached') ends += 1;
        if (type === 'asked') asks += 1;
      }
      if (ends + asks !== 1) tell('total', `expected one question or one disposition, found ${asks} and ${ends}`);
      if (ends > 0 !== (state.at === null) || (state.at === null) !== (state.disposition !== null)) {
        tell('ends', 'the interview is over exactly when there is a disposition');
      }
      const direct = answer.kind === 'choices' || answer.kind === 'number' || answer.kind === 'unsure';
      if (direct && state.attempt > 0)
        tell('total', `an answer that the question offers is not understood at ${prompt.id}`);
      if (urgencyRank(state.level) < urgencyRank(taken.state.level)) {
        tell('red flags dominate', `the level falls from ${taken.state.level} to ${state.level}`);
      }
      const silent = answer.kind === 'hung_up' || answer.kind === 'expired';
      const isGivenUp = !direct && (silent || taken.state.attempt === 2);
      if (isGivenUp && state.at !== null) tell('ends', `nobody answers, and the interview goes on at ${state.at}`);
      if (isGivenUp && prompt.danger && !isAtLeast(state.level, 'urgent')) {
        tell('unsure is not safe', `no answer to a danger question ends at ${state.level}`);
      }
      if (state.at === null) ending(taken, isGivenUp, tell);
      else rules(state, tell);
    },
  };
}

/**
 * What a final "don't know" on a danger question must at least lead to: as much as the most urgent of the answers that it
 * leaves open, but not more than `urgent`.
 */
export function owedBy(
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
  } else if (asksOn(step)) return null;
  let owed: TriageLevel | null = null;
  for (const [id, single] of alone) {
    const level = single?.state.level ?? null;
    if (ids.includes(id) || level === null || urgencyRank(level) <= urgencyRank(state.level)) continue;
    owed = moreUrgent(owed, lessUrgent(level, 'urgent'));
  }
  return owed !== null && isAtLeast(owed, 'same_day') ? owed : null;
}

/**
 * A doubt that stays open: the value is kept as unknown or unsure, and the rows and guards that name the unknown go on with
 * it. What picks an answer instead must pick the most urgent one.
 */
function asksOn(step: Step): boolean {
  return step.events.some(
    (event) => event.type === 'filled' && (event.value === 'unknown' || event.value === 'unsure'),
  );
}
