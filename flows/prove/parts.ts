import { COMMON } from '../engine/index.js';
import type { Pack, Release } from '../flow.js';

/** What is proved with a pack: the common questions before it, and the packs that close every interview after it. */
export function partsOf(release: Release, pack: Pack): readonly Pack[] {
  const common = release.packs.get(COMMON);
  const closing = [...release.packs.values()].filter((each) => each.closing);
  return [...new Set([...(common === undefined ? [] : [common]), pack, ...closing])];
}
