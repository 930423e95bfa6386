import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Option, Prompt, PromptChoice, Slots } from '../flow.js';
import {
  fill,
  MISS,
  NO_TEXT,
  UNSURE_TEXT,
  YES_TEXT,
  type Asking,
  type NodeKind,
  type ParsedNode,
  type Reading,
} from './kind.js';
import { OPTION, readOptions, readSet, readWith, SET, STEP_KEYS, stemOf } from './read.js';
import type { ChoiceSpec } from './spec.js';

/** "Don't know" must still fit under eight numbers. */
export const MOST_OPTIONS = 7;

const RAW = z.strictObject({
  ...STEP_KEYS,
  danger: z.boolean().optional(),
  options: z.array(OPTION).min(2).max(MOST_OPTIONS, `at most ${MOST_OPTIONS} options, so that "don't know" still fits`),
  unsure: SET,
});

const RAW_YES_NO = z.strictObject({
  ...STEP_KEYS,
  danger: z.boolean().optional(),
  slot: z.string(),
  unsure: SET.optional(),
});

/** One answer of several. What only the other options name is then absent. */
export const choice: NodeKind<ChoiceSpec> = {
  parse(raw, ctx): ParsedNode<ChoiceSpec> {
    const step = readWith(RAW, raw, ctx);
    const stem = stemOf(step, ctx);
    const options = readOptions(step.options, ctx, ['options']);
    const unsure = readSet(step.unsure, ctx, ['unsure'], 'unsure');
    return parsed({ kind: 'choice', stem, danger: step.danger ?? false, options, unsure });
  },

  prompt(spec, asking): Prompt | null {
    if (isAnswered(spec.options, asking)) return null;
    const open = optionsOpen(spec.options, asking);
    return {
      id: asking.node,
      node: asking.node,
      stem: spec.stem,
      lines: [],
      choices: withUnsure(open, spec.unsure),
      expects: 'one_choice',
      slots: slotsNamed(spec.options),
      attempt: asking.attempt,
      danger: spec.danger,
    };
  },

  answer(spec, asking, answer): Reading {
    if (answer.kind === 'unsure') return fill(spec.unsure);
    if (answer.kind === 'number') return MISS;
    return readOne(spec, asking, answer.ids);
  },

  unanswered(spec): Slots {
    return spec.unsure;
  },
};

/** A choice of two: the finding is present or absent; "don't know" leaves it `unsure`. */
export const yesNo: Pick<NodeKind<ChoiceSpec>, 'parse'> = {
  parse(raw, ctx): ParsedNode<ChoiceSpec> {
    const step = readWith(RAW_YES_NO, raw, ctx);
    const set = readSet([step.slot], ctx, ['slot'], 'present');
    if (ctx.slots.get(step.slot)?.type !== 'finding') {
      return ctx.fail(`yes or no is asked of a finding; ${step.slot} is a ${ctx.slots.get(step.slot)?.type}`, ['slot']);
    }
    const unsure = readSet(step.unsure ?? [step.slot], ctx, ['unsure'], 'unsure');
    const options: readonly Option[] = [
      { id: 'yes', text: YES_TEXT, set, means: null },
      { id: 'no', text: NO_TEXT, set: { [step.slot]: 'absent' }, means: null },
    ];
    return parsed({ kind: 'choice', stem: stemOf(step, ctx), danger: step.danger ?? false, options, unsure });
  },
};

/** The reading of one chosen option; `null` ids or several: a miss. */
export function readOne(
  spec: { readonly options: readonly Option[]; readonly unsure: Slots },
  asking: Pick<Asking, 'known' | 'release'>,
  ids: readonly string[],
): Reading {
  const [id, ...more] = new Set(ids);
  if (id === undefined || more.length > 0) return MISS;
  const offered = withUnsure(optionsOpen(spec.options, asking), spec.unsure);
  if (!offered.some((option) => option.id === id)) return MISS;
  if (id === 'unsure') return fill(spec.unsure);
  const chosen = spec.options.find((option) => option.id === id);
  if (chosen === undefined) return MISS;
  const absent: Record<string, 'absent'> = {};
  for (const option of spec.options) {
    for (const [slot, value] of Object.entries(option.set)) {
      if (value === 'present' && chosen.set[slot] === undefined) absent[slot] = 'absent';
    }
  }
  return fill({ ...absent, ...chosen.set });
}

/** "Don't know" goes last, unless an option of the author already fills the same ("not measured"). */
export function withUnsure(options: readonly Option[], unsure: Slots): readonly PromptChoice[] {
  const choices = options.map((option) => ({ id: option.id, text: option.text, set: option.set }));
  const said = options.some((option) => sameSlots(option.set, unsure));
  return said ? choices : [...choices, { id: 'unsure', text: UNSURE_TEXT, set: {} }];
}

/** Options that do not contradict what is known of a choice slot ("man" is no option for a woman); all, if none is left. */
export function optionsOpen(options: readonly Option[], asking: Pick<Asking, 'known' | 'release'>): readonly Option[] {
  const open = options.filter(({ set }) => {
    for (const slot in set) {
      if (asking.release.slots.get(slot)?.type !== 'choice') continue;
      const known = asking.known[slot];
      if (known !== undefined && known !== 'unknown' && known !== set[slot]) return false;
    }
    return true;
  });
  return open.length > 0 ? open : options;
}

/** True when every slot the options name is known. An `unsure` finding and an `unknown` value are still open. */
function isAnswered(options: readonly Option[], asking: Asking): boolean {
  const slots = slotsNamed(options);
  return slots.length > 0 && slots.every((slot) => isKnown(asking.known, slot));
}

export function isKnown(known: Slots, slot: string): boolean {
  const value = known[slot];
  return value !== undefined && value !== 'unknown' && value !== 'unsure';
}

export function slotsNamed(options: readonly Option[]): readonly string[] {
  let named = memo.get(options);
  if (named === undefined) memo.set(options, (named = [...new Set(options.flatMap(({ set }) => Object.keys(set)))]));
  return named;
}

/** The options of a question never change once it is read. */
const memo = new WeakMap<readonly Option[], readonly string[]>();

function sameSlots(a: Slots, b: Slots): boolean {
  const keys = Object.keys(a);
  return keys.length > 0 && keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function parsed(spec: ChoiceSpec): ParsedNode<ChoiceSpec> {
  const texts: readonly TextId[] = [spec.stem, ...spec.options.map((option) => option.text)];
  return { spec, texts, sets: [...spec.options.map((option) => option.set), spec.unsure] };
}
