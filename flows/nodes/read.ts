import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Condition, Option, Slots, SlotSpec, SlotValue } from '../flow.js';
import type { ParseContext } from './kind.js';

type Path = (string | number)[];

/** Keys of a step that belong to the loader, not to the kind. */
export const STEP_KEYS = {
  ask: z.string().optional(),
  kind: z.string().optional(),
  when: z.string().optional(),
  source: z.string().optional(),
  text: z.string().optional(),
};

/** Reads `raw` with a zod schema; the first fault is told with its path. */
export function readWith<T>(schema: z.ZodType<T>, raw: unknown, ctx: ParseContext): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  return ctx.fail(issue?.message ?? 'not a step', path);
}

/** The node's full id: `<pack>.<step>`. */
export function fullId(ctx: ParseContext): string {
  return ctx.id.includes('.') ? ctx.id : `${ctx.pack}.${ctx.id}`;
}

/** A bare text id gets the pack in front; one with a dot is taken as it is. */
export function textId(id: string, ctx: ParseContext): TextId {
  return (id.includes('.') ? id : `${ctx.pack}.${id}`) as TextId;
}

export function stemOf(raw: { readonly text?: string | undefined }, ctx: ParseContext): TextId {
  return raw.text === undefined ? (fullId(ctx) as TextId) : textId(raw.text, ctx);
}

/** `{ slot: value }`, or a list of findings that are all present (`listed`: or unsure, for what "don't know" fills). */
export const SET = z.union([z.record(z.string(), z.union([z.string(), z.number()])), z.array(z.string())]);

export function readSet(raw: z.infer<typeof SET>, ctx: ParseContext, path: Path, listed: 'present' | 'unsure'): Slots {
  const pairs: [string, SlotValue][] = Array.isArray(raw) ? raw.map((slot) => [slot, listed]) : Object.entries(raw);
  for (const [index, [slot, value]] of pairs.entries()) {
    const place = [...path, Array.isArray(raw) ? index : slot];
    const spec = ctx.slots.get(slot);
    if (spec === undefined) return ctx.fail(`there is no slot "${slot}" in slots.yaml`, place);
    const wrong = faultOf(spec, value);
    if (wrong !== null) return ctx.fail(wrong, place);
  }
  return Object.fromEntries(pairs);
}

function faultOf(spec: SlotSpec, value: SlotValue): string | null {
  switch (spec.type) {
    case 'finding':
      return value === 'present' || value === 'absent' || value === 'unsure'
        ? null
        : `expected present, absent or unsure for the finding ${spec.id}, found ${value}`;
    case 'number':
      return typeof value === 'number' || value === 'unknown'
        ? null
        : `expected a number or unknown for ${spec.id}, found ${value}`;
    case 'choice':
      return typeof value === 'string' && spec.values.includes(value)
        ? null
        : `expected one of ${spec.values.join(', ')} for ${spec.id}, found ${String(value)}`;
  }
}

export const OPTION = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'an option id is lower-case letters, digits and _'),
  set: SET.optional(),
  text: z.string().optional(),
  means: z.string().optional(),
});

/** Options of a choice. Their text ids default to `<node>.<option>`. */
export function readOptions(raw: readonly z.infer<typeof OPTION>[], ctx: ParseContext, path: Path): readonly Option[] {
  const seen = new Set<string>();
  return raw.map((option, index) => {
    const place = [...path, index];
    if (seen.has(option.id)) return ctx.fail(`option "${option.id}" is there twice`, [...place, 'id']);
    if (RESERVED.includes(option.id)) {
      return ctx.fail(`"${option.id}" is an answer that every question has; give the option another id`, [
        ...place,
        'id',
      ]);
    }
    seen.add(option.id);
    return {
      id: option.id,
      text: option.text === undefined ? (`${fullId(ctx)}.${option.id}` as TextId) : textId(option.text, ctx),
      set: readSet(option.set ?? {}, ctx, [...place, 'set'], 'present'),
      means: meansOf(option.means, ctx),
    };
  });
}

export function meansOf(text: string | undefined, ctx: ParseContext): Condition | null {
  return text === undefined ? null : ctx.condition(text);
}

/** Ids with a meaning of their own in every list of choices. */
const RESERVED: readonly string[] = ['unsure'];
