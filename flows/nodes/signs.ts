import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Cursor, Option, Prompt, PromptChoice, Slots, SlotValue } from '../flow.js';
import {
  fill,
  MISS,
  NO_TEXT,
  NONE,
  START,
  UNSURE,
  YES_TEXT,
  type Asking,
  type NodeKind,
  type ParseContext,
  type ParsedNode,
  type Reading,
} from './kind.js';
import { meansOf, OPTION, readSet, readWith, STEP_KEYS, stemOf, textId } from './read.js';
import type { SignsSpec } from './spec.js';

/** `none` and `unsure` must still fit under eight numbers. */
const MOST_SIGNS = 6;
/** Signs that are read or asked again together (clinical rule 3). */
const GROUP = 3;

const RAW = z.strictObject({
  ...STEP_KEYS,
  danger: z.boolean().optional(),
  signs: z
    .array(z.union([z.string(), OPTION]))
    .min(1)
    .max(MOST_SIGNS, `at most ${MOST_SIGNS} signs in one list`),
});

/**
 * A list of signs of which any number may be true.
 *
 * `list`: one message, several numbers; "don't know" on a danger list is asked again in groups of three.
 * `keys`: groups of three are read out; after "yes" or "don't know" each sign of the group is asked by itself.
 *
 * A group is always the first signs that are still open, so what is heard in between only makes the way shorter.
 */
export const signs: NodeKind<SignsSpec> = {
  parse(raw, ctx): ParsedNode<SignsSpec> {
    const step = readWith(RAW, raw, ctx);
    const entries = step.signs.map((entry, index) => readEntry(entry, ctx, index));
    const twice = entries.find((entry, index) => entries.findIndex((other) => other.id === entry.id) !== index);
    if (twice !== undefined) return ctx.fail(`sign "${twice.id}" is there twice`, ['signs']);
    const answered = answeredByOthers(entries);
    if (answered !== null) {
      const { id } = entries[answered] ?? { id: '' };
      ctx.fail(`"${id}" sets nothing of its own: on a call a "no" to the signs above would answer it`, [
        'signs',
        answered,
      ]);
    }
    const stem = stemOf(step, ctx);
    return {
      spec: { kind: 'signs', stem, danger: step.danger ?? false, entries },
      texts: [stem, ...entries.map((entry) => entry.text)],
      sets: entries.map((entry) => entry.set),
    };
  },

  prompt(spec, asking): Prompt | null {
    const open = openEntries(spec, asking);
    if (open.length === 0) return null;
    if (asking.presentation !== 'keys') {
      const parts = asking.cursor.mode === 'groups' ? open.slice(0, GROUP) : open;
      const choices = [...parts.map(choiceOf), NONE, UNSURE];
      return promptOf(spec, asking, parts, asking.cursor.mode === 'groups' ? 'group' : null, choices, []);
    }
    const single = asking.cursor.mode === 'one_by_one';
    const parts = open.slice(0, single ? 1 : GROUP);
    const set = single || parts.length === 1 ? (parts[0]?.set ?? {}) : {};
    const choices = [{ id: 'yes', text: YES_TEXT, set }, { id: 'no', text: NO_TEXT, set: {} }, UNSURE];
    return promptOf(
      spec,
      asking,
      parts,
      single ? 'sign' : 'group',
      choices,
      parts.map((entry) => entry.text),
    );
  },

  answer(spec, asking, answer): Reading {
    if (answer.kind === 'number') return MISS;
    const ids = answer.kind === 'unsure' ? ['unsure'] : [...new Set(answer.ids)];
    const offered = choicesOf(spec, asking);
    if (offered.length === 0 || ids.length === 0 || !ids.every((id) => offered.includes(id))) return MISS;
    return asking.presentation === 'keys' ? readKeys(spec, asking, ids) : readList(spec, asking, ids);
  },

  unanswered(spec, asking): Slots {
    return allOf(openEntries(spec, asking), 'unsure');
  },
};

/** The place of a sign that is never asked by itself because the ones before it fill all that it does; `null`: none. */
function answeredByOthers(entries: readonly Option[]): number | null {
  const filled = new Set<string>();
  for (const [place, entry] of entries.entries()) {
    const slots = Object.keys(entry.set);
    if (slots.every((slot) => filled.has(slot))) return place;
    for (const slot of slots) filled.add(slot);
  }
  return null;
}

/** What several signs are read out after, on a call: "if one of these is true", and yes and no follow. */
const PRESS_LIST = 'common.press_list' as TextId;

