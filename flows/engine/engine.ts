import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { Answer, FlowEngine, FlowState, Release, Slots, SlotValue, Step, TrailEntry } from '../flow.js';
import { readAnswer, specOf, START, unansweredSlots, type DirectAnswer, type Reading } from '../nodes/index.js';
import { COMMON, packIds, packsNewlyOpened, packsOpened } from './agenda.js';
import { conclude, finish } from './finish.js';
import { fired, worst } from './judge.js';
import { isOverruled, leavePrevention, openPrevention, preventionOf, preventionsFor } from './prevention.js';
import { knownFrom, knowsMore, mergeSlots, slotsHeard } from './known.js';
import {
  askingOf,
  currentNode,
  currentPrompt,
  judge,
  learn,
  openRun,
  raise,
  startedPacks,
  stepOf,
  type Run,
} from './run.js';
import { addPacks, askAgain, leaveOpen, next, skipPack } from './walk.js';

/** Answers that `back` can undo. */
const TRAIL = 20;
/** Asked again, then in simpler words; the third miss ends the interview. */
const MOST_ATTEMPTS = 2;

/** The engine has no state of its own; one is enough for the whole process. */
export function createEngine(): FlowEngine {
  return {
    start,
    advance,
    ask,
    back,
    preventionsFor,
    prevent(release, state, pack, presentation) {
      const run = openPrevention(release, state, pack, presentation);
      next(run, false);
      return stepOf(run);
    },
    screen(release, known, heard) {
      const merged = mergeSlots(release, mergeSlots(release, {}, known, false), slotsHeard(release, heard), false);
      return worst(fired(release, [], knownFrom(release, merged), false));
    },
    packsFor: (release, known) => packsOpened(release, knownFrom(release, mergeSlots(release, {}, known, false))),
    merge: (release, known, heard) =>
      mergeSlots(release, mergeSlots(release, {}, known, false), slotsHeard(release, heard), false),
    bandsOf: (release, known) => knownFrom(release, mergeSlots(release, {}, known, false)).bands,
  };
}

function start(release: Release, opening: Parameters<FlowEngine['start']>[1]): Step {
  const run = openRun(release, {
    release: release.hash,
    presentation: opening.presentation,
    agenda: packIds(release, opening.packs),
    done: [],
    pack: COMMON,
    at: null,
    cursor: START,
    attempt: 0,
    slots: mergeSlots(release, {}, opening.known, false),
    asked: [],
    level: opening.floor,
    because: opening.floor === null ? [] : ['episode.floor'],
    questionsLeft: null,
    trail: [],
    disposition: null,
    corrected: false,
  });
  judge(run, false);
  if (run.state.level === 'emergency') finish(run);
  else next(run, true);
  return stepOf(run);
}

function advance(release: Release, state: FlowState, answer: Answer): Step {
  const run = openRun(release, state);
  if (state.at === null) return afterEnd(run, answer);
  const heard = slotsHeard(release, answer.heard);
  if (answer.kind === 'hung_up' || answer.kind === 'expired') return silence(run, heard);

  const node = currentNode(release, state);
  const reading = isDirect(answer) ? readAnswer(specOf(node), askingOf(run, node), answer) : MISS;
  const opened = specOf(node).kind === 'complaint' ? complaintsHeard(run, heard) : [];
  if (
    reading.then === 'miss' &&
    opened.length === 0 &&
    !knowsMore(state.slots, mergeSlots(release, state.slots, heard, false))
  ) {
    learn(run, heard, false);
    judge(run, false);
    return missed(run);
  }
  return answered(run, reading, heard, opened);
}

const MISS: Reading = { then: 'miss' };

function isDirect(answer: Answer): answer is Answer & DirectAnswer {
  return answer.kind === 'choices' || answer.kind === 'number' || answer.kind === 'unsure';
}

