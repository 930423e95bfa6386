import { urgencyRank } from '../../core/triage.js';
import type { Release } from '../flow.js';
import { fits } from '../nodes/index.js';
import { holds } from '../rules/evaluate.js';
import type { Known } from './known.js';
import { reachOf } from './reach.js';

/** The pack that is asked first of everybody. */
export const COMMON = 'common';

/** Complaints that are asked about in one interview; the mildest of more are left to the nurse (floor `same_day`). */
export const MOST_COMPLAINTS = 3;

/** Packs of `ids` that fit the person, the one with the most urgent possible level first, then as the list of complaints. */
export function ordered(release: Release, ids: readonly string[], known: Known): readonly string[] {
  const reach = reachOf(release);
  const packs = [...new Set(ids)].flatMap((id) => release.packs.get(id) ?? []);
  return packs
    .filter((pack) => fits(pack, known.slots, known.bands))
    .map((pack) => ({ pack, rank: urgencyRank(reach.worstOf(pack.id, known.bands)) }))
    .sort((a, b) => b.rank - a.rank || a.pack.order - b.pack.order || (a.pack.id < b.pack.id ? -1 : 1))
    .map(({ pack }) => pack.id);
}

/** Packs that what is known opens, the most urgent possible level first. */
export function packsOpened(release: Release, known: Known): readonly string[] {
  const facts = { slots: known.slots, bands: known.bands, ended: false };
  const open = [...release.packs.values()].filter((pack) => pack.enter !== null && holds(pack.enter, facts));
  return ordered(
    release,
    open.map((pack) => pack.id),
    known,
  );
}

/** Packs that `after` opens and `before` did not. */
export function packsNewlyOpened(release: Release, before: Known, after: Known): readonly string[] {
  const old = packsOpened(release, before);
  return packsOpened(release, after).filter((id) => !old.includes(id));
}

/** Of the packs asked for, those that exist and are complaints. */
export function packIds(release: Release, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => id !== COMMON && release.packs.has(id));
}
