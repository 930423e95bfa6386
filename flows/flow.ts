import type { WrittenForm } from '../core/language.js';
import type { Expects, TextId } from '../core/message.js';
import type { EscalationReason } from '../core/handoff.js';
import type { TriageLevel } from '../core/triage.js';
import type { Entity } from '../core/understanding.js';
import type { Band, Condition } from './condition.js';
import type { Prevention } from './prevention.js';
import type { PackReview } from './reviews.js';
import type { SlotSpec } from './slot.js';

export { BANDS, type Band, type Condition } from './condition.js';
export type { Prevention, PreventionResult } from './prevention.js';
export type { PackReview, PartReview, ReviewPart, Signature } from './reviews.js';
export type { ShortName, SlotNames, SlotSpec, SlotType } from './slot.js';

/** `<pack>.<step>`, or `<sub-flow>.<step>` for a step that came from a sub-flow: the same step is one node everywhere. */
export type NodeId = string & { readonly brand: 'NodeId' };

/**
 * What is known of one slot. Findings: `present`, `absent`, or `unsure` (asked twice, still not known). Numbers: the value
 * in the slot's unit, or `unknown`. Choices: one of the slot's values, `unknown` included. A missing key: never asked.
 */
export type SlotValue = string | number;
export type Slots = Readonly<Record<string, SlotValue>>;

/** One row of the signs table, or one milder rule of a pack. The level of an interview is the maximum over rules that hold. */
export interface Rule {
  /** `sign:<slot>:<bands>:<level>[:n]` for the table, `<pack>.<rule>` for a pack. */
  readonly id: string;
  /** The finding the row is about; `null` when `when` says it all (number and choice slots, pack rules). */
  readonly sign: string | null;
  readonly bands: readonly Band[];
  readonly level: TriageLevel;
  /** `null`: the sign alone. */
  readonly when: Condition | null;
  readonly source: string;
  readonly place: string;
}

export interface Option {
  readonly id: string;
  readonly text: TextId;
  readonly set: Slots;
  /** When this option is true of a patient; default: any of `set` holds. Used by the simulated patient. */
  readonly means: Condition | null;
}

/** What follows from what is known, without asking (slots.yaml: `implies`, `implied_choices`, `derived`). */
export interface DerivationRules {
  /** Present finding → findings that are then present too; closed under repetition. Bands empty: everybody. */
  readonly implies: ReadonlyMap<string, readonly { readonly to: string; readonly bands: readonly Band[] }[]>;
  /** Present finding → value of a choice whose question was not answered. */
  readonly choices: readonly { readonly from: string; readonly slot: string; readonly value: string }[];
  readonly derived: readonly Derivation[];
}

/** A finding that holds when its condition does. */
export interface Derivation {
  readonly slot: string;
  readonly bands: readonly Band[];
  readonly when: Condition;
  /** A measured number that settles the finding either way; `null`: the derivation only adds. */
  readonly decides: string | null;
}

/** A danger sign of a band's screen. `level`: what it means by itself at the end of an interview; `null`: only with others. */
export interface ScreenSign {
  readonly slot: string;
  readonly level: TriageLevel | null;
}

/** Texts of a disposition, in the order they are said; first-aid and numbers are filled in by the engine. */
export interface DispositionSpec {
  readonly id: string;
  readonly level: TriageLevel;
  readonly say: readonly TextId[];
}

export interface Pack {
  readonly id: string;
  readonly version: number;
  readonly title: TextId;
  /** Whom the pack may be offered to; empty: nobody chooses it (common). */
  readonly bands: readonly Band[];
  /** Position in the list of complaints, smallest first. */
  readonly order: number;
  /** Findings that open the pack when heard. */
  readonly enter: Condition | null;
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly steps: readonly NodeId[];
  readonly rules: readonly Rule[];
  /** One step up at the end, once, never into emergency, when one of them holds. */
  readonly bump: readonly { readonly id: string; readonly when: Condition; readonly source: string }[];
  /** Level when no rule fired. */
  readonly otherwise: TriageLevel;
  readonly dispositions: ReadonlyMap<TriageLevel, DispositionSpec>;
  readonly source: string;
  readonly codes: Readonly<Record<string, string>>;
  /** What makes it a prevention pack (ADR 12); `null`: a complaint. */
  readonly prevention: Prevention | null;
  /** Asked by itself at the end of an interview whose level is `same_day` by a row of the table; nobody chooses it. */
  readonly closing: boolean;
}

