import type { Release } from '../flow.js';
import type { Vignette } from '../vignettes/index.js';
import { compareCases, type CaseDiff } from './cases.js';
import type { Change } from './change.js';
import { comparePacks } from './packs.js';
import { compareShared } from './rules.js';
import { compareTexts, type TextDiff } from './texts.js';

/** Two releases compared: hashes, cases, changes of what packs share (`pack` is `null`) and of each pack, texts by id. */
export interface ReleaseDiff {
  readonly before: string;
  readonly after: string;
  readonly cases: CaseDiff;
  readonly changes: readonly Change[];
  readonly texts: readonly TextDiff[];
  /** How many cases and changes became less urgent. */
  readonly down: number;
}

/**
 * Compares two releases on every case and on the tables that reviewers read. Less urgent is: a case that ends lower or no more;
 * a row, rule, bump, else, result, screen or answer that gives less; one that is gone, unless another says the same; something
 * at least `same_day` by itself that is asked nowhere any more; a danger question that is none any more.
 */
export function diffReleases(before: Release, after: Release, vignettes: readonly Vignette[]): ReleaseDiff {
  const cases = compareCases(before, after, vignettes);
  const changes = [...compareShared(before, after), ...comparePacks(before, after)];
  const isDown = ({ direction }: { readonly direction: Change['direction'] }): boolean => direction === 'down';
  return {
    before: before.hash,
    after: after.hash,
    cases,
    changes,
    texts: compareTexts(before, after),
    down: cases.moved.filter(isDown).length + changes.filter(isDown).length,
  };
}
