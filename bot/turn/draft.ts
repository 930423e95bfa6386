import type { TurnContext } from '@microsoft/agents-hosting';
import type { EscalationReason } from '../../core/handoff.js';
import type { WrittenForm } from '../../core/language.js';
import type { Inbound, TextId } from '../../core/message.js';
import type { TriageLevel } from '../../core/triage.js';
import type { Entity, Understanding } from '../../core/understanding.js';
import type { Channel } from '../../channels/channel.js';
import type { Prompt } from '../../flows/index.js';
import type { Case, Session } from '../session/session.js';
import type { Timer, TimerKind } from '../session/timers.js';
import type { NewEntry } from '../transcript/transcript.js';
import type { Version, Write } from '../store/store.js';

/** Something to say in this turn, before it has words: words are chosen once, at the end, in one language. */
export type Speech =
  | { readonly kind: 'text'; readonly textId: TextId; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  | {
      readonly kind: 'menu';
      readonly textId: TextId;
      readonly values: Readonly<Record<string, string>>;
      readonly choices: readonly MenuChoice[];
    }
  | { readonly kind: 'nurse'; readonly text: string; readonly staffId: string };

/** A choice outside the interview. `label` is shown as it is in every language (language names). */
export interface MenuChoice {
  readonly id: string;
  readonly textId: TextId | null;
  readonly label: string | null;
}

/** What starts a turn. */
export type TurnInput =
  | {
      readonly kind: 'message';
      readonly inbound: Inbound;
      readonly media: StoredMedia | null;
      /** Words that a machine heard in it and that need the person's yes; `null`: what it says, the person wrote. */
      readonly overheard: Overheard | null;
    }
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'nurse'; readonly staffId: string; readonly act: string };

export interface Overheard {
  readonly text: string;
  /** Of the recogniser; `null`: it does not say. */
  readonly language: string | null;
  readonly confidence: number | null;
}

export interface StoredMedia {
  readonly id: string;
  readonly mediaType: string;
  readonly base64: string;
}

export interface Escalation {
  readonly reason: EscalationReason;
  readonly level: TriageLevel;
}

/**
 * One turn in the making: the session as it will be, what will be said, recorded and remembered. Nothing here has
 * happened until the commit; a turn that fails leaves no trace of it.
 */
export interface Draft {
  readonly at: Date;
  /** Once words that were heard are agreed to, these words take the place of the "yes". */
  input: TurnInput;
  readonly channel: Channel;
  session: Session;
  /** The open case as loaded, and as it will be. */
  readonly loadedCase: { readonly value: Case; readonly version: Version } | null;
  case: Case | null;
  understanding: Understanding | null;
  /** Volunteered findings that are about the patient of the running interview. */
  heard: readonly Entity[];
  /** A red flag while a nurse holds the conversation: she is alerted, the bot stays silent. */
  alert: { readonly level: TriageLevel; readonly because: readonly string[] } | null;
  readonly speech: Speech[];
  readonly entries: NewEntry[];
  readonly timers: { readonly kind: TimerKind; readonly due: Date; readonly about: string }[];
  readonly writes: Write[];
  /** Everything kept of this person is deleted with this commit. */
  wipe: boolean;
}

const TURN = Symbol('labas.turn');

export function carry(context: TurnContext, draft: Draft): void {
  context.turnState.set(TURN, draft);
}

/** The draft of the turn that `context` carries. */
export function draftOf(context: TurnContext): Draft {
  const draft: Draft | undefined = context.turnState.get(TURN);
  if (draft === undefined) throw new Error('this context does not carry a turn');
  return draft;
}

export function record(draft: Draft, name: string, values: Readonly<Record<string, string>> = {}): void {
  draft.entries.push({ by: 'event', text: '', event: { name, values } });
}

/** Whether this turn brings words that count only after the person's yes. */
export function isOverheard(draft: Draft): boolean {
  return draft.input.kind === 'message' && draft.input.overheard !== null;
}

/**
 * The text a person typed, sent with a picture, or said clearly on a call; `null` for keys, buttons, calls, bare media and
 * words that wait for the person's yes.
 */
export function spokenText(input: TurnInput): string | null {
  if (input.kind !== 'message' || input.overheard !== null) return null;
  const { part } = input.inbound;
  if (part.kind === 'text') return part.text;
  if (part.kind === 'media' && part.caption !== '') return part.caption;
  if (part.kind === 'location' && part.label !== '') return null;
  return null;
}

export function languageOf(draft: Draft): WrittenForm {
  return draft.session.language ?? 'fr';
}
