import type { Understanding } from '../../core/understanding.js';

/** What was heard, in one sorted line a person can compare: `slot=presence/subject`, without who is ill and of what sex. */
export function heardIn(understanding: Understanding): string {
  const line = understanding.entities
    .filter(({ slot }) => slot !== 'patient' && slot !== 'sex')
    .map(({ slot, value, presence, subject }) => `${slot}=${value === true ? presence : String(value)}/${subject}`)
    .sort()
    .join(' ');
  return line === '' ? '-' : line;
}

/** Slots that were heard as present or unsure, of anybody. */
export function dangersIn(understanding: Understanding): ReadonlySet<string> {
  return new Set(understanding.entities.filter(({ presence }) => presence !== 'absent').map(({ slot }) => slot));
}
