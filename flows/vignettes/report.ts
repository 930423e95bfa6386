import type { Share } from '../../core/share.js';
import { isAtLeast } from '../../core/triage.js';
import { isHeld, type VignetteResult } from './play.js';

/** What a set of vignettes says about the packs; shares with their n. */
export interface VignetteScores {
  readonly n: number;
  readonly exact: Share;
  readonly acceptable: Share;
  readonly under: Share;
  readonly over: Share;
  /** Of the emergencies: at least urgent, and emergency. */
  readonly held: Share;
  readonly emergency: Share;
  readonly ruled: Share;
  /** Median number of questions, with and without a red flag, turned pages of a list among them; `null`: no such case. */
  readonly questionsWithRedFlag: number | null;
  readonly questionsWithout: number | null;
  /** The same without turned pages. */
  readonly unturnedWithRedFlag: number | null;
  readonly unturnedWithout: number | null;
}

export function scoresOf(results: readonly VignetteResult[]): VignetteScores {
  const emergencies = results.filter(({ vignette }) => vignette.gold === 'emergency');
  const flagged = results.filter(({ simulation }) => isAtLeast(simulation.level, 'urgent'));
  const calm = results.filter(({ simulation }) => !isAtLeast(simulation.level, 'urgent'));
  const share = (all: readonly VignetteResult[], hit: (result: VignetteResult) => boolean): Share => ({
    hits: all.filter(hit).length,
    n: all.length,
  });
  return {
    n: results.length,
    exact: share(results, (each) => each.exact),
    acceptable: share(results, (each) => each.acceptable),
    under: share(results, (each) => each.under),
    over: share(results, (each) => each.over),
    held: share(emergencies, isHeld),
    emergency: share(emergencies, ({ simulation }) => simulation.level === 'emergency'),
    ruled: share(results, (each) => each.ruled),
    questionsWithRedFlag: median(flagged.map(({ simulation }) => simulation.questionsAsked)),
    questionsWithout: median(calm.map(({ simulation }) => simulation.questionsAsked)),
    unturnedWithRedFlag: median(flagged.map(unturned)),
    unturnedWithout: median(calm.map(unturned)),
  };
}

function unturned({ simulation }: VignetteResult): number {
  return simulation.questionsAsked - simulation.pagesTurned;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}