/** Something was filled: by the answer, by what was volunteered with it, or by both. */
function answered(run: Run, reading: Reading, heard: Slots, opened: readonly string[]): Step {
  const before = { state: run.state, known: run.known };
  if (reading.then === 'fill') learn(run, reading.set, true);
  // What was answered directly is not overwritten by a number or a choice heard in the same breath.
  const direct = reading.then === 'fill' ? reading.set : {};
  const volunteered = Object.entries(heard).filter(
    ([slot]) => direct[slot] === undefined || run.release.slots.get(slot)?.type === 'finding',
  );
  learn(run, Object.fromEntries(volunteered), false);
  remember(run, before.state);
  if (volunteered.length > 0) addPacks(run, packsNewlyOpened(run.release, before.known, run.known));
  judge(run, false);
  if (run.state.level === 'emergency') return ended(run);
  if (preventionOf(run) !== null && isOverruled(run)) {
    addPacks(run, packsNewlyOpened(run.release, before.known, run.known));
    skipPack(run);
    return stepOf(run);
  }

  if (reading.then === 'open' || opened.length > 0) {
    const packs = reading.then === 'open' && reading.pack !== null ? [reading.pack, ...opened] : opened;
    openComplaint(run, packs);
  }
  const over = reading.then === 'open' || opened.length > 0 || (reading.then === 'fill' && reading.done);
  const newPerson = before.known.bands.join() !== run.known.bands.join();
  if (over || newPerson) {
    if (!over) leaveOpen(run);
    next(run, newPerson);
    return stepOf(run);
  }
  if (reading.then === 'fill') run.state = { ...run.state, cursor: reading.cursor, attempt: 0 };
  askAgain(run);
  return stepOf(run);
}

/**
 * What is told as the complaint comes before what was understood earlier, where both can reach the same level. A complaint that no pack is about goes to a nurse
 * today; what is known may still open packs by itself.
 */
function openComplaint(run: Run, packs: readonly string[]): void {
  const before = run.state.agenda;
  addPacks(run, packs.length > 0 ? packs : packsOpened(run.release, run.known));
  const { agenda } = run.state;
  const told = packs.filter((id) => agenda.includes(id));
  run.state = { ...run.state, agenda: [...new Set([...told, ...agenda])] };
  const isNew = packs.length > 0 || agenda.length > before.length;
  if (agenda.length === 0 || !isNew) raise(run, 'same_day', ['common.complaint_other']);
}

/** Packs that the words of the complaint open, also when the same was ticked in a screen before. */
function complaintsHeard(run: Run, heard: Slots): readonly string[] {
  const present = Object.entries(heard).filter(([, value]) => value !== 'absent');
  if (present.length === 0) return [];
  const person = Object.fromEntries(
    Object.entries(run.state.slots).filter(([slot]) =>
      ['patient', 'age_days', 'sex', 'pregnancy', 'postpartum'].includes(slot),
    ),
  );
  const said = mergeSlots(run.release, person, Object.fromEntries(present), false);
  return packsOpened(run.release, knownFrom(run.release, said));
}

function missed(run: Run): Step {
  if (run.state.level === 'emergency') return ended(run);
  if (run.state.attempt < MOST_ATTEMPTS) {
    run.state = { ...run.state, attempt: run.state.attempt + 1 };
    askAgain(run);
    return stepOf(run);
  }
  const prevention = preventionOf(run);
  if (prevention !== null) return left(run, prevention);
  const danger = currentPrompt(run)?.danger ?? false;
  giveUp(run);
  raise(run, danger ? 'urgent' : 'same_day', ['common.not_understood']);
  run.events.push({ type: 'escalated', reason: 'not_understood', level: run.state.level ?? 'same_day' });
  return ended(run);
}

/** Nobody answers any more. On a danger question that counts as the more urgent reading. */
function silence(run: Run, heard: Slots): Step {
  learn(run, heard, false);
  const prevention = preventionOf(run);
  if (prevention !== null) return left(run, prevention);
  const danger = currentPrompt(run)?.danger ?? false;
  if (danger) {
    giveUp(run);
    raise(run, 'urgent', ['common.silence']);
    run.events.push({ type: 'escalated', reason: 'silence', level: run.state.level ?? 'urgent' });
    return ended(run);
  }
  judge(run, false);
  if (hasReported(run)) raise(run, 'same_day', ['common.left']);
  return ended(run);
}

