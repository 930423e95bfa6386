import type { Condition } from '../flow.js';
import { compare, type Facts } from './evaluate.js';

/**
 * Whether a condition could hold once everything that is not known were known. A finding that was asked and stayed unsure
 * counts as present, as in every rule; one that was never asked could be either.
 */
export function couldHold(condition: Condition, facts: Facts): boolean {
  return judged(condition, facts, true);
}

/** Whether a condition holds whatever the rest turns out to be. */
export function mustHold(condition: Condition, facts: Facts): boolean {
  return judged(condition, facts, false);
}

/** `open`: what an input that is not known is taken for. */
function judged(condition: Condition, facts: Facts, open: boolean): boolean {
  switch (condition.op) {
    case 'finding': {
      const value = facts.slots[condition.slot];
      return value === undefined ? open : value === 'present' || value === 'unsure';
    }
    case 'compare': {
      const value = facts.slots[condition.slot];
      return typeof value === 'number' ? compare(value, condition.is, condition.value) : open;
    }
    case 'in': {
      const value = facts.slots[condition.slot];
      if (value === undefined || value === 'unknown') return open || condition.values.includes('unknown');
      return condition.values.includes(String(value));
    }
    case 'unknown': {
      const value = facts.slots[condition.slot];
      return value === undefined || value === 'unknown';
    }
    case 'band':
      return facts.bands.includes(condition.band);
    case 'count':
      return condition.of.filter((part) => judged(part, facts, open)).length >= condition.atLeast;
    case 'all':
      return condition.of.every((part) => judged(part, facts, open));
    case 'any':
      return condition.of.some((part) => judged(part, facts, open));
  }
}
