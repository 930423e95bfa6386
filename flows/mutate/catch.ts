import type { FlowEngine, Release } from '../flow.js';
import { prove, signsHold } from '../prove/index.js';
import { playVignette, type Vignette } from '../vignettes/index.js';
import type { Mutant } from './mutants.js';

/** What noticed a mutant; `null`: nothing did. */
export type CaughtBy = 'vignettes' | 'proofs' | null;

/** A step of a sub-flow is in many packs; a fault in it is looked for in the proofs of this many. */
const MOST_PROOFS = 2;

export interface Catcher {
  catch(mutant: Mutant): CaughtBy;
}

/**
 * Whether a fault is noticed: first by the vignettes and examples that it is about (one that was right is right no more),
 * then by the proofs: of the packs that it is in, and for a fault of the table of its signs.
 */
export function catcherOf(engine: FlowEngine, release: Release, cases: readonly Vignette[]): Catcher {
  const right = cases.filter((each) => isRight(engine, release, each));
  const knows = new Map(
    right.map((each) => [each, new Set(Object.keys(playVignette(engine, release, each, 'list').simulation.slots))]),
  );

  function isAbout(mutant: Mutant, each: Vignette): boolean {
    if (mutant.packs.length > 0 && !mutant.packs.includes('common')) {
      return (
        mutant.packs.includes(each.complaint ?? 'common') || mutant.slots.some((slot) => each.known[slot] !== undefined)
      );
    }
    const known = knows.get(each);
    return mutant.slots.some(
      (slot) => slot.startsWith('age_') || each.known[slot] !== undefined || known?.has(slot) === true,
    );
  }

  return {
    catch(mutant) {
      const broken = mutant.release();
      const about = right.filter((each) => isAbout(mutant, each));
      if (about.some((each) => !isRight(engine, broken, each))) return 'vignettes';
      if (mutant.packs.length === 0) return signsHold(broken) ? null : 'proofs';
      const ids = mutant.packs.includes('common') ? ['common'] : mutant.packs.slice(0, MOST_PROOFS);
      return ids.some((id) => !prove(broken, id).holds) ? 'proofs' : null;
    },
  };
}

/** A case that cannot be played to its end any more is not right either. */
function isRight(engine: FlowEngine, release: Release, vignette: Vignette): boolean {
  try {
    return playVignette(engine, release, vignette, 'list').exact;
  } catch {
    return false;
  }
}