/** Prevention is nobody's duty: who does not answer it is asked nothing more, and is not sent to a nurse for it. */
function left(run: Run, prevention: NonNullable<ReturnType<typeof preventionOf>>): Step {
  judge(run, false);
  if (isOverruled(run)) finish(run);
  else leavePrevention(run, prevention);
  return stepOf(run);
}

function giveUp(run: Run): void {
  const node = currentNode(run.release, run.state);
  learn(run, unansweredSlots(specOf(node), askingOf(run, node)), true);
  judge(run, false);
}

function ended(run: Run): Step {
  finish(run);
  return stepOf(run);
}

/** True when the person told of at least one finding, or could not rule one out. Pregnancy alone is no complaint. */
function hasReported(run: Run): boolean {
  const { slots } = run.state;
  for (const slot in slots) {
    const isTold = slots[slot] === 'present' || slots[slot] === 'unsure';
    if (isTold && slot !== 'pregnancy' && slot !== 'postpartum') return true;
  }
  return false;
}

/** The interview is over: what is said now is screened, and the disposition is said again when it became more urgent. */
function afterEnd(run: Run, answer: Answer): Step {
  const slots = mergeSlots(run.release, run.state.slots, slotsHeard(run.release, answer.heard), false);
  if (slots === run.state.slots) return stepOf(run);
  run.state = { ...run.state, slots };
  run.known = knownFrom(run.release, slots);
  const { level, because } = worst(fired(run.release, startedPacks(run.state), run.known, false));
  if (level === null || urgencyRank(level) <= urgencyRank(run.state.level)) return stepOf(run);
  raise(run, level, because);
  if (isAtLeast(level, 'urgent')) {
    for (const rule of because) run.events.push({ type: 'red_flag_raised', rule, level });
    run.events.push({ type: 'escalated', reason: 'red_flag', level });
  }
  conclude(run, level);
  return stepOf(run);
}

function ask(release: Release, state: FlowState, presentation: FlowState['presentation'] = state.presentation): Step {
  if (state.at === null) return { state: { ...state, presentation }, events: [] };
  // A list in parts has no place in the other presentation: what is still open is asked from its beginning.
  const moved = presentation === state.presentation ? state : { ...state, presentation, cursor: START };
  const run = openRun(release, moved);
  askAgain(run);
  return stepOf(run);
}

function back(release: Release, state: FlowState): Step {
  const last = state.trail.at(-1);
  if (state.at === null || last === undefined) return ask(release, state);
  const restored = Object.entries({ ...state.slots, ...last.before });
  const slots: Slots = Object.fromEntries(restored.filter((entry): entry is [string, SlotValue] => entry[1] !== null));
  const run = openRun(release, {
    ...state,
    slots,
    pack: last.pack,
    at: last.at,
    cursor: last.cursor,
    attempt: 0,
    agenda: last.agenda,
    done: last.done,
    asked: [...state.asked.slice(0, last.asked - 1), last.at],
    questionsLeft: last.questionsLeft,
    trail: state.trail.slice(0, -1),
    corrected: true,
  });
  askAgain(run);
  return stepOf(run);
}

/** Writes what `back` needs to undo this answer: of every slot that was filled in this step the value before. */
function remember(run: Run, before: FlowState): void {
  if (before.at === null) return;
  const changed: Record<string, SlotValue | null> = {};
  for (const event of run.events) if (event.type === 'filled') changed[event.slot] = before.slots[event.slot] ?? null;
  const entry: TrailEntry = {
    pack: before.pack,
    at: before.at,
    cursor: before.cursor,
    before: changed,
    agenda: before.agenda,
    done: before.done,
    asked: before.asked.length,
    questionsLeft: before.questionsLeft,
  };
  run.state = { ...run.state, trail: [...before.trail, entry].slice(-TRAIL) };
}
