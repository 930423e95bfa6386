import type { Band, Condition, DerivationRules, SlotSpec } from '../flow.js';

/** How sure a row's author is of it (source sheets): high, medium, low. */
export const CONFIDENCES = ['H', 'M', 'L'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Weights are small and whole, and never 0: clearly against … nearly names the cause. No probabilities. */
export const LIGHTEST = -2;
export const HEAVIEST = 5;
/** Below this sum a cause is no lead. */
export const MINIMUM_WEIGHT = 3;
/** At most so many are shown: a nurse reads a few lines, not a list of everything. */
export const MOST_LEADS = 5;

/** A danger sign to ask about when the cause is a lead. */
export interface Warning {
  readonly slot: string;
  /** Whom it is asked of; empty: everybody. */
  readonly bands: readonly Band[];
}

/** Something that a nurse may think of: one row of `causes.tsv`. */
export interface Cause {
  readonly id: string;
  readonly names: { readonly fr: string; readonly ar: string; readonly en: string };
  /** `null`: no code that the source sheets are sure of. */
  readonly icpc2: string | null;
  /** Who can have it at all; empty bands and no condition: everybody. What is not known counts as unknown, not as no. */
  readonly bands: readonly Band[];
  readonly when: Condition | null;
  readonly warnings: readonly Warning[];
  readonly source: string;
  readonly confidence: Confidence;
}

/** What one finding says about one cause: one row of `leads.tsv`. */
export interface Weight {
  readonly cause: string;
  readonly slot: string;
  /** The value that counts: `present`, `absent` (said not to be there), one of a choice; `null`: `when` says it all. */
  readonly value: string | null;
  readonly weight: number;
  readonly bands: readonly Band[];
  readonly when: Condition | null;
  readonly source: string;
  readonly confidence: Confidence;
}

/**
 * Causes and what speaks for and against them, for a nurse to think about. It decides nothing: neither levels nor what a
 * patient hears know of it.
 */
export interface LeadTable {
  /** In the order of `causes.tsv`, which breaks ties. */
  readonly causes: readonly Cause[];
  /** By cause. */
  readonly weights: ReadonlyMap<string, readonly Weight[]>;
  readonly slots: ReadonlyMap<string, SlotSpec>;
  readonly derivations: DerivationRules;
}

/** What somebody has, is or was: it adds to a lead that a sign has opened, and opens none. */
const BACKGROUND: readonly string[] = ['history', 'context', 'person'];

/** True when a row can open a lead: a sign of its own weight, not a history. */
export function opens(weight: Weight, slots: ReadonlyMap<string, SlotSpec>): boolean {
  return weight.weight >= 2 && !BACKGROUND.includes(slots.get(weight.slot)?.group ?? '');
}
