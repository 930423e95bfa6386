import { AppError } from '../../core/errors.js';
import type { TriageLevel } from '../../core/triage.js';
import { createEngine } from '../engine/index.js';
import type { Release } from '../flow.js';
import { playVignette, type Vignette } from '../vignettes/index.js';
import { directionOf, type Direction } from './change.js';

/** How a case ended. */
export interface Ending {
  readonly level: TriageLevel;
  readonly disposition: string;
  /** Rules that gave the level. */
  readonly because: readonly string[];
}

export interface CaseMove {
  readonly id: string;
  readonly place: string;
  /** What its author says it should be. */
  readonly gold: TriageLevel;
  readonly from: Ending;
  /** `null`: the new content does not play it to an end. */
  readonly to: Ending | null;
  /** `null`: another ending at the same level. */
  readonly direction: Direction;
}

export interface CaseDiff {
  readonly played: number;
  /** Cases that the old content cannot play: of a complaint or with a slot that it does not have. */
  readonly fresh: readonly string[];
  readonly moved: readonly CaseMove[];
}

/** Plays every case in both releases, the complaint chosen from the list, and keeps those that end otherwise. */
export function compareCases(before: Release, after: Release, cases: readonly Vignette[]): CaseDiff {
  const fresh: string[] = [];
  const moved: CaseMove[] = [];
  for (const each of cases) {
    const from = each.complaint === null || before.packs.has(each.complaint) ? endOf(before, each) : null;
    if (from === null) {
      fresh.push(each.id);
      continue;
    }
    const to = endOf(after, each);
    if (to?.level === from.level && to.disposition === from.disposition) continue;
    const direction = to === null ? 'down' : directionOf(from.level, to.level);
    moved.push({ id: each.id, place: each.place, gold: each.gold, from, to, direction });
  }
  return { played: cases.length - fresh.length, fresh, moved };
}

const engine = createEngine();

/** `null`: it cannot be played in this release. */
function endOf(release: Release, vignette: Vignette): Ending | null {
  try {
    const { simulation } = playVignette(engine, release, vignette, 'list');
    return { level: simulation.level, disposition: simulation.disposition, because: simulation.because };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
