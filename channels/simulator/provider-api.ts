import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sameSecret } from '../signature.js';
import { basicAuth } from '../http.js';
import { contentView, type ContentView } from './content-view.js';
import type { Fault } from './faults.js';
import { messagesPage, toResource } from './message-resource.js';
import { createProvider, type Provider, type ProviderCore, type ProviderOptions } from './provider.js';

/** Either a provider made beforehand (so that the simulator page can show its messages), or what to make one from. */
export type ProviderPluginOptions = { readonly provider: Provider } | ProviderOptions;

/** Twilio's limit for `Body`. */
const MAX_BODY = 1600;
const BODY_LIMIT = 64 * 1024;

/** What the stand-in refuses, with Twilio's codes; `channels/twilio/errors.ts` judges them. */
const REFUSALS = {
  authenticate: { status: 401, code: 20003, message: 'Authenticate' },
  notFound: { status: 404, code: 20404, message: 'The requested resource was not found' },
  noTo: { status: 400, code: 21604, message: "A 'To' phone number is required." },
  badTo: { status: 400, code: 21211, message: "Invalid 'To' Phone Number" },
  noFrom: { status: 400, code: 21603, message: "A 'From' phone number is required." },
  noBody: { status: 400, code: 21602, message: 'Message body is required.' },
  tooLong: { status: 400, code: 21617, message: 'The concatenated message body exceeds the 1600 character limit' },
  optedOut: { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  contentSid: { status: 400, code: 21655, message: 'The ContentSid is Invalid' },
  contentVariables: { status: 400, code: 21656, message: 'The ContentVariables Parameter is Invalid' },
} as const;
type Refusal = { readonly status: number; readonly code: number; readonly message: string };

const Form = z.object({
  To: z.string().default(''),
  From: z.string().default(''),
  MessagingServiceSid: z.string().default(''),
  Body: z.string().default(''),
  ContentSid: z.string().default(''),
  ContentVariables: z.string().default('{}'),
  StatusCallback: z.url().optional(),
});

/**
 * The stand-in for Twilio's REST API:
 *
 * - `POST /2010-04-01/Accounts/:sid/Messages.json` creates a message, then posts signed status callbacks;
 * - `GET` of the same lists them, newest first, by `To`, `From`, `DateSent`, `DateSent>`, `DateSent<`, in pages;
 * - `GET …/Messages/:message.json` reads one; `GET …/Messages/:message/Media/:media` serves bytes.
 *
 * Everything asks for the account's basic auth. Mount it with `app.register` (it has a body parser of its own) at any prefix,
 * and give the channels that address as `apiBaseUrl`.
 */
export async function providerPlugin(app: FastifyInstance, options: ProviderPluginOptions): Promise<void> {
  const provider = core('provider' in options ? options.provider : createProvider(options));
  provider.mountedAt(app.prefix);
  const expected = basicAuth(provider.accountSid, provider.authToken);
  const account = `/2010-04-01/Accounts/${provider.accountSid}`;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addHook('onRequest', async (request, reply) => {
    if (!sameSecret(request.headers.authorization ?? '', expected)) await refuse(reply, REFUSALS.authenticate);
  });

  app.post(`${account}/Messages.json`, async (request, reply) => {
    const fault = provider.faultSource.takeSend();
    if (fault?.kind === 'cut_before_storing') return cut(reply);
    if (fault?.kind === 'fail') return fail(reply, fault);
    const made = create(provider, request.body);
    if (fault?.kind === 'cut_after_storing') return cut(reply);
    await wait(provider);
    if ('code' in made) return refuse(reply, made);
    return reply.status(201).send(toResource(made, provider.accountSid, app.prefix));
  });

  app.get(`${account}/Messages.json`, async (request, reply) => {
    const fault = provider.faultSource.takeRead();
    if (fault?.kind === 'fail') return fail(reply, fault);
    if (fault !== null) return cut(reply);
    await wait(provider);
    return reply.send(messagesPage(provider.messages(), query(request), provider.accountSid, app.prefix));
  });

  app.get<{ Params: { message: string } }>(`${account}/Messages/:message`, async (request, reply) => {
    const message = provider.find(request.params.message.replace(/\.json$/u, ''));
    if (message === null) return refuse(reply, REFUSALS.notFound);
    return reply.send(toResource(message, provider.accountSid, app.prefix));
  });

  app.get<{ Params: { media: string } }>(`${account}/Messages/:message/Media/:media`, async (request, reply) => {
    const media = provider.media(request.params.media);
    if (media === null) return refuse(reply, REFUSALS.notFound);
    return reply.type(media.mediaType).send(media.bytes);
  });
  await Promise.resolve();
}

/** The inside of a provider; only `createProvider` makes them. */
function core(provider: Provider): ProviderCore {
  if (!('faultSource' in provider)) throw new Error('a provider comes from createProvider()');
  return provider as ProviderCore;
}

function create(provider: ProviderCore, body: unknown): ReturnType<Provider['create']> | Refusal {
  const form = Form.safeParse(body ?? {});
  if (!form.success) return REFUSALS.notFound;
  const { To, From, MessagingServiceSid, Body, ContentSid, ContentVariables, StatusCallback } = form.data;
  if (To === '') return REFUSALS.noTo;
  if (!/^(whatsapp:)?\+\d{6,15}$|^whatsapp:[A-Z]{2}\.\w+$/u.test(To)) return REFUSALS.badTo;
  const from = From || MessagingServiceSid;
  if (from === '') return REFUSALS.noFrom;
  if (provider.faultSource.isOptedOut(To)) return REFUSALS.optedOut;
  let content: ContentView | null = null;
  if (ContentSid !== '') {
    const view = contentView(provider.contentSids, ContentSid, ContentVariables);
    if (view === 'unknown_sid') return REFUSALS.contentSid;
    if (view === 'bad_variables') return REFUSALS.contentVariables;
    content = view;
  }
  const words = content?.body ?? Body;
  if (words.trim() === '') return REFUSALS.noBody;
  if (words.length > MAX_BODY) return REFUSALS.tooLong;
  return provider.create({ to: To, from, body: words, content, statusCallback: StatusCallback ?? null });
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message } = refusal;
  return reply.status(status).send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

function fail(reply: FastifyReply, fault: Extract<Fault, { kind: 'fail' }>): FastifyReply {
  if (fault.retryAfterSeconds !== undefined) void reply.header('retry-after', String(fault.retryAfterSeconds));
  const code = fault.code ?? (fault.status === 429 ? 20429 : 20500);
  return refuse(reply, { status: fault.status, code, message: 'as told' });
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

async function wait(provider: ProviderCore): Promise<void> {
  const milliseconds = provider.faultSource.waitMilliseconds();
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function query(request: FastifyRequest): ReadonlyMap<string, string> {
  return new Map(new URL(request.url, 'http://provider.invalid').searchParams);
}

export interface StandaloneProvider {
  readonly provider: Provider;
  /** Give it to the channels as `apiBaseUrl`. */
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** The stand-in as a server of its own on a free port of 127.0.0.1: for tests and benches. */
export async function startProvider(options: ProviderOptions): Promise<StandaloneProvider> {
  const provider = createProvider(options);
  const app = fastify({ logger: false, forceCloseConnections: true });
  await app.register(providerPlugin, { provider });
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    provider,
    baseUrl,
    async stop() {
      await app.close();
      await provider.settled();
    },
  };
}
