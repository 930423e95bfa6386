import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Cursor, Prompt, PromptChoice, Slots } from '../flow.js';
import { fill, MISS, UNSURE_TEXT, type Asking, type NodeKind, type ParsedNode, type Reading } from './kind.js';
import { readWith, STEP_KEYS, stemOf } from './read.js';
import type { AgeSpec } from './spec.js';

const RAW = z.strictObject({ ...STEP_KEYS });

/** Days in a unit (red-flags sheet, section 1: told in years, months or weeks; the day is the next whole one). */
const UNITS = { days: 1, weeks: 7, months: 30.4375, years: 365.25 } as const;
export type AgeUnit = keyof typeof UNITS;
const UNIT_NAMES: readonly AgeUnit[] = ['days', 'weeks', 'months', 'years'];

/** Nobody is older: 120 years. A larger number is a typing error and is asked again. */
const OLDEST_DAYS = 43830;

/** Age in days as told in a unit: rounded up, so that "2 months" is 61 days and never still the youngest band. */
export function ageInDays(value: number, unit: AgeUnit): number {
  return Math.ceil(value * UNITS[unit]);
}

/**
 * The age, kept in days. In a list the person writes it ("3 ans") and the answer arrives in days; on a call the unit is a
 * key first, then the number.
 */
export const age: NodeKind<AgeSpec> = {
  parse(raw, ctx): ParsedNode<AgeSpec> {
    const stem = stemOf(readWith(RAW, raw, ctx), ctx);
    return { spec: { kind: 'age', stem }, texts: [stem], sets: [{ age_days: 0 }, { age_days: 'unknown' }] };
  },

  prompt(spec, asking): Prompt | null {
    if (typeof asking.known['age_days'] === 'number') return null;
    const unit = unitOf(asking);
    if (asking.presentation !== 'keys') return promptOf(spec, asking, asking.node, [], ['age_days']);
    if (unit === null) return promptOf(spec, asking, `${asking.node}.unit`, UNIT_CHOICES, ['age_days']);
    // No slot is expected here: the bare number is in the chosen unit, not in days.
    return promptOf(spec, asking, `${asking.node}.${unit}`, [], []);
  },

  answer(_spec, asking, answer): Reading {
    const unit = unitOf(asking);
    if (answer.kind === 'unsure') return fill({ age_days: 'unknown' });
    if (answer.kind === 'choices') {
      const [id, ...more] = new Set(answer.ids);
      if (asking.presentation !== 'keys' || unit !== null || more.length > 0) return MISS;
      if (id === 'unsure') return fill({ age_days: 'unknown' });
      const index = UNIT_NAMES.findIndex((name) => name === id);
      return index < 0 ? MISS : fill({}, { mode: 'unit', index });
    }
    if (asking.presentation === 'keys' && unit === null) return MISS;
    const days = unit === null ? Math.ceil(answer.value) : ageInDays(answer.value, unit);
    return days >= 0 && days <= OLDEST_DAYS ? fill({ age_days: days }) : MISS;
  },

  unanswered(): Slots {
    return { age_days: 'unknown' };
  },
};

function unitOf(asking: Asking): AgeUnit | null {
  const { cursor, presentation } = asking;
  return presentation === 'keys' && cursor.mode === 'unit' ? (UNIT_NAMES[cursor.index] ?? null) : null;
}

/** Where a chosen unit stands in the cursor; for tests and the simulated patient. */
export function atUnit(cursor: Cursor): AgeUnit | null {
  return cursor.mode === 'unit' ? (UNIT_NAMES[cursor.index] ?? null) : null;
}

const UNIT_CHOICES: readonly PromptChoice[] = [
  ...UNIT_NAMES.map((unit) => ({ id: unit, text: `common.age_unit.${unit}` as TextId, set: {} })),
  { id: 'unsure', text: UNSURE_TEXT, set: {} },
];

function promptOf(
  spec: AgeSpec,
  asking: Asking,
  id: string,
  choices: readonly PromptChoice[],
  slots: readonly string[],
): Prompt {
  return {
    id,
    node: asking.node,
    stem: spec.stem,
    lines: [],
    choices,
    expects: choices.length > 0 ? 'one_choice' : 'number',
    slots,
    attempt: asking.attempt,
    danger: false,
  };
}
