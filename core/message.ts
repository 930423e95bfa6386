import type { WrittenForm } from './language.js';

export type ChannelId = string & { readonly brand: 'ChannelId' };
/** The address as the provider gives it (`whatsapp:+2126…`, `+2126…`, `whatsapp:MA.1234`): opaque, personal, never logged. */
export type ContactId = string & { readonly brand: 'ContactId' };
export type TextId = string & { readonly brand: 'TextId' };

export type Part =
  /** `confidence`: heard by the provider's recogniser on a call, 0 … 1 (0: it did not say); absent: written by the person. */
  | { readonly kind: 'text'; readonly text: string; readonly confidence?: number }
  /** A button or list row: our own choice id came back. */
  | { readonly kind: 'choice'; readonly choiceId: string; readonly title: string }
  /** Keys pressed on a call: digits, `*` and `#`, at least one. */
  | { readonly kind: 'keys'; readonly keys: string }
  /** Voice note, photo, document: fetched later, by the bot, through `Channel.fetchMedia`. `caption` is text sent with it. */
  | { readonly kind: 'media'; readonly mediaType: string; readonly ref: string; readonly caption: string }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number; readonly label: string }
  | { readonly kind: 'call'; readonly event: 'started' | 'no_input' | 'hung_up' }
  | { readonly kind: 'opt_out' }
  | { readonly kind: 'unsupported'; readonly mediaType: string };

export interface Inbound {
  readonly channelId: ChannelId;
  /** The provider's id: the key for dropping repeats. */
  readonly externalId: string;
  readonly from: ContactId;
  /** E.164 when the address is a phone number; joins one person's channels. `null`: the address itself is the identity. */
  readonly phone: string | null;
  readonly part: Part;
  /** The provider's time where it gives one, else the time of receipt. */
  readonly sentAt: Date;
  /** `in_response` channels: the `Outbound.id` this answers, so that a repeated webhook gets the stored answer. */
  readonly answers: string | null;
}

/** A message that a provider has approved beforehand and that may go out when the reply window is closed. */
export type TemplateName = 'follow_up';

/** One offered answer. Titles, numbers, keys and accepted words are all made from it. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** Digit that selects it: `1` … `8`. `0`, `9`, `*` and `#` are never choices (start again, a nurse, repeat). */
  readonly key: string;
}

/** What the message waits for: decides numbered lists, buttons and how many keys a call gathers. */
export type Expects = 'one_choice' | 'many_choices' | 'number' | 'text' | 'nothing';

export interface Outbound {
  /** Ours: the key for sending at most once. */
  readonly id: string;
  readonly channelId: ChannelId;
  readonly to: ContactId;
  readonly language: WrittenForm;
  /** The id of the leading text; `null` only for what a nurse typed. */
  readonly textId: TextId | null;
  /** The body without the choices; the channel's layout adds them. */
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly expects: Expects;
  /** Label of the button that opens a list of choices, in the message's language. */
  readonly menuLabel: string;
  /** What is said on a call, whole sentences with the keys in them; `null` on channels without `audioOut`. */
  readonly speech: readonly SpeechLine[] | null;
  /** A call ends after this message. */
  readonly last: boolean;
  readonly notAfter: Date;
  /** The reply window is closed: this template goes out in place of the words. Absent: the words themselves. */
  readonly template?: TemplateName;
}

/** One recordable unit of a voice prompt. `id` is stable for the same words, so that a recording can be found and found stale. */
export interface SpeechLine {
  readonly id: string;
  readonly text: string;
}