/** A node as loaded: its kind is a file in `flows/nodes/`. */
export interface Node {
  readonly id: NodeId;
  readonly kind: string;
  readonly when: Condition | null;
  readonly spec: unknown;
  /** Texts said before the question, in the same message. */
  readonly say: readonly TextId[];
  readonly place: string;
}

/** All packs, texts, slots and signs under one hash; immutable once loaded. A session is pinned to it. */
export interface Release {
  readonly hash: string;
  readonly slots: ReadonlyMap<string, SlotSpec>;
  readonly signs: readonly Rule[];
  readonly derivations: DerivationRules;
  readonly packs: ReadonlyMap<string, Pack>;
  /** First-aid lines, most important first: the first whose condition holds is said. */
  readonly firstAid: readonly { readonly when: Condition; readonly text: TextId }[];
  /** Signs that each band must be asked or have said (screens of the red-flags sheet, `common/screens.yaml`). */
  readonly screens: ReadonlyMap<Band, readonly ScreenSign[]>;
  /** Raw text with `{placeholders}`, or `null` when that form has none. */
  text(id: TextId, form: WrittenForm): string | null;
  readonly textIds: readonly TextId[];
  /** Review state of a text in one form: `draft` until people of the field signed this very wording, alone or with a pack. */
  review(
    id: TextId,
    form: WrittenForm,
  ): { readonly state: 'draft' | 'reviewed'; readonly by: string; readonly on: string };
  /** By pack: who signed it, and whether that still counts. Never part of `hash`: a signature changes no content. */
  readonly reviews: ReadonlyMap<string, PackReview>;
  /** Emergency and poison numbers, by name (`samu`, `ambulance`, `poison`): the values of the placeholders. */
  readonly numbers: Readonly<Record<string, string>>;
}

/**
 * `wide`: a screen that holds a long message; several numbers may be answered at once. `list`: the same in a few lines (SMS).
 * `keys`: a call; signs are read in groups and answered yes or no.
 */
export type Presentation = 'wide' | 'list' | 'keys';

export interface PromptChoice {
  readonly id: string;
  readonly text: TextId;
  /** Said behind `text`, where the choice stands for several signs. */
  readonly more?: readonly TextId[];
  /** Slots this answer fills, for the simulated patient and for `expected` slots; empty for none and don't know. */
  readonly set: Slots;
}

/** What the person is asked now. Composed by `bot/turn/reply.ts`: stem, then `lines`, then the choices. */
export interface Prompt {
  /** Stable: node, and group or sign where a list is asked in parts. */
  readonly id: string;
  readonly node: NodeId;
  readonly stem: TextId;
  /** Signs read inside the question itself (keys presentation), not choices. */
  readonly lines: readonly TextId[];
  /** In order; at most 8, `none` and `unsure` included. */
  readonly choices: readonly PromptChoice[];
  readonly expects: Expects;
  /** Slots the answer may fill: passed to nlp as `expected`. */
  readonly slots: readonly string[];
  /** 0 first time, 1 asked again, 2 in simpler words. */
  readonly attempt: number;
  /** Silence or a third miss here counts as at least `urgent`. */
  readonly danger: boolean;
}

/** Where inside a node of several prompts the interview stands. Meaning belongs to the node kind. */
export interface Cursor {
  readonly mode: string;
  readonly index: number;
}

export interface FlowState {
  readonly release: string;
  readonly presentation: Presentation;
  /** Packs still to ask, most urgent possible level first; the running one is `pack`. */
  readonly agenda: readonly string[];
  readonly done: readonly string[];
  readonly pack: string;
  /** `null`: finished; `disposition` is then set. */
  readonly at: NodeId | null;
  readonly cursor: Cursor;
  readonly attempt: number;
  /** As answered and heard; implications and derivations are computed, not stored. */
  readonly slots: Slots;
  /** Nodes that were put or skipped because they were known. */
  readonly asked: readonly NodeId[];
  /** The most urgent so far, the episode's floor included. Never falls. */
  readonly level: TriageLevel | null;
  /** Rules that raised the level, in order. */
  readonly because: readonly string[];
  /** Questions left after `urgent` was reached; `null` before. */
  readonly questionsLeft: number | null;
  /** What `back` undoes: the newest last, bounded. */
  readonly trail: readonly TrailEntry[];
  readonly disposition: string | null;
  /** `true` after `back` changed an answer: the nurse sees "corrected". */
  readonly corrected: boolean;
}

