import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { systemClock, type Clock } from '../../core/time.js';
import { createPhones, type Phones } from './phones.js';
import { previewRoutes, type Preview } from './preview.js';
import { newSid, type Provider } from './provider.js';
import { signedForm } from './status-callback.js';
import { openStream } from './stream.js';
import { parseTwiml, TwimlError } from './twiml-parse.js';
import { callForm, CallRequest, countSms, mediaOf, messageForm, Phone, SendRequest } from './webhook-forms.js';
import type { CallReply, CallStep, SendReply, WireMessage } from './wire.js';

/** Posts one signed form to our own server; `path` is what was signed after `publicBaseUrl`. */
export type PostWebhook = (
  path: string,
  form: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: string }>;

export interface SimulatorOptions {
  /** As the channels have it: signatures are over it, and recordings below it are played from this page's own origin. */
  readonly publicBaseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly smsFrom: string;
  readonly whatsappFrom: string;
  /** The number that a caller dials. */
  readonly voiceTo: string;
  /** The one given to `providerPlugin`: its messages are what the phones show. */
  readonly provider: Provider;
  /** Default: into this server itself, without a connection. */
  readonly post?: PostWebhook;
  /** Folder of the built page. Default `web/dist` beside this file. */
  readonly webDirectory?: string;
  readonly clock?: Clock;
  /** The words of a recording (`fr-<line id>.wav`), for the transcript of a call; `null` or absent: its name is shown. */
  readonly promptText?: (id: string) => string | null;
  /** What the phones show; default: what `provider` sends from now on. */
  readonly phones?: Phones;
  /** Serves the page as the preview of a pack, at `/preview`. */
  readonly preview?: Preview;
}

/** A photo as a data URL, with room for the words around it. */
const SEND_LIMIT = 2 * 1024 * 1024;
const VOICE_PATH = '/channels/twilio/voice';
const CONTENT_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; style-src 'self'; object-src 'none'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/**
 * The page with three phones, for the demo profile on a loopback address. Mount it with `app.register` and no prefix (its
 * hooks and headers then stay its own):
 *
 * - `GET /simulator` the page; `GET /simulator/history?phone=` and `GET /simulator/events?phone=` (server-sent events) what
 *   that person's phones show; `GET /simulator/media/:sid` their photos and voice notes;
 * - `POST /simulator/send`, `POST /simulator/call`: builds the form that Twilio would post, signs it and posts it to our own
 *   webhook; a call's TwiML comes back as steps to play;
 * - `POST /simulator/read` a phone shows a message: the provider tells the bot.
 *
 * The phones' side of a conversation is kept in memory (200 messages a person) and gone with the process. Requests with a
 * `Host` that is neither loopback nor ours are refused, so that no web page can reach it by a name of its own.
 */
