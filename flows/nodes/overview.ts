import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Node, NodeId, Option, Prompt, PromptChoice, Slots } from '../flow.js';
import { holds } from '../rules/evaluate.js';
import {
  fill,
  MISS,
  NONE,
  UNSURE,
  type Asking,
  type NodeKind,
  type ParseContext,
  type ParsedNode,
  type Reading,
} from './kind.js';
import { readWith, STEP_KEYS, stemOf } from './read.js';
import { openEntries } from './signs.js';
import { specOf, type OverviewSpec } from './spec.js';

/** More than four lists of six signs would not be read to the end. What is beyond them is asked by itself. */
const MOST_LISTS = 4;

const RAW = z.strictObject({ ...STEP_KEYS, lists: z.array(z.string()).min(2) });

/** One danger list as the person would be asked it now. */
interface OpenList {
  readonly node: NodeId;
  /** The answer that chooses it: the step's own name. */
  readonly id: string;
  readonly entries: readonly Option[];
}

/**
 * The danger lists that follow, all in one message, as the red-flags sheet asks them (sections 2 to 6: "one numbered list"):
 * each list is one number, with every sign in it by its own phrase. "None" denies them all; a list that is chosen is asked by
 * itself, and what was not chosen beside it is denied; "don't know" asks every list. After an urgent sign "don't know" is final
 * at once, as it is for a list.
 *
 * Only where a long message can be read at once (`wide`); elsewhere, and where one list is all that is left, nothing is asked.
 * It decides nothing: a level comes from the lists.
 */
export const overview: NodeKind<OverviewSpec> = {
  parse(raw, ctx): ParsedNode<OverviewSpec> {
    if (ctx.pack !== 'common') ctx.fail('an overview stands in common only', ['kind']);
    const step = readWith(RAW, raw, ctx);
    const stem = stemOf(step, ctx);
    const lists = step.lists.map((list) => `${ctx.pack}.${list}` as NodeId);
    return { spec: { kind: 'overview', stem, danger: true, lists, slots: [] }, texts: [stem], sets: [] };
  },

  prompt(spec, asking): Prompt | null {
    const lists = openLists(spec, asking);
    if (asking.presentation !== 'wide' || lists.length < 2) return null;
    return {
      id: asking.node,
      node: asking.node,
      stem: spec.stem,
      lines: [],
      choices: [...lists.map(choiceOf), NONE, UNSURE],
      expects: 'many_choices',
      slots: slotsIn(lists),
      attempt: asking.attempt,
      danger: true,
    };
  },

  answer(spec, asking, answer): Reading {
    if (answer.kind === 'number') return MISS;
    const lists = openLists(spec, asking);
    const offered = [...lists.map((list) => list.id), NONE.id, UNSURE.id];
    const ids = new Set(answer.kind === 'unsure' ? [UNSURE.id] : answer.ids);
    if (ids.size === 0 || ![...ids].every((id) => offered.includes(id))) return MISS;
    const chosen = new Set(slotsIn(lists.filter((list) => ids.has(list.id))));
    const rest = slotsIn(lists.filter((list) => !ids.has(list.id))).filter((slot) => !chosen.has(slot));
    if (!ids.has(UNSURE.id)) return fill(valued(asking, rest, 'absent'));
    // "1, the others I don't know": every list is asked.
    return fill(asking.hurry ? valued(asking, rest, 'unsure') : {});
  },

  unanswered(spec, asking): Slots {
    return valued(asking, slotsIn(openLists(spec, asking)), 'unsure');
  },
};

/**
 * The overview with the slots of its lists, once all steps of its pack are read; `below`: those that follow it. Anything else
 * than a danger list below it goes through `fail`.
 */
export function withSlots(spec: OverviewSpec, below: readonly Node[], fail: ParseContext['fail']): OverviewSpec {
  const slots = spec.lists.flatMap((id, place) => {
    const node = below.find((each) => each.id === id);
    const list = node === undefined ? null : specOf(node);
    if (list === null || list.kind !== 'signs' || !list.danger) {
      return fail(`"${id.split('.')[1] ?? id}" is no danger list below this step`, ['lists', place]);
    }
    return list.entries.flatMap((entry) => Object.keys(entry.set));
  });
  return { ...spec, slots: [...new Set(slots)] };
}

function openLists(spec: OverviewSpec, asking: Asking): readonly OpenList[] {
  const facts = { slots: asking.known, bands: asking.bands, ended: false };
  const nodes = asking.release.packs.get(asking.node.split('.')[0] ?? '')?.nodes;
  const lists = spec.lists.flatMap((id): readonly OpenList[] => {
    const node = nodes?.get(id);
    if (node === undefined || (node.when !== null && !holds(node.when, facts))) return [];
    const list = specOf(node);
    const entries = list.kind === 'signs' ? openEntries(list, asking) : [];
    return entries.length === 0 ? [] : [{ node: id, id: id.split('.')[1] ?? id, entries }];
  });
  return lists.slice(0, MOST_LISTS);
}

function choiceOf({ id, entries }: OpenList): PromptChoice {
  const [first, ...more] = entries.map((entry) => entry.text);
  return { id, text: first ?? ('' as TextId), more, set: {} };
}

function slotsIn(lists: readonly OpenList[]): readonly string[] {
  return [...new Set(lists.flatMap(({ entries }) => entries.flatMap((entry) => Object.keys(entry.set))))];
}

/** Slots of lists that were chosen in the overview and not asked any more: of each something is true, and not known what. */
export function chosenUnasked(spec: OverviewSpec, asking: Asking, asked: readonly NodeId[]): Slots {
  const left = openLists(spec, asking).filter(({ node }) => !asked.includes(node));
  return valued(asking, slotsIn(left), 'unsure');
}

/** What is known already stays: only what is open is filled. */
function valued({ known }: Asking, slots: readonly string[], value: 'absent' | 'unsure'): Slots {
  return Object.fromEntries(slots.filter((slot) => known[slot] === undefined).map((slot) => [slot, value]));
}
