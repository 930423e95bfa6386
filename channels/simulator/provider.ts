import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/time.js';
import type { ContentSids } from '../twilio/options.js';
import { CONTENT_NAMES } from '../twilio/options.js';
import type { ContentView } from './content-view.js';
import { createFaults, type Faults, type FaultSource } from './faults.js';
import { postStatus, type PostCallback } from './status-callback.js';

export const PROVIDER_STATUSES = ['queued', 'sent', 'delivered', 'read', 'undelivered', 'failed'] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

/** A message that the bot created at the provider. */
export interface ProviderMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly createdAt: Date;
  /** `null` until it left the queue; filters by sending date do not see it before. */
  readonly sentAt: Date | null;
  readonly status: ProviderStatus;
  /** Buttons or a list, when it was sent as a template. */
  readonly content: ContentView | null;
  readonly statusCallback: string | null;
}

export interface ProviderMedia {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type ProviderEvent =
  | { readonly type: 'message'; readonly message: ProviderMessage }
  | { readonly type: 'status'; readonly message: ProviderMessage };

export interface ProviderOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly clock: Clock;
  /** Called once for each stored message, before the answer leaves. */
  readonly onMessage?: (message: ProviderMessage) => void;
  /** What happens to a message after it was taken, each step with a status callback. Default: sent, delivered. */
  readonly statuses?: readonly ProviderStatus[];
  /** Posts a status callback; default `fetch` with 5 s. */
  readonly postCallback?: PostCallback;
  /** Templates that exist in the account. Default `SIMULATOR_CONTENT_SIDS`. */
  readonly contentSids?: ContentSids;
  /** How many messages are kept, oldest dropped first. Default 20 000. */
  readonly keep?: number;
}

/**
 * The provider's memory: what it was asked to send, the media it holds, and who is told. `providerPlugin` puts Twilio's REST
 * form around it. Everything is in memory and gone with the process.
 */
export interface Provider {
  readonly accountSid: string;
  readonly contentSids: ContentSids;
  readonly faults: Faults;
  /** Newest last; `to` filters by address (`whatsapp:+…`, `+…`). */
  messages(to?: string): readonly ProviderMessage[];
  find(sid: string): ProviderMessage | null;
  /** Stores a message as if it had been created by REST, and starts its way to the phone. */
  create(fields: NewMessage): ProviderMessage;
  /** Moves a message on and posts the callback: `read` when a phone shows it, `undelivered` when it is off. */
  advance(sid: string, status: ProviderStatus): Promise<void>;
  /** Keeps the bytes of a photo or voice note; returns its id and the path at which the API serves it. */
  keepMedia(messageSid: string, media: ProviderMedia): { readonly sid: string; readonly path: string };
  media(sid: string): ProviderMedia | null;
  /** Told of every message and every change of status, until the returned function is called. */
  watch(listener: (event: ProviderEvent) => void): () => void;
  /** Resolves when every status callback that is under way has been answered. */
  settled(): Promise<void>;
}

/** A provider as the API sees it. */
export interface ProviderCore extends Provider {
  readonly authToken: string;
  readonly faultSource: FaultSource;
  /** Where the API is mounted; media addresses start with it. */
  mountedAt(prefix: string): void;
  now(): Date;
}

export interface NewMessage {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly content: ContentView | null;
  readonly statusCallback: string | null;
}

const MAX_MEDIA = 60;

/** Templates of the stand-in's account: pass them to `createTwilioWhatsapp` and its phones show real buttons and lists. */
export const SIMULATOR_CONTENT_SIDS: ContentSids = Object.fromEntries(
  CONTENT_NAMES.map((name, index) => [name, `HX${(index + 1).toString(16).padStart(32, '0')}`]),
);

/** A provider id of the right shape: two letters and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return `${prefix}${randomUUID().replaceAll('-', '')}`;
}

export function createProvider(options: ProviderOptions): ProviderCore {
  const { accountSid, authToken, clock } = options;
  const keep = options.keep ?? 20_000;
  const contentSids = options.contentSids ?? SIMULATOR_CONTENT_SIDS;
  const messages = new Map<string, ProviderMessage>();
  const media = new Map<string, ProviderMedia>();
  const listeners = new Set<(event: ProviderEvent) => void>();
  const underWay = new Set<Promise<void>>();
  const faultSource = createFaults();
  let prefix = '';

  function tell(event: ProviderEvent): void {
    for (const listener of listeners) listener(event);
  }

  async function advance(sid: string, status: ProviderStatus): Promise<void> {
    const before = messages.get(sid);
    if (before === undefined) return;
    const message = { ...before, status, sentAt: before.sentAt ?? clock.now() };
    messages.set(sid, message);
    tell({ type: 'status', message });
    await postStatus({ accountSid, authToken, message, ...(options.postCallback && { post: options.postCallback }) });
  }

  async function carry(sid: string): Promise<void> {
    for (const status of options.statuses ?? ['sent', 'delivered']) await advance(sid, status);
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  return {
    accountSid,
    authToken,
    contentSids,
    faults: faultSource,
    faultSource,
    now: () => clock.now(),
    mountedAt(at) {
      prefix = at;
    },
    messages: (to) => [...messages.values()].filter((message) => to === undefined || message.to === to),
    find: (sid) => messages.get(sid) ?? null,
    create(fields) {
      const isRich = fields.to.startsWith('whatsapp:');
      const message: ProviderMessage = {
        ...fields,
        sid: newSid(isRich ? 'MM' : 'SM'),
        createdAt: clock.now(),
        sentAt: null,
        status: 'queued',
      };
      messages.set(message.sid, message);
      for (const oldest of messages.keys()) {
        if (messages.size <= keep) break;
        messages.delete(oldest);
      }
      options.onMessage?.(message);
      tell({ type: 'message', message });
      // After the answer: a status callback that overtakes its own answer would name a message nobody knows yet.
      track(new Promise<void>((resolve) => setImmediate(resolve)).then(() => carry(message.sid)));
      return message;
    },
    advance(sid, status) {
      const work = advance(sid, status);
      track(work);
      return work;
    },
    keepMedia(messageSid, item) {
      const sid = newSid('ME');
      media.set(sid, item);
      for (const oldest of media.keys()) {
        if (media.size <= MAX_MEDIA) break;
        media.delete(oldest);
      }
      return { sid, path: `${prefix}/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/${sid}` };
    },
    media: (sid) => media.get(sid) ?? null,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
