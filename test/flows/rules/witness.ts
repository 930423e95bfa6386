import type { Condition, Rule, Slots } from '../../../flows/flow.js';

/** What makes a condition hold: one set of slots for each of its alternatives. Bands are the person's. */
export function witnesses(condition: Condition): readonly Slots[] {
  switch (condition.op) {
    case 'finding':
      return [{ [condition.slot]: 'present' }];
    case 'compare': {
      const step = condition.is === '<' ? -1 : condition.is === '>' ? 1 : 0;
      return [{ [condition.slot]: condition.value + step }];
    }
    case 'in':
      return condition.values.map((value) => ({ [condition.slot]: value }));
    case 'unknown':
      return [{}, { [condition.slot]: 'unknown' }];
    case 'band':
      return [{}];
    case 'any':
      return condition.of.flatMap(witnesses);
    case 'all':
      return together(condition.of);
    case 'count':
      return together(condition.of.slice(0, condition.atLeast));
  }
}

function together(parts: readonly Condition[]): readonly Slots[] {
  return parts.reduce<readonly Slots[]>(
    (sets, part) => sets.flatMap((set) => witnesses(part).map((more) => ({ ...set, ...more }))),
    [{}],
  );
}

/** The least that makes a rule fire, in every way it can. */
export function waysToFire(rule: Rule): readonly Slots[] {
  const sign: Slots = rule.sign === null ? {} : { [rule.sign]: 'present' };
  return (rule.when === null ? [{}] : witnesses(rule.when)).map((set) => ({ ...sign, ...set }));
}
