import type { ChannelId, ContactId, Inbound, Outbound, TemplateName } from '../core/message.js';

export interface ChoiceForm {
  readonly form: 'buttons' | 'list' | 'keys';
  readonly max: number;
  readonly titleLength: number;
  readonly descriptionLength: number;
}

export interface ChannelCapabilities {
  readonly maxTextLength: number;
  /** From most to least rich; layout takes the first that fits. None fits: the choices are numbered inside the text. */
  readonly choiceForms: readonly ChoiceForm[];
  /** `sms`: the text is folded or split by SMS parts; `rich`: Unicode as it is. */
  readonly text: 'sms' | 'rich';
  readonly audioIn: boolean;
  readonly audioOut: boolean;
  /** SMS is pushed; a call is answered inside the webhook. */
  readonly delivery: 'push' | 'in_response';
  /** `null`: may write at any time. */
  readonly replyWindowHours: number | null;
  /** Templates that may be sent when the window is closed; absent: none. */
  readonly templates?: readonly TemplateName[];
}

export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query as the provider signed them, e.g. `/channels/twilio/sms`. */
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
  /** Raw, because signatures are over bytes. */
  readonly body: Uint8Array;
}
export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface DeliveryStatus {
  readonly outboundId: string;
  readonly state: 'accepted' | 'delivered' | 'read' | 'failed';
  readonly at: Date;
}

export type WebhookOutcome =
  | {
      readonly kind: 'accepted';
      readonly inbound: readonly Inbound[];
      readonly statuses: readonly DeliveryStatus[];
      /** `in_response` channels render `replies`; the others acknowledge and ignore them. */
      readonly answer: (replies: readonly Outbound[]) => HttpReply;
    }
  | { readonly kind: 'handshake' | 'ignored' | 'rejected'; readonly reason: string; readonly reply: HttpReply };

export type SendFailure =
  | 'config_invalid'
  | 'message_invalid'
  | 'unreachable'
  | 'throttled'
  | 'rejected'
  | 'response_unreadable'
  | 'contact_opted_out'
  | 'window_closed';

export type SendResult =
  | { readonly kind: 'sent'; readonly externalId: string }
  /** `mayHaveArrived`: the request was cut after it left; ask before repeating. */
  | {
      readonly kind: 'retry';
      readonly code: SendFailure;
      readonly afterSeconds?: number;
      readonly mayHaveArrived: boolean;
    }
  | { readonly kind: 'failed'; readonly code: SendFailure };

/** What the provider says about a send that may have happened. `unknown`: it cannot be asked. */
export type Lookup = { readonly kind: 'sent'; readonly externalId: string } | { readonly kind: 'not_sent' | 'unknown' };

export interface FetchedMedia {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Channel {
  readonly id: ChannelId;
  readonly capabilities: ChannelCapabilities;
  /** Paths this channel answers; `:name` segments allowed. */
  readonly routes: readonly { readonly method: 'GET' | 'POST'; readonly path: string }[];
  /** Verifies and parses one provider request. Never throws on anything a stranger can send. */
  receive(request: WebhookRequest): Promise<WebhookOutcome>;
  /** Delivers one message. Expected failures are returned; only bugs throw. `in_response` channels return `failed`. */
  send(message: Outbound, signal: AbortSignal): Promise<SendResult>;
  /**
   * Asks the provider whether a message that we may have sent since `since` is there. `known` are provider ids already
   * accounted for (the same words may have been sent before).
   */
  lookup(message: Outbound, since: Date, known: ReadonlySet<string>, signal: AbortSignal): Promise<Lookup>;
  /** Bytes behind a `media` part of this channel; at most 16 MB. Throws `MEDIA_UNAVAILABLE`. */
  fetchMedia(ref: string, signal: AbortSignal): Promise<FetchedMedia>;
  /** Why this message cannot be shown whole on this channel, e.g. too many SMS parts; empty: it can. Used by `flows check`. */
  fits(message: Outbound): readonly string[];
  /** What the person will see, part by part: used by tests, `labas chat` and `labas triage`. */
  show(message: Outbound): readonly string[];
  /** Values that must never reach a log line or a stored trace. */
  secrets(): readonly string[];
}

export type ChannelFactory<Options> = (options: Options) => Channel;

export function contactId(address: string): ContactId {
  return address as ContactId;
}
export function channelId(id: string): ChannelId {
  return id as ChannelId;
}
