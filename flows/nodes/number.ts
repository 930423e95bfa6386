import { z } from 'zod';
import type { Prompt, Slots } from '../flow.js';
import { fill, MISS, type NodeKind, type ParsedNode, type Reading } from './kind.js';
import { MOST_OPTIONS, readOne, withUnsure } from './choice.js';
import { OPTION, readOptions, readSet, readWith, SET, STEP_KEYS, stemOf } from './read.js';
import type { NumberSpec } from './spec.js';

/** No slot has a larger value; a typing error beyond it is asked again. */
const LARGEST = 1_000_000;

const RAW = z.strictObject({
  ...STEP_KEYS,
  danger: z.boolean().optional(),
  slot: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(OPTION).min(2).max(MOST_OPTIONS).optional(),
  unsure: SET.optional(),
});

/** A number in the slot's unit. Where `options` offer ranges one key answers it, and a typed number is taken as well. */
export const number: NodeKind<NumberSpec> = {
  parse(raw, ctx): ParsedNode<NumberSpec> {
    const step = readWith(RAW, raw, ctx);
    const slot = ctx.slots.get(step.slot);
    if (slot === undefined) return ctx.fail(`there is no slot "${step.slot}" in slots.yaml`, ['slot']);
    if (slot.type !== 'number')
      return ctx.fail(`a number is asked of a number slot; ${slot.id} is a ${slot.type}`, ['slot']);
    const [min, max] = [step.min ?? 0, step.max ?? LARGEST];
    if (min > max) return ctx.fail(`min ${min} is above max ${max}`, ['min']);
    const stem = stemOf(step, ctx);
    const options = readOptions(step.options ?? [], ctx, ['options']);
    for (const [index, option] of options.entries()) {
      const value = option.set[step.slot];
      if (value === undefined) return ctx.fail(`each range sets ${step.slot}`, ['options', index, 'set']);
      if (typeof value === 'number' && (value < min || value > max)) {
        return ctx.fail(`${value} is outside ${min} to ${max}`, ['options', index, 'set', step.slot]);
      }
    }
    const unsure = readSet(step.unsure ?? { [step.slot]: 'unknown' }, ctx, ['unsure'], 'unsure');
    return {
      spec: { kind: 'number', stem, danger: step.danger ?? false, slot: step.slot, min, max, options, unsure },
      texts: [stem, ...options.map((option) => option.text)],
      sets: [...options.map((option) => option.set), { [step.slot]: min }, unsure],
    };
  },

  prompt(spec, asking): Prompt | null {
    if (typeof asking.known[spec.slot] === 'number') return null;
    const ranges = spec.options.length > 0;
    return {
      id: asking.node,
      node: asking.node,
      stem: spec.stem,
      lines: [],
      // A typed number has no numbered answers beside it: "1" would mean two things.
      choices: ranges ? withUnsure(spec.options, spec.unsure) : [],
      expects: ranges ? 'one_choice' : 'number',
      slots: [spec.slot],
      attempt: asking.attempt,
      danger: spec.danger,
    };
  },

  answer(spec, asking, answer): Reading {
    switch (answer.kind) {
      case 'unsure':
        return fill(spec.unsure);
      case 'number':
        return answer.value >= spec.min && answer.value <= spec.max ? fill({ [spec.slot]: answer.value }) : MISS;
      case 'choices':
        return spec.options.length === 0 ? MISS : readOne(spec, asking, answer.ids);
    }
  },

  unanswered(spec): Slots {
    return spec.unsure;
  },
};
