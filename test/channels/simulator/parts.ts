import fastify, { type FastifyInstance } from 'fastify';
import {
  createTwilioSms,
  createTwilioVoice,
  createTwilioWhatsapp,
  noPrompts,
  type PromptLibrary,
} from '../../../channels/index.js';
import type { Channel, HttpReply, WebhookOutcome } from '../../../channels/channel.js';
import { heldClock } from '../../../core/time.js';
import type { Inbound, Outbound } from '../../../core/message.js';
import { createProvider, providerPlugin, simulatorPlugin, type Provider } from '../../../channels/simulator/index.js';
import { ACCOUNT, NOW } from '../samples.js';

/** Credentials and numbers that the stand-in and the channels share. */
export const TWILIO = { ...ACCOUNT, publicBaseUrl: 'http://127.0.0.1:3978' };
export const PERSON = '+212600000001';
export const NUMBERS = { smsFrom: '2700', whatsappFrom: 'whatsapp:+212520000001', voiceTo: '+212520000002' };

export interface Wired {
  readonly app: FastifyInstance;
  readonly provider: Provider;
  /** What the channels understood, in order. */
  readonly inbound: readonly Inbound[];
  readonly outcomes: readonly WebhookOutcome['kind'][];
  readonly statuses: readonly string[];
}

/**
 * The page's routes and the provider on one server, with the real channels behind the webhooks; `answer` is what a call hears.
 */
export async function wired(
  answer: readonly Outbound[] = [],
  extra: {
    readonly prompts?: PromptLibrary;
    readonly promptText?: (id: string) => string | null;
    readonly webDirectory?: string;
  } = {},
): Promise<Wired> {
  const clock = heldClock(NOW);
  const apiBaseUrl = `${TWILIO.publicBaseUrl}/simulator/twilio`;
  const channels: readonly Channel[] = [
    createTwilioSms({ ...TWILIO, clock, apiBaseUrl, from: NUMBERS.smsFrom }),
    createTwilioWhatsapp({ ...TWILIO, clock, apiBaseUrl, from: NUMBERS.whatsappFrom }),
    createTwilioVoice({
      ...TWILIO,
      clock,
      prompts: extra.prompts ?? noPrompts,
      failureLines: [{ form: 'fr', id: '', text: 'Appelez le 141.' }],
    }),
  ];
  const inbound: Inbound[] = [];
  const outcomes: WebhookOutcome['kind'][] = [];
  const statuses: string[] = [];
  const app = fastify();
  const provider = createProvider({
    ...TWILIO,
    clock,
    postCallback: (url, body, headers) =>
      app.inject({
        method: 'POST',
        url: url.slice(TWILIO.publicBaseUrl.length),
        headers: { ...headers },
        payload: body,
      }),
  });
  await app.register(async (webhooks) => {
    webhooks.removeAllContentTypeParsers();
    webhooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const channel of channels) {
      for (const route of channel.routes) {
        webhooks.route({
          method: route.method,
          url: route.path,
          handler: async (request, reply) => {
            const outcome = await channel.receive({
              method: 'POST',
              path: request.url,
              headers: new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
              query: new Map(),
              body: request.body as Buffer,
            });
            outcomes.push(outcome.kind);
            let http: HttpReply;
            if (outcome.kind === 'accepted') {
              inbound.push(...outcome.inbound);
              statuses.push(...outcome.statuses.map(({ outboundId, state }) => `${outboundId} ${state}`));
              http = outcome.answer(answer);
            } else {
              http = outcome.reply;
            }
            return reply.status(http.status).type(http.contentType).send(http.body);
          },
        });
      }
    }
  });
  await app.register(providerPlugin, { provider, prefix: '/simulator/twilio' });
  await app.register(simulatorPlugin, {
    ...TWILIO,
    ...NUMBERS,
    provider,
    clock,
    ...(extra.promptText && { promptText: extra.promptText }),
    ...(extra.webDirectory !== undefined && { webDirectory: extra.webDirectory }),
  });
  return { app, provider, inbound, outcomes, statuses };
}
