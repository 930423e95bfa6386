import { isAtLeast, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON } from '../engine/index.js';
import type { Answer, FlowEngine, FlowState, Pack, Prompt, Release, Slots, Step } from '../flow.js';
import { slotsOf, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';
import { answersTo, NO_ANSWERS, UNSURE } from './answers.js';
import type { Breach, ProofName } from './breach.js';
import { cellsOf, type Cells } from './cells.js';
import { naiveOf } from './naive.js';
import { summaryOf } from './prevention-summary.js';

/** Questions of one prevention pack for one person. */
const MOST_QUESTIONS = 10;
const LEVELS = ['self_care', 'routine'] as const;

/** A state and what it leads to: the mildest and the gravest result, and the most questions. */
interface Outcome {
  readonly mildest: number;
  readonly gravest: number;
  readonly questions: number;
}

export interface PreventionExplored {
  readonly breaches: readonly Breach[];
  readonly states: number;
  readonly steps: number;
  readonly questions: number;
}

/**
 * What must hold of a prevention pack for everybody it may be offered to and every answer (ADR 12): it ends, with one result
 * or because triage goes on; the level of triage never falls, and rises when and only as far as the table of signs says;
 * "don't know" never leads to a milder result than an answer would; it is offered to nobody who may not be asked.
 *
 * Two states are one when the questions, results and rules to come see the same of them (`prevention-summary.ts`).
 */
export function explorePrevention(engine: FlowEngine, release: Release, pack: Pack): PreventionExplored {
  const cells = cellsOf(release, [pack]);
  const naive = naiveOf(release);
  const summary = summaryOf(release, pack);
  const breaches = new Map<ProofName, Breach>();
  const outcomes = new Map<string, Outcome>();
  const reached = new Set<string>();
  let steps = 0;
  let questions = 0;
  const breach = (proof: ProofName, what: string, way: readonly string[]): void => {
    const told = way.length === 0 ? what : `${what} (${way.join(' · ')})`;
    if (!breaches.has(proof)) breaches.set(proof, { proof, what: told, opening: null, answers: [] });
  };

  for (const person of peopleOf(release, pack, cells)) {
    for (const level of LEVELS) {
      const ended = endedAt(release, person, level);
      if (!engine.preventionsFor(release, ended).includes(pack.id)) continue;
      const step = engine.prevent(release, ended, pack.id, 'list');
      questions = Math.max(questions, walk(step, level, [telling(person)]).questions);
    }
    for (const refused of notToBeAsked(release, person)) {
      if (engine.preventionsFor(release, refused).includes(pack.id)) {
        breach('right people', `offered at ${String(refused.level)} to ${telling(refused.slots)}`, []);
      }
    }
  }
  for (const { id } of pack.prevention?.results ?? []) {
    if (!reached.has(id)) breach('ends', `nobody can end at ${id}`, []);
  }
  if (questions > MOST_QUESTIONS) breach('short', `up to ${questions} questions, at most ${MOST_QUESTIONS}`, []);
  return { breaches: [...breaches.values()], states: outcomes.size, steps, questions };

  function walk(step: Step, triage: TriageLevel, way: readonly string[]): Outcome {
    check(step, triage, way);
    const prompt = askedIn(step);
    const { state } = step;
    if (prompt === null || state.pack !== pack.id) return outcomeOf(step);
    const key = `${triage}|${summary(state)}`;
    const known = outcomes.get(key);
    if (known !== undefined) return known;
    for (const kinds of NO_ANSWERS) for (const answer of kinds) unanswered(state, answer, triage, way);
    const next = answersTo(release, state, prompt, cells, cells.ages, new Set()).map((answer) => {
      steps += 1;
      const taken = engine.advance(release, state, answer);
      const told = [...way, `${prompt.id}: ${answerText(answer)}`];
      if (taken.state.attempt > 0) breach('total', 'an answer that the question offers is not understood', told);
      return { answer, told, outcome: walk(taken, triage, told) };
    });
    const outcome: Outcome = {
      mildest: Math.min(...next.map((each) => each.outcome.mildest)),
      gravest: Math.max(...next.map((each) => each.outcome.gravest)),
      questions: 1 + Math.max(...next.map((each) => each.outcome.questions)),
    };
    const unsure = next.find((each) => each.answer === UNSURE)?.outcome;
    for (const { told, outcome: sure } of next) {
      if (unsure === undefined || isTriage(sure)) continue;
      if (unsure.mildest < sure.mildest || unsure.gravest < sure.gravest) {
        breach('unsure is not safe', `"don't know" leads to a milder result than an answer`, told);
      }
    }
    outcomes.set(key, outcome);
    return outcome;
  }

  /** Silence ends it at once, not being understood at the third time; neither changes anything. */
  function unanswered(state: FlowState, answer: Answer, triage: TriageLevel, way: readonly string[]): void {
    let step: Step = { state, events: [] };
    for (let tries = 0; tries < 3 && step.state.at !== null; tries++) {
      steps += 1;
      step = engine.advance(release, step.state, answer);
      check(step, triage, way);
    }
    if (step.state.at !== null) breach('ends', `nobody answers, and it goes on at ${step.state.at}`, way);
    if (step.state.level !== state.level) breach('red flags dominate', 'silence changes the level', way);
  }

  function check({ state, events }: Step, triage: TriageLevel, way: readonly string[]): void {
    const asks = events.filter((event) => event.type === 'asked').length;
    const results = events.filter((event) => event.type === 'prevention_reached');
    const endings = events.filter((event) => event.type === 'disposition_reached').length;
    if (asks + results.length + endings !== 1) breach('total', 'expected one question, one result or one ending', way);
    if ((state.at === null) !== (asks === 0)) breach('ends', 'it is over exactly when nothing is asked', way);
    const started = state.done.includes(state.pack) ? state.done : [...state.done, state.pack];
    const due = naive(started, state.slots, false).level;
    const least = urgencyRank(due) > urgencyRank(triage) ? due : triage;
    if (urgencyRank(state.level) < urgencyRank(least)) {
      breach('red flags dominate', `the rules say ${String(least)}, the engine ${String(state.level)}`, way);
    }
    for (const result of results) {
      reached.add(result.result);
      if (isAtLeast(state.level, 'same_day')) breach('red flags dominate', `a result at ${String(state.level)}`, way);
      const [first] = result.say;
      const isMilder = urgencyRank(result.level) < urgencyRank(state.level);
      if (isMilder && first !== `common.level_${String(state.level)}`) {
        breach('red flags dominate', `${result.result} sounds milder than triage`, way);
      }
    }
  }

  function outcomeOf({ events }: Step): Outcome {
    const result = events.find((event) => event.type === 'prevention_reached');
    const rank = result === undefined ? TRIAGE : urgencyRank(result.level);
    return { mildest: rank, gravest: rank, questions: 0 };
  }
}

/** Triage goes on: more than any result. */
const TRIAGE = 9;

function isTriage(outcome: Outcome): boolean {
  return outcome.mildest === TRIAGE;
}

/** Everybody who may be told apart by the offer: ages by their cells, the sexes, and each finding that it names. */
function peopleOf(release: Release, pack: Pack, cells: Cells): readonly Slots[] {
  const offer = pack.prevention?.offer;
  const named = [offer?.when ?? null, offer?.unless ?? null].flatMap((each) =>
    each === null ? [] : [...slotsRead(each)],
  );
  const asked = new Set([...pack.nodes.values()].flatMap((node) => [...slotsOf(specOf(node))]));
  const findings = new Set([...named, 'pregnancy'].filter((slot) => release.slots.get(slot)?.type === 'finding'));
  let people: Slots[] = cells.ages.flatMap((age_days) =>
    ['f', 'm', 'unknown'].map((sex): Slots => ({ patient: 'self', age_days, sex })),
  );
  for (const slot of findings) {
    const values = asked.has(slot) ? [null, 'present'] : ['absent', 'present', 'unsure'];
    people = people.flatMap((person) =>
      values.map((value) => (value === null ? person : { ...person, [slot]: value })),
    );
  }
  return people;
}

/** How triage ends that found nothing. */
function endedAt(release: Release, slots: Slots, level: TriageLevel): FlowState {
  return {
    release: release.hash,
    presentation: 'list',
    agenda: [],
    done: [COMMON],
    pack: COMMON,
    at: null,
    cursor: { mode: 'start', index: 0 },
    attempt: 0,
    slots,
    asked: [],
    level,
    because: [],
    questionsLeft: null,
    trail: [],
    disposition: `${COMMON}.${level}`,
    corrected: false,
  };
}

function notToBeAsked(release: Release, person: Slots): readonly FlowState[] {
  const mental = [...release.slots.values()].filter((slot) => slot.group === 'mental' && slot.type === 'finding');
  return [
    ...(['same_day', 'urgent', 'emergency'] as const).map((level) => endedAt(release, person, level)),
    ...mental.map(({ id }) => endedAt(release, { ...person, [id]: 'unsure' }, 'self_care')),
    ...['child', 'other', 'unknown'].map((patient) => endedAt(release, { ...person, patient }, 'self_care')),
  ];
}

function askedIn(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}

function telling(slots: Slots): string {
  return Object.entries(slots)
    .map(([slot, value]) => `${slot} ${value}`)
    .join(', ');
}

function answerText(answer: Answer): string {
  if (answer.kind === 'choices') return answer.ids.join(' + ');
  return answer.kind === 'number' ? String(answer.value) : answer.kind;
}
