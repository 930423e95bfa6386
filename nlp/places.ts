import type { Token } from './normalize.js';

/** A stretch of a text: tokens `from` up to, not including, `to`. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** True when the two share a word. */
export function overlaps(one: Place, other: Place): boolean {
  return one.from < other.to && other.from < one.to;
}

/** Words between two places; 0 when they touch or overlap. */
export function distance(one: Place, other: Place): number {
  return Math.max(0, Math.max(one.from, other.from) - Math.min(one.to, other.to));
}

/** True when `inner` lies in `outer` and is shorter. */
export function isWithin(inner: Place, outer: Place): boolean {
  return outer.from <= inner.from && outer.to >= inner.to && outer.to - outer.from > inner.to - inner.from;
}

/** True when no sentence ends between the two tokens; `from` comes first. */
export function sameSentence(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from + 1; at <= to; at += 1) if (tokens[at]?.gap === 'stop') return false;
  return true;
}
