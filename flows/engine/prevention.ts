import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { TextId } from '../../core/message.js';
import type { FlowState, Pack, Prevention, PreventionResult, Release } from '../flow.js';
import { START } from '../nodes/index.js';
import { LEFT_TEXT } from '../prevention.js';
import { holds } from '../rules/evaluate.js';
import { slotsRead } from '../rules/parse.js';
import { COMMON, ordered } from './agenda.js';
import { knownFrom, type Known } from './known.js';
import { openRun, startedPacks, type Run } from './run.js';

type PreventionPack = Pack & { readonly prevention: Prevention };

/** See `FlowEngine.preventionsFor`. */
export function preventionsFor(release: Release, state: FlowState): readonly string[] {
  if (state.at !== null || state.level === null || isAtLeast(state.level, 'same_day')) return [];
  const known = knownFrom(release, state.slots);
  // Asked of the one who holds the telephone: what they say of somebody else's body, and to whom, is not theirs to answer.
  if (known.slots['patient'] !== 'self' || isOfTheMind(release, state, known)) return [];
  const facts = { slots: known.slots, bands: known.bands, ended: false };
  return [...release.packs.values()]
    .flatMap((pack) => asPrevention(pack) ?? [])
    .filter((pack) => pack.bands.some((band) => known.bands.includes(band)))
    .filter(
      ({ prevention: { offer } }) => holds(offer.when, facts) && !(offer.unless !== null && holds(offer.unless, facts)),
    )
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
    .map((pack) => pack.id);
}

/**
 * Somebody who spoke of the mind, of hurting themselves or of violence, or came for it, is not asked about their waist. What
 * belongs to it are the slots of the group `mental`, and packs that one of them opens.
 */
function isOfTheMind(release: Release, state: FlowState, { slots }: Known): boolean {
  const isMental = (slot: string): boolean => release.slots.get(slot)?.group === 'mental';
  const told = Object.entries(slots).some(
    ([slot, value]) => isMental(slot) && (value === 'present' || value === 'unsure'),
  );
  if (told) return true;
  return startedPacks(state).some((id) => {
    const enter = release.packs.get(id)?.enter ?? null;
    return enter !== null && [...slotsRead(enter)].some(isMental);
  });
}

/** The prevention pack that is being asked; `null`: triage. */
export function preventionOf(run: Run): PreventionPack | null {
  const pack = run.release.packs.get(run.state.pack);
  return pack === undefined ? null : asPrevention(pack);
}

function asPrevention(pack: Pack): PreventionPack | null {
  const { prevention } = pack;
  return prevention === null ? null : { ...pack, prevention };
}

/** A finished interview made ready to ask a prevention pack; its disposition and its level stay. */
export function openPrevention(
  release: Release,
  state: FlowState,
  pack: string,
  presentation: FlowState['presentation'],
): Run {
  if (!preventionsFor(release, state).includes(pack)) throw new Error(`${pack} is not to be offered now`);
  const own = release.packs.get(pack)?.nodes ?? new Map<string, unknown>();
  return openRun(release, {
    ...state,
    presentation,
    agenda: [],
    done: startedPacks(state),
    pack,
    at: null,
    cursor: START,
    attempt: 0,
    asked: state.asked.filter((id) => !own.has(id)),
    questionsLeft: null,
    trail: [],
  });
}

/** Whether triage has to go on instead: something more urgent than prevention is for, or a complaint was told. */
export function isOverruled(run: Run): boolean {
  return isAtLeast(run.state.level, 'same_day') || ordered(run.release, run.state.agenda, run.known).length > 0;
}

/**
 * Ends the pack with the first result that holds. The level of triage stays: where it is more urgent than the result, its
 * line is said again, so that no result sounds like an all-clear.
 */
export function concludePrevention(run: Run, { id, prevention }: PreventionPack): void {
  const facts = { slots: run.known.slots, bands: run.known.bands, ended: true };
  const result = prevention.results.find(({ when }) => when === null || holds(when, facts));
  if (result === undefined) throw new Error(`${id} has no result for everybody`);
  close(run, id, { ...result, say: [...reminder(run, result), ...result.say] });
}

/** Nobody answers, or not so that it is understood: the questions are left, and nothing follows from them. */
export function leavePrevention(run: Run, { id }: PreventionPack): void {
  const say = [LEFT_TEXT];
  close(run, id, { id: `${id}.left`, level: run.state.level ?? 'self_care', say });
}

function reminder(run: Run, result: PreventionResult): readonly TextId[] {
  const { level } = run.state;
  const isMilder = level !== null && urgencyRank(result.level) < urgencyRank(level);
  return isMilder ? [`common.level_${level}` as TextId] : [];
}

/** Back to how triage had ended, with what was learned. */
function close(run: Run, id: string, result: Pick<PreventionResult, 'id' | 'level' | 'say'>): void {
  const done = run.state.done.filter((pack) => pack !== id);
  const pack = done.at(-1) ?? COMMON;
  run.state = { ...run.state, done, pack, at: null, cursor: START, attempt: 0, trail: [] };
  run.events.push({ type: 'prevention_reached', result: result.id, level: result.level, say: result.say });
}
