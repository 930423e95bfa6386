import { urgencyRank } from '../../core/triage.js';
import type { Release, Rule } from '../flow.js';
import { fits } from '../nodes/index.js';
import { holds } from '../rules/evaluate.js';
import { firing } from '../rules/level.js';
import { slotsRead } from '../rules/parse.js';
import { influences } from './influence.js';
import type { Known } from './known.js';
import { reachOf } from './reach.js';

/** The pack that is asked first of everybody. */
export const COMMON = 'common';

/** Complaints that are asked about in one interview; the mildest of more are left to the nurse (floor `same_day`). */
export const MOST_COMPLAINTS = 3;

/** Packs of `ids` that fit the person: the one with the most urgent possible level first, else in the order of `ids`. */
export function ordered(release: Release, ids: readonly string[], known: Known): readonly string[] {
  const reach = reachOf(release);
  const packs = [...new Set(ids)].flatMap((id) => release.packs.get(id) ?? []);
  return packs
    .filter((pack) => fits(pack, known.slots, known.bands))
    .map((pack) => ({ pack, rank: urgencyRank(reach.worstOf(pack.id, known.bands)) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ pack }) => pack.id);
}

/**
 * Packs that what is known opens, the most urgent possible level first; of several the one whose own signs are the most
 * urgent by the table now, so that a mild complaint told with it does not use up the questions; else as the list of complaints.
 */
export function packsOpened(release: Release, known: Known): readonly string[] {
  const facts = { slots: known.slots, bands: known.bands, ended: false };
  const open = [...release.packs.values()].flatMap(({ id, enter, order }) =>
    enter !== null && holds(enter, facts) ? [{ id, order, standing: standingOf(release, id, known) }] : [],
  );
  open.sort((a, b) => b.standing - a.standing || a.order - b.order || (a.id < b.id ? -1 : 1));
  return ordered(
    release,
    open.map((pack) => pack.id),
    known,
  );
}

/** Rank of the most urgent row of the table that holds now and reads what opens the pack, or what leads to it; -1: none. */
export function standingOf(release: Release, packId: string, known: Known): number {
  const facts = { slots: known.slots, bands: known.bands, ended: false };
  return Math.max(NO_ROW, ...firing(rowsOf(release, packId), facts).map(({ level }) => urgencyRank(level)));
}

/** Rows of the table that read what opens the pack, or what leads to it. Found once per release: a release never changes. */
function rowsOf(release: Release, packId: string): readonly Rule[] {
  const known = memo.get(release) ?? new Map<string, readonly Rule[]>();
  memo.set(release, known);
  const found = known.get(packId);
  if (found !== undefined) return found;
  const enter = release.packs.get(packId)?.enter ?? null;
  const opening = enter === null ? new Set<string>() : slotsRead(enter);
  const influence = influences(release);
  const opens = (slot: string): boolean => [...influence(slot)].some((to) => opening.has(to));
  const rows = release.signs.filter(
    ({ sign, when }) => (sign !== null && opens(sign)) || (when !== null && [...slotsRead(when)].some(opens)),
  );
  known.set(packId, rows);
  return rows;
}

const memo = new WeakMap<Release, Map<string, readonly Rule[]>>();

const NO_ROW = -1;

/** Packs that `after` opens and `before` did not. */
export function packsNewlyOpened(release: Release, before: Known, after: Known): readonly string[] {
  const old = packsOpened(release, before);
  return packsOpened(release, after).filter((id) => !old.includes(id));
}

/** Of the packs asked for, those that exist and are complaints. */
export function packIds(release: Release, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => id !== COMMON && release.packs.has(id));
}
