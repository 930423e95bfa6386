import { urgencyRank } from '../../core/triage.js';
import type { FlowState, Node, NodeId, Release } from '../flow.js';
import { promptFor, scoreOf, specOf, START, type ScoreSpec } from '../nodes/index.js';
import { holds } from '../rules/evaluate.js';
import { COMMON, MOST_COMPLAINTS, ordered, packsOpened, standingOf } from './agenda.js';
import { finish } from './finish.js';
import { fired, worst } from './judge.js';
import { reachOf } from './reach.js';
import { askingOf, currentNode, currentPrompt, judge, learn, type Run } from './run.js';

/**
 * Puts the next question, or ends the interview.
 *
 * Steps go from top to bottom: closed guards, questions already put and what is known are skipped. `again`: the person's
 * bands changed, so the common questions are gone through once more, because a screen may apply that did not before (a
 * pregnancy told in the middle of a complaint).
 */
export function next(run: Run, again: boolean): void {
  const from = again ? 0 : stepsOf(run).indexOf(run.state.at as NodeId) + 1;
  if (again && run.state.pack !== COMMON && run.state.done.includes(COMMON)) {
    const { pack, agenda, done } = run.state;
    run.state = { ...run.state, pack: COMMON, agenda: [pack, ...agenda], done: done.filter((id) => id !== COMMON) };
  }
  if (!walkPack(run, from)) skipPack(run);
}

/** What is left of the pack is not asked; the next one begins, or the interview ends. */
export function skipPack(run: Run): void {
  for (;;) {
    if (!openNextPack(run)) return finish(run);
    // A rule of the pack may hold by what is known already, before its first question.
    judge(run, false);
    if (run.state.level === 'emergency') return finish(run);
    if (walkPack(run, 0)) return;
  }
}

/** The question that is open once more: another attempt, another language, after `back`. */
export function askAgain(run: Run): void {
  const prompt = currentPrompt(run);
  if (prompt === null) return next(run, false);
  run.events.push({ type: 'asked', prompt });
}

/** Leaves the current question unanswered: it may be put again later. */
export function leaveOpen(run: Run): void {
  run.state = { ...run.state, asked: run.state.asked.filter((id) => id !== run.state.at) };
}

export function addPacks(run: Run, ids: readonly string[]): void {
  const { agenda } = run.state;
  const news = ids.filter((id) => !agenda.includes(id) && mayBegin(run, id));
  if (news.length > 0) run.state = { ...run.state, agenda: [...agenda, ...news] };
}

/** What a finding calls for comes after the other complaints; called for by an urgent sign, when few questions are left, before them. */
function addCalledFor(run: Run, id: string): void {
  if (run.state.questionsLeft === null || !isUrgent(run, id)) return addPacks(run, [id]);
  if (mayBegin(run, id)) run.state = { ...run.state, agenda: [...new Set([id, ...run.state.agenda])] };
}

/** An urgent row of the table holds that reads what opens the pack. */
function isUrgent({ release, known }: Run, id: string): boolean {
  return standingOf(release, id, known) >= urgencyRank('urgent');
}

function mayBegin({ state }: Run, id: string): boolean {
  return id !== COMMON && id !== state.pack && !state.done.includes(id);
}

function stepsOf(run: Run): readonly NodeId[] {
  return run.release.packs.get(run.state.pack)?.steps ?? [];
}

/** `true`: a question was put, or the questions left are used up and the interview ended. */
function walkPack(run: Run, from: number): boolean {
  for (const id of stepsOf(run).slice(from)) {
    if (run.state.asked.includes(id)) continue;
    const node = run.release.packs.get(run.state.pack)?.nodes.get(id);
    if (node === undefined) continue;
    const facts = { slots: run.known.slots, bands: run.known.bands, ended: false };
    if (node.when !== null && !holds(node.when, facts)) continue;
    const spec = specOf(node);
    if (spec.kind === 'also') {
      addCalledFor(run, spec.pack);
      markAsked(run, id);
      continue;
    }
    if (spec.kind === 'score') {
      count(run, spec);
      markAsked(run, id);
      if (run.state.level !== 'emergency') continue;
      finish(run);
      return true;
    }
    if (spec.kind === 'complaint' && isSettled(run)) {
      markAsked(run, id);
      continue;
    }
    const left = run.state.questionsLeft;
    const counted = left !== null && !reachOf(run.release).asksPerson(id);
    if (counted && !mayMeanEmergency(run, id)) continue;
    if (counted && isScreen(node) && complaintComesFirst(run)) continue;
    if (promptFor(spec, { ...askingOf(run, node), cursor: START, attempt: 0 }) === null) {
      markAsked(run, id);
      continue;
    }
    if (counted && left === 0) {
      finish(run);
      return true;
    }
    markAsked(run, id);
    // Which of the lists is no question of its own: what is chosen must still be asked.
    put(run, id, counted && spec.kind !== 'overview' ? left - 1 : left);
    return true;
  }
  return false;
}

/**
 * A complaint was asked about already, or waits for certain: nothing that is known opens it, so that it was given, or a
 * finding called for it. In a hurry whatever waits is enough.
 */
