import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Band, Pack, Prompt, PromptChoice, Release, Slots } from '../flow.js';
import {
  fill,
  MISS,
  NO_TEXT,
  UNSURE,
  YES_TEXT,
  type Asking,
  type NodeKind,
  type ParsedNode,
  type Reading,
} from './kind.js';
import { readWith, STEP_KEYS, stemOf } from './read.js';
import type { ComplaintSpec } from './spec.js';

const RAW = z.strictObject({ ...STEP_KEYS });

/**
 * Packs on one page: with "something else" and "more" the eight numbers that are free (9 calls a nurse, 0 begins again); five
 * can be read on the smallest screen and fit an SMS; on a call nobody keeps more than four in mind.
 */
const PAGE = { wide: 6, list: 5, keys: 4 } as const;

const OTHER: PromptChoice = { id: 'other', text: 'common.complaint.other' as TextId, set: {} };
const BESIDES = 'common.complaint.besides' as TextId;
const BESIDES_CHOICES: readonly PromptChoice[] = [
  { id: 'yes', text: YES_TEXT, set: {} },
  { id: 'no', text: NO_TEXT, set: {} },
  UNSURE,
];
const MORE: PromptChoice = { id: 'more', text: 'common.more' as TextId, set: {} };

/**
 * What brings the person: free text (which arrives as `heard`), a pack from the list, or something that no pack is about.
 * Where complaints were opened already they are named, and whether there is anything else is asked first: words may have been
 * misheard, and the grave complaint be the one that was missed. "Don't know" shows the list.
 */
export const complaint: NodeKind<ComplaintSpec> = {
  parse(raw, ctx): ParsedNode<ComplaintSpec> {
    const stem = stemOf(readWith(RAW, raw, ctx), ctx);
    return { spec: { kind: 'complaint', stem }, texts: [stem, OTHER.text, MORE.text, BESIDES], sets: [] };
  },

  prompt(spec, asking): Prompt {
    const first = firstOf(asking);
    const named = opened(asking);
    if (named.length > 0) {
      return {
        id: `${asking.node}.besides`,
        node: asking.node,
        stem: BESIDES,
        lines: named.map((pack) => pack.title),
        choices: BESIDES_CHOICES,
        expects: 'one_choice',
        slots: [],
        attempt: asking.attempt,
        danger: false,
      };
    }
    return {
      id: first === 0 ? asking.node : `${asking.node}.from.${first}`,
      node: asking.node,
      stem: spec.stem,
      lines: [],
      choices: choicesOf(asking),
      expects: 'one_choice',
      slots: [],
      attempt: asking.attempt,
      danger: false,
    };
  },

  answer(_spec, asking, answer): Reading {
    if (answer.kind === 'number') return MISS;
    const [id, ...more] = new Set(answer.kind === 'unsure' ? ['unsure'] : answer.ids);
    if (id === undefined || more.length > 0) return MISS;
    if (opened(asking).length > 0) {
      if (id === 'no') return fill({});
      return BESIDES_CHOICES.some((choice) => choice.id === id) ? fill({}, { mode: 'page', index: 0 }) : MISS;
    }
    if (id === 'unsure') return { then: 'open', pack: null };
    if (!choicesOf(asking).some((choice) => choice.id === id)) return MISS;
    if (id === MORE.id) return fill({}, { mode: 'page', index: firstOf(asking) + PAGE[asking.presentation] });
    return { then: 'open', pack: id === OTHER.id ? null : id };
  },

  unanswered(): Slots {
    return {};
  },
};

/**
 * True when a complaint pack may be asked of a person of these bands. Nobody chooses a pack without bands; a prevention or a
 * closing pack is no complaint. Age unknown: a pack of any age; but one for the pregnant, or for after a birth, only where that may be.
 */
export function fits(pack: Pack, known: Slots, bands: readonly Band[]): boolean {
  if (pack.prevention !== null || pack.closing) return false;
  const anyAge = typeof known['age_days'] !== 'number';
  return pack.bands.some((band) => bands.includes(band) || (anyAge && mayBeOf(band, known)));
}

/** Whether a person of unknown age may be of the band. */
function mayBeOf(band: Band, known: Slots): boolean {
  if (band !== 'P' && band !== 'PP') return true;
  const value = known[band === 'P' ? 'pregnancy' : 'postpartum'];
  return value === 'present' || value === 'unsure';
}

/** Packs that the person may choose from, in the order of the list of complaints. */
export function packsOffered(release: Release, known: Slots, bands: readonly Band[]): readonly Pack[] {
  return [...release.packs.values()]
    .filter((pack) => fits(pack, known, bands))
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** Complaints of this person that wait, as long as the list was not asked for. */
function opened({ release, agenda, cursor, known, bands }: Asking): readonly Pack[] {
  if (cursor.mode === 'page') return [];
  return agenda.flatMap((id) => release.packs.get(id) ?? []).filter((pack) => fits(pack, known, bands));
}

function choicesOf(asking: Asking): readonly PromptChoice[] {
  const packs = packsOffered(asking.release, asking.known, asking.bands);
  const first = firstOf(asking);
  const end = first + PAGE[asking.presentation];
  const shown = packs.slice(first, end);
  const rest = packs.length > end;
  return [...shown.map((pack) => ({ id: pack.id, text: pack.title, set: {} })), OTHER, ...(rest ? [MORE] : [])];
}

/** How many packs the pages before have shown: a place in the list, whatever the length of a page. */
function firstOf(asking: Asking): number {
  return asking.cursor.mode === 'page' ? asking.cursor.index : 0;
}
