import type { FlowEngine, Release, Slots } from '../flow.js';
import { prove, signsHold } from '../prove/index.js';
import { playVignette, type Vignette, type VignetteResult } from '../vignettes/index.js';
import type { Mutant } from './mutants.js';

/** What noticed a mutant; `null`: nothing did. */
export type CaughtBy = 'vignettes' | 'proofs' | null;

/** A step of a sub-flow is in many packs; a fault in it is looked for in the proofs of this many. */
const MOST_PROOFS = 2;

export interface Catcher {
  catch(mutant: Mutant): CaughtBy;
}

/**
 * Whether a fault is noticed: first by the vignettes and examples that it is about (the level is right no more, or the rule that
 * the author named no longer gives it, or other signs, numbers or choices are recorded of the patient),
 * then by the proofs: of the packs that it is in, and for a fault of the table of its signs.
 */
export function catcherOf(engine: FlowEngine, release: Release, cases: readonly Vignette[]): Catcher {
  const right = cases.flatMap((each) => {
    const result = played(engine, release, each);
    if (result?.exact !== true) return [];
    const { slots } = result.simulation;
    return [{ each, ruled: result.ruled, slots: new Set(Object.keys(slots)), recorded: recordedIn(slots) }];
  });

  return {
    catch(mutant) {
      const broken = mutant.release();
      for (const { each, ruled, slots, recorded } of right) {
        if (!isAbout(mutant, each, slots)) continue;
        const result = played(engine, broken, each);
        if (result?.exact !== true || (ruled && !result.ruled)) return 'vignettes';
        if (recordedIn(result.simulation.slots) !== recorded) return 'vignettes';
      }
      if (mutant.packs.length === 0) return signsHold(broken) ? null : 'proofs';
      const ids = mutant.packs.includes('common') ? ['common'] : mutant.packs.slice(0, MOST_PROOFS);
      return ids.some((id) => !prove(broken, id).holds) ? 'proofs' : null;
    },
  };
}

function isAbout(mutant: Mutant, each: Vignette, slots: ReadonlySet<string>): boolean {
  if (mutant.packs.length > 0 && !mutant.packs.includes('common')) {
    return (
      mutant.packs.includes(each.complaint ?? 'common') || mutant.slots.some((slot) => each.known[slot] !== undefined)
    );
  }
  return mutant.slots.some((slot) => slot.startsWith('age_') || each.known[slot] !== undefined || slots.has(slot));
}

/** Values that say nothing of the patient, or only what they have not. */
const NOTHING_TOLD: readonly unknown[] = ['absent', 'unsure', 'unknown'];

/** What the nurse would read of the patient: what they have, and the numbers and choices that they told. */
function recordedIn(slots: Slots): string {
  return Object.keys(slots)
    .filter((slot) => !NOTHING_TOLD.includes(slots[slot]))
    .sort()
    .map((slot) => `${slot}=${String(slots[slot])}`)
    .join();
}

/** `null`: a case that cannot be played to its end any more. */
function played(engine: FlowEngine, release: Release, vignette: Vignette): VignetteResult | null {
  try {
    return playVignette(engine, release, vignette, 'list');
  } catch {
    return null;
  }
}
