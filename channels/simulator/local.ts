import { z } from 'zod';
import { AppError } from '../../core/errors.js';
import type { Inbound, Outbound, Part } from '../../core/message.js';
import { systemClock } from '../../core/time.js';
import { contactId, type Channel, type FetchedMedia, type WebhookOutcome, type WebhookRequest } from '../channel.js';
import { createTwilioSms } from '../sms/twilio.js';
import { createTwilioVoice } from '../voice/index.js';
import { noPrompts } from '../voice/prompts.js';
import { createTwilioWhatsapp } from '../whatsapp/twilio.js';

export type LocalChannelKind = 'whatsapp' | 'sms' | 'voice';

export interface LocalChannelOptions {
  readonly kind: LocalChannelKind;
  /** Called with every message that is sent, and on `voice` with every reply that a call hears. */
  readonly onSend: (message: Outbound) => void;
  /** WhatsApp: whether the account has the template for outside the window. Default false. */
  readonly hasTemplate?: boolean;
}

/** A channel without HTTP or a provider. */
export interface LocalChannel extends Channel {
  /** Keeps bytes for `fetchMedia` and returns the `ref` to put into a `media` part. */
  attach(media: FetchedMedia): string;
}

const PartBody: z.ZodType<Part> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    confidence: z.number().min(0).max(1).exactOptional(),
  }),
  z.object({ kind: z.literal('choice'), choiceId: z.string(), title: z.string() }),
  z.object({ kind: z.literal('keys'), keys: z.string().regex(/^[0-9*#]+$/u) }),
  z.object({ kind: z.literal('media'), mediaType: z.string(), ref: z.string(), caption: z.string() }),
  z.object({ kind: z.literal('location'), latitude: z.number(), longitude: z.number(), label: z.string() }),
  z.object({ kind: z.literal('call'), event: z.enum(['started', 'no_input', 'hung_up']) }),
  z.object({ kind: z.literal('opt_out') }),
  z.object({ kind: z.literal('unsupported'), mediaType: z.string() }),
]);

const Body = z.object({
  externalId: z.string().min(1),
  from: z.string().min(1),
  phone: z.string().nullable(),
  part: PartBody,
  sentAt: z.iso.datetime({ offset: true }),
  answers: z.string().nullable().default(null),
});

const NOBODY = {
  accountSid: 'AC00000000000000000000000000000000',
  authToken: 'unused',
  publicBaseUrl: 'http://localhost.invalid',
  clock: systemClock,
  from: '+212500000000',
};

/** The channel that this one looks like: limits and layout are taken from it, so that they cannot drift apart. */
function model({ kind, hasTemplate = false }: LocalChannelOptions): Channel {
  switch (kind) {
    case 'whatsapp':
      return createTwilioWhatsapp({ ...NOBODY, ...(hasTemplate ? { followUpTemplate: 'HXlocal' } : {}) });
    case 'sms':
      return createTwilioSms(NOBODY);
    case 'voice':
      return createTwilioVoice({ ...NOBODY, prompts: noPrompts, failureLines: [] });
  }
}

/**
 * The channel of golden conversations and `labas chat`: same id, limits and layout as the real one of its kind. `receive`
 * takes `{ externalId, from, phone, part, sentAt, answers? }` as JSON (anything else is `rejected` with 400); `send` hands
 * the message to `onSend` and reports it sent as `local:<id>`; `lookup` knows what was sent.
 */
export function createLocalChannel(options: LocalChannelOptions): LocalChannel {
  const like = model(options);
  const sent = new Set<string>();
  const media = new Map<string, FetchedMedia>();

  function hand(message: Outbound): void {
    sent.add(message.id);
    options.onSend(message);
  }

  function outcome(inbound: Inbound): WebhookOutcome {
    return {
      kind: 'accepted',
      inbound: [inbound],
      statuses: [],
      answer(replies) {
        if (like.capabilities.delivery === 'in_response') for (const reply of replies) hand(reply);
        return json(200, { shown: replies.flatMap((reply) => like.show(reply)) });
      },
    };
  }

  return {
    id: like.id,
    capabilities: like.capabilities,
    routes: [],
    receive(request) {
      const body = Body.safeParse(parsed(request));
      if (!body.success) {
        return Promise.resolve({ kind: 'rejected', reason: z.prettifyError(body.error), reply: json(400, {}) });
      }
      const { from, sentAt, ...rest } = body.data;
      return Promise.resolve(outcome({ ...rest, channelId: like.id, from: contactId(from), sentAt: new Date(sentAt) }));
    },
    send(message, signal) {
      if (like.capabilities.delivery === 'in_response') return like.send(message, signal);
      hand(message);
      return Promise.resolve({ kind: 'sent', externalId: `local:${message.id}` });
    },
    lookup: (message) =>
      Promise.resolve(
        sent.has(message.id) ? { kind: 'sent', externalId: `local:${message.id}` } : { kind: 'not_sent' },
      ),
    fetchMedia(ref) {
      const found = media.get(ref);
      if (found !== undefined) return Promise.resolve(found);
      return Promise.reject(new AppError('MEDIA_UNAVAILABLE', 'nothing was attached under this reference'));
    },
    fits: (message) => like.fits(message),
    show: (message) => like.show(message),
    secrets: () => [],
    attach(item) {
      const ref = `local:${media.size + 1}`;
      media.set(ref, item);
      return ref;
    },
  };
}

function parsed(request: WebhookRequest): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(request.body));
  } catch {
    return null;
  }
}

function json(status: number, body: unknown): { status: number; contentType: string; body: string } {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