export interface TrailEntry {
  readonly pack: string;
  readonly at: NodeId;
  readonly cursor: Cursor;
  /** Values before the answer; `null`: the slot was not known. */
  readonly before: Readonly<Record<string, SlotValue | null>>;
  readonly agenda: readonly string[];
  readonly done: readonly string[];
  /** How many nodes had been asked, this one included. */
  readonly asked: number;
  readonly questionsLeft: number | null;
}

/** An answer to the current prompt. `heard` are findings volunteered with it, in any order and number. */
export type Answer = { readonly heard: readonly Entity[] } & (
  | { readonly kind: 'choices'; readonly ids: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  /** Only `heard`: fills what it fills; the prompt is asked if still open. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'no_match' | 'no_input' | 'hung_up' | 'expired' }
);

export type FlowEvent =
  | { readonly type: 'said'; readonly textId: TextId }
  | { readonly type: 'asked'; readonly prompt: Prompt }
  | { readonly type: 'filled'; readonly slot: string; readonly value: SlotValue }
  | { readonly type: 'red_flag_raised'; readonly rule: string; readonly level: TriageLevel }
  | {
      readonly type: 'disposition_reached';
      readonly disposition: string;
      readonly level: TriageLevel;
      readonly because: readonly string[];
      /** Everything to say, in order: level line first, first aid, where, care, safety net. */
      readonly say: readonly TextId[];
    }
  /** A prevention pack ended: `<pack>.<result>`, or `<pack>.left` when the questions were left. The level stays what it is. */
  | {
      readonly type: 'prevention_reached';
      readonly result: string;
      readonly level: TriageLevel;
      readonly say: readonly TextId[];
    }
  | { readonly type: 'escalated'; readonly reason: EscalationReason; readonly level: TriageLevel };

export interface Step {
  readonly state: FlowState;
  readonly events: readonly FlowEvent[];
}

export interface Screening {
  /** `null`: no rule holds. */
  readonly level: TriageLevel | null;
  readonly because: readonly string[];
}

/** Pure and deterministic: no clock, no randomness, no promises, no logging. Same release, state and answer: same step. */
export interface FlowEngine {
  /** Opens an interview with what is already known. `packs` may be empty: then the complaint is asked. */
  start(
    release: Release,
    opening: {
      readonly packs: readonly string[];
      readonly known: Slots;
      readonly floor: TriageLevel | null;
      readonly presentation: Presentation;
    },
  ): Step;
  advance(release: Release, state: FlowState, answer: Answer): Step;
  /** The current prompt once more, unchanged state: repeat, resume, another language, another channel. */
  ask(release: Release, state: FlowState, presentation?: Presentation): Step;
  /** Undoes the last answer; the level stays. At the first question: asks it again. */
  back(release: Release, state: FlowState): Step;
  /**
   * Prevention packs that may be offered after this interview, in their order: only when it ended at `self_care` or
   * `routine`, only to the person who writes, never after a complaint of the mind.
   */
  preventionsFor(release: Release, state: FlowState): readonly string[];
  /** Begins a pack of `preventionsFor` with what is known. Throws for any other: a bug of the caller. */
  prevent(release: Release, state: FlowState, pack: string, presentation: Presentation): Step;
  /** Red flags only, from anywhere: also with no flow running and while a nurse holds the conversation. */
  screen(release: Release, known: Slots, heard: readonly Entity[]): Screening;
  /** Packs that what is known opens, most urgent possible level first. */
  packsFor(release: Release, known: Slots): readonly string[];
  /** `known` with every volunteered finding merged in: present stays present. */
  merge(release: Release, known: Slots, heard: readonly Entity[]): Slots;
  /** The bands of a person as far as known; age unknown: the youngest still possible. */
  bandsOf(release: Release, known: Slots): readonly Band[];
}