/** Entries that are not yet wholly known; what is known drops out of the list. */
export function openEntries(spec: SignsSpec, asking: Pick<Asking, 'known'>): readonly Option[] {
  return spec.entries.filter((entry) => {
    for (const slot in entry.set) if (asking.known[slot] === undefined) return true;
    return false;
  });
}

/** Ids of what may be answered; empty: nothing is left to ask. */
function choicesOf(spec: SignsSpec, asking: Asking): readonly string[] {
  const open = openEntries(spec, asking);
  if (open.length === 0) return [];
  if (asking.presentation === 'keys') return ['yes', 'no', UNSURE.id];
  const parts = asking.cursor.mode === 'groups' ? open.slice(0, GROUP) : open;
  return [...parts.map((entry) => entry.id), 'none', UNSURE.id];
}

function readList(spec: SignsSpec, asking: Asking, ids: readonly string[]): Reading {
  const open = openEntries(spec, asking);
  const inGroups = asking.cursor.mode === 'groups';
  const asked = inGroups ? open.slice(0, GROUP) : open;
  const chosen = asked.filter((entry) => ids.includes(entry.id));
  const rest = asked.filter((entry) => !ids.includes(entry.id));
  const next: Cursor = { mode: 'groups', index: inGroups ? asking.cursor.index + 1 : 0 };
  const present: Record<string, SlotValue> = {};
  for (const entry of chosen) Object.assign(present, entry.set);
  if (!ids.includes('unsure')) return fill({ ...allOf(rest, 'absent'), ...present }, inGroups ? next : START);
  // "1 and 3, the others I don't know": what is true counts now, the others are asked once more.
  const askAgain = spec.danger && !asking.hurry && !inGroups && rest.length > 0;
  return fill(askAgain ? present : { ...allOf(rest, 'unsure'), ...present }, askAgain || inGroups ? next : START);
}

function readKeys(spec: SignsSpec, asking: Asking, ids: readonly string[]): Reading {
  const [id, ...more] = ids;
  if (more.length > 0) return MISS;
  const open = openEntries(spec, asking);
  const single = asking.cursor.mode === 'one_by_one';
  const asked = open.slice(0, single ? 1 : GROUP);
  const left = single ? asking.cursor.index - 1 : 0;
  const next: Cursor = left > 0 ? { mode: 'one_by_one', index: left } : START;
  if (id === 'no') return fill(allOf(asked, 'absent'), next);
  const apart: Cursor = { mode: 'one_by_one', index: asked.length };
  if (id === 'yes') return asked.length > 1 ? fill({}, apart) : fill(asked[0]?.set ?? {}, next);
  const askAgain = spec.danger && !asking.hurry && !single;
  return askAgain ? fill({}, apart) : fill(allOf(asked, 'unsure'), next);
}

function allOf(entries: readonly Option[], value: 'absent' | 'unsure'): Slots {
  const all: Record<string, 'absent' | 'unsure'> = {};
  for (const entry of entries) for (const slot in entry.set) all[slot] = value;
  return all;
}

function choiceOf(entry: Option): PromptChoice {
  return { id: entry.id, text: entry.text, set: entry.set };
}

function promptOf(
  spec: SignsSpec,
  asking: Asking,
  parts: readonly Option[],
  part: 'group' | 'sign' | null,
  choices: readonly PromptChoice[],
  lines: readonly TextId[],
): Prompt {
  return {
    id: part === null ? asking.node : `${asking.node}.${part}.${parts[0]?.id ?? ''}`,
    node: asking.node,
    stem: lines.length > 1 ? PRESS_LIST : spec.stem,
    lines,
    choices,
    expects: asking.presentation === 'keys' ? 'one_choice' : 'many_choices',
    slots: [...new Set(parts.flatMap((entry) => Object.keys(entry.set)))],
    attempt: asking.attempt,
    danger: spec.danger,
  };
}

function readEntry(raw: string | z.infer<typeof OPTION>, ctx: ParseContext, index: number): Option {
  const path = ['signs', index];
  const entry = typeof raw === 'string' ? { id: raw } : raw;
  if (['none', 'unsure', 'yes', 'no'].includes(entry.id)) {
    return ctx.fail(`"${entry.id}" is an answer that every list has; give the sign another id`, path);
  }
  const set = readSet(entry.set ?? [entry.id], ctx, path, 'present');
  for (const [slot, value] of Object.entries(set)) {
    if (value !== 'present' || ctx.slots.get(slot)?.type !== 'finding') {
      return ctx.fail(`a sign is a finding that is present; found ${slot}: ${String(value)}`, path);
    }
  }
  return {
    id: entry.id,
    text: entry.text === undefined ? (`phrase.${entry.id}` as TextId) : textId(entry.text, ctx),
    set,
    means: meansOf(entry.means, ctx),
  };
}