export async function simulatorPlugin(app: FastifyInstance, options: SimulatorOptions): Promise<void> {
  const clock = options.clock ?? systemClock;
  const base = options.publicBaseUrl.replace(/\/+$/u, '');
  const webDirectory = options.webDirectory ?? fileURLToPath(new URL('./web/dist', import.meta.url));
  const phones = options.phones ?? createPhones(options.provider);
  const streams = new Set<FastifyReply>();
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]', new URL(base).hostname]);

  app.addHook('onRequest', async (request, reply) => {
    if (!hosts.has(request.hostname.replace(/:\d+$/u, ''))) await reply.status(403).send({ error: 'another host' });
  });
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('content-security-policy', CONTENT_POLICY).header('x-content-type-options', 'nosniff');
    await Promise.resolve();
  });
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.raw.end();
    phones.stop();
    await Promise.resolve();
  });

  const assets = path.join(webDirectory, 'assets');
  if (existsSync(assets)) {
    await app.register(fastifyStatic, {
      root: assets,
      prefix: '/simulator/assets/',
      decorateReply: false,
      immutable: true,
      maxAge: '1y',
    });
  }
  app.get('/simulator/', (_request, reply) => reply.redirect('/simulator'));
  const page = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const html = await readFile(path.join(webDirectory, 'index.html')).catch(() => null);
    if (html !== null) return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
    return reply.status(503).type('text/plain; charset=utf-8').send('The page is not built: npm run build');
  };
  app.get('/simulator', page);
  if (options.preview !== undefined) previewRoutes(app, { preview: options.preview, page, streams });

  app.get('/simulator/history', async (request, reply) => {
    const query = z.object({ phone: Phone }).safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    return reply.header('cache-control', 'no-store').send({
      messages: phones.history(query.data.phone),
      numbers: { whatsapp: bare(options.whatsappFrom), sms: options.smsFrom, voice: options.voiceTo },
    });
  });

  app.get('/simulator/events', (request, reply) => {
    const query = z.object({ phone: Phone }).safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    return openStream(reply, streams, (send) => phones.watch(query.data.phone, send));
  });

  app.get<{ Params: { sid: string } }>('/simulator/media/:sid', async (request, reply) => {
    const media = options.provider.media(request.params.sid);
    if (media === null) return reply.status(404).send({ error: 'no such media' });
    return reply.type(media.mediaType).send(media.bytes);
  });

  app.post('/simulator/send', { bodyLimit: SEND_LIMIT }, async (request, reply) => {
    const body = SendRequest.safeParse(request.body);
    if (!body.success) return invalid(reply, body.error);
    const { phone, channel, content } = body.data;
    const messageSid = newSid(channel === 'whatsapp' || 'media' in content ? 'MM' : 'SM');
    const kept = 'media' in content ? options.provider.keepMedia(messageSid, mediaOf(content.media.dataUrl)) : null;
    const to = channel === 'whatsapp' ? bare(options.whatsappFrom) : options.smsFrom;
    const form = messageForm(body.data, {
      accountSid: options.accountSid,
      messageSid,
      to,
      mediaUrl: kept === null ? null : `${base}${kept.path}`,
    });
    const text = form['Body'] ?? '';
    const message: WireMessage = {
      sid: messageSid,
      channel,
      by: 'person',
      text,
      at: clock.now().toISOString(),
      status: 'sent',
      choices: null,
      media: kept === null ? null : { mediaType: form['MediaContentType0'] ?? '', url: `/simulator/media/${kept.sid}` },
      place: 'location' in content ? content.location : null,
      sms: channel === 'sms' ? countSms(text) : null,
      posted: body.data.duplicate ? 2 : 1,
    };
    phones.say(phone, message);
    let status = 0;
    for (let time = 0; time < message.posted; time += 1) {
      ({ status } = await post(`/channels/twilio/${channel}`, form));
    }
    const accepted = status >= 200 && status < 300;
    phones.mark(phone, messageSid, accepted ? 'accepted' : 'refused');
    const answer: SendReply = { messageSid, status, accepted };
    return reply.send(answer);
  });

  app.post('/simulator/read', async (request, reply) => {
    const body = z.strictObject({ phone: Phone, sid: z.string() }).safeParse(request.body);
    if (!body.success) return invalid(reply, body.error);
    const message = options.provider.find(body.data.sid);
    // Only WhatsApp tells that a message was read.
    if (message?.to === `whatsapp:${body.data.phone}` && message.status === 'delivered') {
      await options.provider.advance(message.sid, 'read');
    }
    return reply.status(204).send();
  });

  app.post('/simulator/call', async (request, reply) => {
    const body = CallRequest.safeParse(request.body);
    if (!body.success) return invalid(reply, body.error);
    const callSid = 'callSid' in body.data ? body.data.callSid : newSid('CA');
    const target = 'action' in body.data ? ours(body.data.action) : VOICE_PATH;
    if (target === null) return reply.status(400).send({ error: 'the action is not an address of our voice webhook' });
    const where = 'hangUp' in body.data ? `${VOICE_PATH}/status` : target;
    const form = callForm(body.data, { accountSid: options.accountSid, callSid, to: options.voiceTo });
    const { status, body: document } = await post(where, form);
    return reply.send(
      'hangUp' in body.data ? { callSid, status, steps: [], problem: null } : heard(callSid, status, document),
    );
  });

  async function post(where: string, fields: Readonly<Record<string, string>>): ReturnType<PostWebhook> {
    const { body, headers } = signedForm(options.authToken, `${base}${where}`, fields);
    const all = { ...headers, 'i-twilio-idempotency-token': fields['MessageSid'] ?? newSid('IT') };
    if (options.post !== undefined) return options.post(where, body, all);
    const response = await app.inject({ method: 'POST', url: where, headers: all, payload: body });
    return { status: response.statusCode, body: response.body };
  }

  /** The path and query of an address of our voice webhook; `null` for any other address. */
  function ours(action: string): string | null {
    if (!URL.canParse(action, base)) return null;
    const url = new URL(action, base);
    const isVoice = url.pathname === VOICE_PATH || url.pathname.startsWith(`${VOICE_PATH}/`);
    return url.origin === new URL(base).origin && isVoice ? `${url.pathname}${url.search}` : null;
  }

  function heard(callSid: string, status: number, document: string): CallReply {
    if (status !== 200) return { callSid, status, steps: [], problem: `the webhook answered ${status}` };
    try {
      return { callSid, status, steps: parseTwiml(document).map(playable), problem: null };
    } catch (error) {
      if (!(error instanceof TwimlError)) throw error;
      return { callSid, status, steps: [], problem: error.message };
    }
  }

  /** Recordings of our own are played from the page's origin, whatever name the browser knows us by. */
  function playable<Step extends CallStep>(step: Step): Step {
    if (step.verb === 'play') {
      const url = step.url.startsWith(`${base}/`) ? step.url.slice(base.length) : step.url;
      const id = promptId(url);
      return { ...step, url, text: id === null ? null : (options.promptText?.(id) ?? null) };
    }
    if (step.verb === 'gather') return { ...step, prompts: step.prompts.map(playable) };
    return step;
  }
}

/** The id of a recording of our own, as `GET /media/prompts/:id` takes it; `null` for any other address. */
function promptId(url: string): string | null {
  const id = /^\/media\/prompts\/([^/?#]+)$/u.exec(url)?.[1];
  try {
    return id === undefined ? null : decodeURIComponent(id);
  } catch {
    return null;
  }
}

function bare(address: string): string {
  return address.replace(/^whatsapp:/u, '');
}

function invalid(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return reply.status(400).send({ error: z.prettifyError(error) });
}
