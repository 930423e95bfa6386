import type { Band, Condition, Slots } from '../flow.js';

/** What a condition is judged on. `slots` are closed under implication and derivation (`derive.ts`). */
export interface Facts {
  readonly slots: Slots;
  readonly bands: readonly Band[];
  /** The interview is over: what was never asked now counts as unknown. Before, no rule fires on a question not yet put. */
  readonly ended: boolean;
}

/**
 * Whether a condition holds (slot sheet, "How conditions are read"). Monotone: a finding more that is present, or unsure
 * after asking, never turns a condition that holds into one that does not.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.op) {
    case 'finding': {
      const value = facts.slots[condition.slot];
      return value === 'present' || value === 'unsure';
    }
    case 'compare': {
      const value = facts.slots[condition.slot];
      return typeof value === 'number' && compare(value, condition.is, condition.value);
    }
    case 'in': {
      const value = facts.slots[condition.slot];
      if (value === undefined) return facts.ended && condition.values.includes('unknown');
      return condition.values.includes(String(value));
    }
    case 'unknown':
      return isUnknown(facts.slots[condition.slot], facts.ended);
    case 'band':
      return facts.bands.includes(condition.band);
    case 'count': {
      let count = 0;
      for (const part of condition.of) if (holds(part, facts)) count += 1;
      return count >= condition.atLeast;
    }
    case 'all':
      for (const part of condition.of) if (!holds(part, facts)) return false;
      return true;
    case 'any':
      for (const part of condition.of) if (holds(part, facts)) return true;
      return false;
  }
}

function isUnknown(value: string | number | undefined, ended: boolean): boolean {
  return value === undefined ? ended : value === 'unknown' || value === 'unsure';
}

/** One number against a limit. */
export function compare(value: number, is: '<' | '<=' | '>' | '>=' | '=', limit: number): boolean {
  switch (is) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '=':
      return value === limit;
  }
}
