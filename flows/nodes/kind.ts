import type { TextId } from '../../core/message.js';
import type {
  Answer,
  Band,
  Condition,
  Cursor,
  NodeId,
  Presentation,
  Prompt,
  PromptChoice,
  Release,
  Slots,
  SlotSpec,
} from '../flow.js';
import type { Sheet } from './score-table.js';

/** What the loader gives a kind so that it can read its step. `fail` throws with the place in the file. */
export interface ParseContext {
  readonly pack: string;
  /** Id of the step, with or without the pack in front. */
  readonly id: string;
  readonly slots: ReadonlyMap<string, SlotSpec>;
  condition(text: string): Condition;
  /** The table in a file beside the pack's `flow.yaml`; throws with the place when there is none. */
  sheet(file: string, path: (string | number)[]): Sheet;
  fail(message: string, path?: (string | number)[]): never;
}

export interface ParsedNode<Spec = unknown> {
  readonly spec: Spec;
  /** Every text the node may say. */
  readonly texts: readonly TextId[];
  /** Every set of values an answer may fill, "don't know" included. */
  readonly sets: readonly Slots[];
}

/** Everything a kind may look at when it asks or reads an answer. */
export interface Asking {
  readonly release: Release;
  readonly node: NodeId;
  /** What is known, implications and derivations included. */
  readonly known: Slots;
  readonly bands: readonly Band[];
  readonly presentation: Presentation;
  readonly cursor: Cursor;
  readonly attempt: number;
  /** Complaints that were opened already and wait. */
  readonly agenda: readonly string[];
  /**
   * `urgent` was reached: "don't know" to a list is final at once instead of being asked again in groups, so that the
   * three questions that are left stay three messages. It only ever reads as more urgent.
   */
  readonly hurry: boolean;
}

export type DirectAnswer = Extract<Answer, { kind: 'choices' | 'number' | 'unsure' }>;

/** What an answer means to the node. */
export type Reading =
  /** Not an answer to this prompt. */
  | { readonly then: 'miss' }
  /** Fills these values; the node asks on at `cursor`, or is over when `done`. */
  | { readonly then: 'fill'; readonly set: Slots; readonly cursor: Cursor; readonly done: boolean }
  /** The complaint is answered: a pack, or something that no pack is about. */
  | { readonly then: 'open'; readonly pack: string | null };

/** A kind of question. Pure: it never sees the interview, only what it needs to ask. */
export interface NodeKind<Spec> {
  parse(raw: unknown, ctx: ParseContext): ParsedNode<Spec>;
  /** `null`: nothing of it is left to ask. */
  prompt(spec: Spec, asking: Asking): Prompt | null;
  answer(spec: Spec, asking: Asking, answer: DirectAnswer): Reading;
  /** What counts when no answer will come any more: a third miss, or silence. */
  unanswered(spec: Spec, asking: Asking): Slots;
}

export const START: Cursor = { mode: 'start', index: 0 };
export const MISS: Reading = { then: 'miss' };

export function fill(set: Slots, cursor: Cursor | null = null): Reading {
  return { then: 'fill', set, cursor: cursor ?? START, done: cursor === null };
}

export const NONE_TEXT = 'common.none' as TextId;
export const UNSURE_TEXT = 'common.dont_know' as TextId;
export const YES_TEXT = 'common.yes' as TextId;
export const NO_TEXT = 'common.no' as TextId;

/** The two answers that every list has by itself. */
export const NONE: PromptChoice = { id: 'none', text: NONE_TEXT, set: {} };
export const UNSURE: PromptChoice = { id: 'unsure', text: UNSURE_TEXT, set: {} };
