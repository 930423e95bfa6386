import { isAtLeast, urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { FlowEvent, FlowState, Node, Prompt, Release, Slots, Step } from '../flow.js';
import { promptFor, specOf, type Asking } from '../nodes/index.js';
import { fired, worst, type Fired } from './judge.js';
import { knownFrom, mergeSlots, type Known } from './known.js';

/** Questions that may still follow the first urgent sign (clinical rule 1). */
export const AFTER_URGENT = 3;

/** One step in the making: the state so far and the events so far. Lives only inside one call of the engine. */
export interface Run {
  readonly release: Release;
  state: FlowState;
  known: Known;
  readonly events: FlowEvent[];
}

export function openRun(release: Release, state: FlowState): Run {
  return { release, state, known: knownFrom(release, state.slots), events: [] };
}

export function stepOf(run: Run): Step {
  return { state: run.state, events: run.events };
}

/** Merges `news` and tells what changed. `direct`: the answer to the question itself. */
export function learn(run: Run, news: Slots, direct: boolean): void {
  const before = run.state.slots;
  const slots = mergeSlots(run.release, before, news, direct);
  if (slots === before) return;
  for (const slot of slotsOfNews(news)) {
    const value = slots[slot];
    if (value !== undefined && before[slot] !== value) run.events.push({ type: 'filled', slot, value });
  }
  run.state = { ...run.state, slots };
  run.known = knownFrom(run.release, slots);
}

/** Slots that merging `news` may change: its own, and the one age whatever unit it is told in. */
function slotsOfNews(news: Slots): ReadonlySet<string> {
  const slots = new Set<string>();
  for (const slot in news) slots.add(slot === 'age_months' || slot === 'age_years' ? 'age_days' : slot);
  return slots;
}

/** Packs whose own rules count: those that were begun. */
export function startedPacks(state: FlowState): readonly string[] {
  return state.done.includes(state.pack) ? state.done : [...state.done, state.pack];
}

/**
 * Evaluates the whole table and the rules of the packs begun. A rule that raises the level to `urgent` or more is a red
 * flag; with the first of them the case is handed over at once and the last questions are counted.
 */
export function judge(run: Run, ended: boolean): readonly Fired[] {
  const hits = fired(run.release, startedPacks(run.state), run.known, ended);
  const { level, because } = worst(hits);
  if (level === null) return hits;
  if (urgencyRank(level) > urgencyRank(run.state.level)) {
    raise(run, level, because);
    if (isAtLeast(level, 'urgent')) {
      for (const rule of because) run.events.push({ type: 'red_flag_raised', rule, level });
    }
  }
  if (isAtLeast(level, 'urgent') && run.state.questionsLeft === null) {
    run.state = { ...run.state, questionsLeft: AFTER_URGENT };
    if (level === 'urgent') run.events.push({ type: 'escalated', reason: 'red_flag', level });
  }
  return hits;
}

/** Raises the level to at least `level`; never lowers it. `because` names what raised it. */
export function raise(run: Run, level: TriageLevel, because: readonly string[]): void {
  if (urgencyRank(level) <= urgencyRank(run.state.level)) return;
  const news = because.filter((id) => !run.state.because.includes(id));
  run.state = { ...run.state, level, because: [...run.state.because, ...news] };
}

/** The node that is being asked. Throws when the interview is over: a bug of the caller. */
export function currentNode(release: Release, state: FlowState): Node {
  const node = state.at === null ? undefined : release.packs.get(state.pack)?.nodes.get(state.at);
  if (node === undefined) throw new Error(`no node ${String(state.at)} in pack ${state.pack}`);
  return node;
}

export function askingOf(run: Run, node: Node): Asking {
  return {
    release: run.release,
    node: node.id,
    known: run.known.slots,
    bands: run.known.bands,
    presentation: run.state.presentation,
    cursor: run.state.cursor,
    attempt: run.state.attempt,
    agenda: run.state.agenda,
    hurry: isAtLeast(run.state.level, 'urgent'),
  };
}

/** The open prompt, or `null` when nothing of the current node is left to ask. */
export function currentPrompt(run: Run): Prompt | null {
  const node = currentNode(run.release, run.state);
  return promptFor(specOf(node), askingOf(run, node));
}
