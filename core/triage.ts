/** How soon care is needed, from least to most urgent (design: clinical scale of `flows/packs/common/signs.tsv`). */
export const TRIAGE_LEVELS = ['self_care', 'routine', 'same_day', 'urgent', 'emergency'] as const;
export type TriageLevel = (typeof TRIAGE_LEVELS)[number];

/** 0 for `self_care` … 4 for `emergency`; -1 for "no level yet". */
export function urgencyRank(level: TriageLevel | null): number {
  return level === null ? -1 : TRIAGE_LEVELS.indexOf(level);
}

/** The more urgent of two levels. `null` means "nothing known yet" and never wins over a level. */
export function moreUrgent(a: TriageLevel, b: TriageLevel | null): TriageLevel;
export function moreUrgent(a: TriageLevel | null, b: TriageLevel | null): TriageLevel | null;
export function moreUrgent(a: TriageLevel | null, b: TriageLevel | null): TriageLevel | null {
  return urgencyRank(a) >= urgencyRank(b) ? a : b;
}

/** True when `level` is at least as urgent as `floor`. */
export function isAtLeast(level: TriageLevel | null, floor: TriageLevel): boolean {
  return urgencyRank(level) >= urgencyRank(floor);
}

/** The less urgent of two levels; used only for caps such as "unsure counts as at most urgent". */
export function lessUrgent(a: TriageLevel, b: TriageLevel): TriageLevel {
  return urgencyRank(a) <= urgencyRank(b) ? a : b;
}

/** One step more urgent, never into `emergency` (clinical rule 5, "bump"). */
export function bumped(level: TriageLevel): TriageLevel {
  const next = TRIAGE_LEVELS[urgencyRank(level) + 1];
  return next === undefined || next === 'emergency' ? level : next;
}