function isSettled(run: Run): boolean {
  const { done, agenda, asked, questionsLeft } = run.state;
  if (done.some((pack) => pack !== COMMON)) return true;
  const waits = ordered(run.release, agenda, run.known);
  if (waits.length === 0) return false;
  if (questionsLeft !== null) return true;
  const understood = packsOpened(run.release, run.known);
  const specs = asked.flatMap((id) => run.release.packs.get(COMMON)?.nodes.get(id) ?? []).map(specOf);
  const isCalledFor = (pack: string): boolean => specs.some((spec) => spec.kind === 'also' && spec.pack === pack);
  return waits.every((pack) => !understood.includes(pack) || isCalledFor(pack));
}

/** Counts a score with what is known now; going back over the last answer takes it back as well. */
function count(run: Run, spec: ScoreSpec): void {
  const before = run.state.slots[spec.slot] ?? null;
  learn(run, { [spec.slot]: scoreOf(spec, run.known.slots, run.known.bands) }, true);
  const last = run.state.trail.at(-1);
  if (last !== undefined) {
    const undone = { ...last, before: { [spec.slot]: before, ...last.before } };
    run.state = { ...run.state, trail: [...run.state.trail.slice(0, -1), undone] };
  }
  judge(run, false);
}

function put(run: Run, at: NodeId, questionsLeft: number | null): void {
  run.state = { ...run.state, at, cursor: START, attempt: 0, questionsLeft };
  for (const textId of currentNode(run.release, run.state).say) run.events.push({ type: 'said', textId });
  askAgain(run);
}

function markAsked(run: Run, id: NodeId): void {
  run.state = { ...run.state, asked: [...run.state.asked, id] };
}

function mayMeanEmergency(run: Run, id: NodeId): boolean {
  const { pack, done, agenda } = run.state;
  return reachOf(run.release)
    .emergencyNodes([...done, pack, ...agenda], run.known.bands)
    .has(id);
}

/** `false`: nothing is left to ask about. */
function openNextPack(run: Run): boolean {
  const { pack, agenda } = run.state;
  const done = run.state.done.includes(pack) ? run.state.done : [...run.state.done, pack];
  run.state = { ...run.state, done };
  if (run.state.questionsLeft === 0) return false;
  const [first, ...rest] = waiting(run);
  const next = first ?? listsLeft(run) ?? closingPack(run);
  if (next === null) return false;
  run.state = { ...run.state, pack: next, agenda: first === undefined ? agenda : rest };
  return true;
}

/** Complaints that are still to be asked about, the most urgent first; none once there were enough. */
function waiting(run: Run): readonly string[] {
  const { agenda, done } = run.state;
  const isFull = done.filter((id) => isComplaint(run, id)).length >= MOST_COMPLAINTS;
  return isFull ? [] : ordered(run.release, agenda, run.known);
}

/**
 * Who comes with an urgent sign is asked first about the complaint that it belongs to: of the few questions left (clinical
 * rule 1) its own tell most about the danger. Who met the sign in a danger list goes on with the lists, which are ordered for
 * that. So does the youngest: what the newborn's pack asks comes after its lists, and leaves out what they have asked.
 */
function complaintComesFirst(run: Run): boolean {
  if (run.state.pack !== COMMON || run.known.bands.includes('N') || hasScreened(run.release, run.state)) return false;
  return waiting(run).some((id) => isUrgent(run, id));
}

/** The danger lists that waited for the complaint, while questions are left. */
function listsLeft(run: Run): string | null {
  const { pack, questionsLeft } = run.state;
  return questionsLeft !== null && pack !== COMMON && !hasScreened(run.release, run.state) ? COMMON : null;
}

/** Whether one of the common danger lists was put. */
export function hasScreened(release: Release, state: FlowState): boolean {
  const common = release.packs.get(COMMON)?.nodes;
  return state.asked.some((id) => {
    const node = common?.get(id);
    if (node === undefined || !isScreen(node)) return false;
    // Elsewhere the overview is passed over, and counts as asked without having been put.
    return specOf(node).kind !== 'overview' || state.presentation === 'wide';
  });
}

/**
 * A danger list of the common questions themselves, or several of them in one message; not one of a sub-flow that they call for
 * what was said already.
 */
function isScreen(node: Node): boolean {
  const spec = specOf(node);
  if (spec.kind === 'overview') return true;
  return spec.kind === 'signs' && spec.danger && node.id.startsWith(`${COMMON}.`);
}

function isComplaint(run: Run, id: string): boolean {
  const pack = run.release.packs.get(id);
  return id !== COMMON && pack?.prevention === null && !pack.closing;
}

/** What is asked last where a row of the table, and not only a rule of a complaint, says "today" (clinical rule 5 c). */
function closingPack(run: Run): string | null {
  const { done, level, pack } = run.state;
  if (level !== 'same_day' || run.release.packs.get(pack)?.prevention != null) return null;
  const closing = [...run.release.packs.values()].find((each) => each.closing && !done.includes(each.id));
  if (closing === undefined || worst(fired(run.release, [], run.known, false)).level !== 'same_day') return null;
  return closing.id;
}
