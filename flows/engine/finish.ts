import { bumped, isAtLeast, moreUrgent, type TriageLevel } from '../../core/triage.js';
import type { TextId } from '../../core/message.js';
import type { DispositionSpec } from '../flow.js';
import { chosenUnasked, specOf, START } from '../nodes/index.js';
import { holds } from '../rules/evaluate.js';
import { COMMON, ordered } from './agenda.js';
import { worst, type Fired } from './judge.js';
import { concludePrevention, isOverruled, preventionOf } from './prevention.js';
import { askingOf, judge, learn, raise, startedPacks, type Run } from './run.js';

/**
 * Ends the interview with a disposition.
 *
 * Unless an emergency ends it, everything is evaluated once more with what was never asked counting as unknown, and the
 * floors of the end apply: the lowest level of each pack begun, one step up where a risk asks for it (once, never into
 * emergency, and not on top of a floor that an earlier interview has already raised), `same_day` for the youngest and for
 * what was not asked about.
 *
 * A prevention pack ends with its own result, unless something in it was more than it is for.
 */
export function finish(run: Run): void {
  if (!isAtLeast(run.state.level, 'emergency')) {
    doubtWhatWasChosen(run);
    const hits = judge(run, true);
    const prevention = preventionOf(run);
    if (prevention !== null && !isOverruled(run)) return concludePrevention(run, prevention);
    if (!isAtLeast(run.state.level, 'emergency')) applyFloors(run, hits);
  }
  const level: TriageLevel = run.state.level ?? 'self_care';
  if (level === 'emergency') run.events.push({ type: 'escalated', reason: 'red_flag', level });
  conclude(run, level);
}

/**
 * A danger list that was chosen in an overview and not asked any more, because the questions were used up or nobody answered:
 * something in it is true, and nobody knows what. It counts as "don't know".
 */
function doubtWhatWasChosen(run: Run): void {
  const nodes = run.release.packs.get(COMMON)?.nodes;
  for (const { at } of run.state.trail) {
    const node = nodes?.get(at);
    const spec = node === undefined ? null : specOf(node);
    if (node === undefined || spec?.kind !== 'overview') continue;
    learn(run, chosenUnasked(spec, askingOf(run, node), run.state.asked), false);
  }
}

/** Says the disposition of `level` and closes the interview. */
export function conclude(run: Run, level: TriageLevel): void {
  const spec = dispositionFor(run, level);
  const disposition = spec?.id ?? `${COMMON}.${level}`;
  const levelLine = `common.level_${level}` as TextId;
  const say = [...new Set([levelLine, ...firstAid(run, level), ...(spec?.say ?? [])])];
  run.state = { ...run.state, level, at: null, cursor: START, attempt: 0, disposition };
  run.events.push({ type: 'disposition_reached', disposition, level, because: run.state.because, say });
}

function applyFloors(run: Run, hits: readonly Fired[]): void {
  const { release, known } = run;
  const packs = startedPacks(run.state).flatMap((id) => release.packs.get(id) ?? []);
  let level = worst(hits).level;
  for (const pack of packs) {
    raise(run, pack.otherwise, [`${pack.id}.else`]);
    level = moreUrgent(pack.otherwise, level);
  }
  const facts = { slots: known.slots, bands: known.bands, ended: true };
  const bump = packs.flatMap((pack) => pack.bump).find((rule) => holds(rule.when, facts));
  if (bump !== undefined && level !== null) raise(run, bumped(level), [bump.id]);
  if (known.bands.includes('N')) raise(run, 'same_day', ['common.youngest']);
  if (ordered(release, run.state.agenda, known).length > 0) raise(run, 'same_day', ['common.not_asked']);
}

/**
 * The texts of the complaint that is running or came first, else of the first that waits: whether its questions were still
 * asked makes no difference. Else the common ones. An emergency is told alike whatever waits.
 */
function dispositionFor(run: Run, level: TriageLevel): DispositionSpec | undefined {
  const { release, known, state } = run;
  const begun = [state.pack, ...state.done].filter((id) => id !== COMMON);
  const waits = level === 'emergency' ? [] : ordered(release, state.agenda, known);
  for (const id of [...begun, ...waits, COMMON]) {
    const spec = release.packs.get(id)?.dispositions.get(level);
    if (spec !== undefined) return spec;
  }
  return undefined;
}

/** At most one line of first aid: the first that fits. */
function firstAid(run: Run, level: TriageLevel): readonly TextId[] {
  if (!isAtLeast(level, 'urgent')) return [];
  const facts = { slots: run.known.slots, bands: run.known.bands, ended: true };
  const line = run.release.firstAid.find((entry) => holds(entry.when, facts));
  return line === undefined ? [] : [line.text];
}
