import { Buffer } from 'node:buffer';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../core/log.js';
import type { Outbound } from '../core/message.js';
import { failureTwiml, type Channel, type HttpReply, type WebhookRequest } from '../channels/index.js';
import type { ModelStatus } from '../nlp/nlu.js';
import type { Bot } from './assemble.js';
import { nameOf } from './turn/answering.js';

/** A webhook has 15 s at Twilio; a call hears the fixed sentence long before. */
const CALL_ANSWER_MS = 5000;
const BODY_LIMIT = 256 * 1024;

/** What of a bot the server needs; the release only by its hash. */
export type ServedBot = Pick<Bot, 'channels' | 'accept' | 'note' | 'answerTo' | 'metrics' | 'countQueue'> & {
  readonly release: Pick<Bot['release'], 'hash'>;
  readonly fallback: Pick<Bot['fallback'], 'fr'>;
};

export interface Probe {
  readonly name: string;
  /** `null`: fine; else what is wrong, in a word. */
  readonly check: () => Promise<string | null>;
}

/**
 * HTTP around a bot: provider webhooks, health, readiness, metrics. The console and the simulator are mounted beside it.
 * Webhook bodies are kept raw, because signatures are over bytes.
 */
export async function createServer(tools: {
  readonly bot: ServedBot;
  readonly log: Logger;
  readonly probes: readonly Probe[];
  /** Which model reads the messages. One that is missing makes nobody wait: the lexicon answers, and this says so. */
  readonly understanding: () => ModelStatus;
  /** More routes: the console, the simulator, recorded prompts. */
  readonly mount: (app: FastifyInstance) => Promise<void>;
}): Promise<FastifyInstance> {
  const { bot, log } = tools;
  const app = fastify({ logger: false, bodyLimit: BODY_LIMIT, trustProxy: false, forceCloseConnections: true });

  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error('http.failed', { status, why: nameOf(error) });
    return reply
      .status(status)
      .send({ error: { code: status >= 500 ? 'TURN_FAILED' : 'INPUT_INVALID', message: 'refused' } });
  });

  await app.register(async (webhooks) => {
    webhooks.removeAllContentTypeParsers();
    webhooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const channel of bot.channels.values()) {
      for (const route of channel.routes) {
        webhooks.route({
          method: route.method,
          url: route.path,
          handler: (request, reply) => webhook(channel, request, reply),
        });
      }
    }
    await Promise.resolve();
  });

  app.get('/health', () => ({ status: 'up' }));
  app.get('/ready', async (_request, reply) => {
    const checks = await Promise.all(
      tools.probes.map(async (probe) => ({ name: probe.name, problem: await probe.check().catch(nameOf) })),
    );
    const ready = checks.every((entry) => entry.problem === null);
    return reply
      .status(ready ? 200 : 503)
      .send({ ready, checks, release: bot.release.hash, understanding: tools.understanding() });
  });
  app.get('/metrics', async (_request, reply) => {
    await bot.countQueue();
    return reply.type(bot.metrics.registry.contentType).send(await bot.metrics.registry.metrics());
  });
  await tools.mount(app);
  return app;

  async function webhook(channel: Channel, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const outcome = await channel.receive(toWebhook(request));
    bot.metrics.webhook(channel.id, outcome.kind);
    if (outcome.kind !== 'accepted') {
      if (outcome.kind === 'rejected') log.warn('webhook.rejected', { code: 'WEBHOOK_REJECTED', channel: channel.id });
      return answer(reply, outcome.reply);
    }
    try {
      // Stored before acknowledged; words before statuses, so that a bad status never costs a message.
      await bot.accept(outcome.inbound);
    } catch (error) {
      log.error('webhook.not_stored', { code: 'STORE_UNAVAILABLE', channel: channel.id, why: nameOf(error) });
      if (channel.capabilities.delivery === 'in_response') return answer(reply, failureTwiml([bot.fallback.fr]));
      return reply.status(503).send();
    }
    await bot.note(outcome.statuses).catch((error: unknown) => log.error('status.failed', { why: nameOf(error) }));
    const first = outcome.inbound[0];
    if (channel.capabilities.delivery === 'push' || first === undefined) return answer(reply, outcome.answer([]));
    const replies = await withinTime(bot.answerTo(first));
    if (replies === null) {
      log.error('call.too_slow', { channel: channel.id });
      return answer(reply, failureTwiml([bot.fallback.fr]));
    }
    return answer(reply, outcome.answer(replies));
  }
}

async function withinTime(work: Promise<readonly Outbound[]>): Promise<readonly Outbound[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), CALL_ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function toWebhook(request: FastifyRequest): WebhookRequest {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const query = new Map(new URL(request.url, 'http://labas.invalid').searchParams);
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    path: request.url,
    headers,
    query,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function answer(reply: FastifyReply, http: HttpReply): FastifyReply {
  return reply.status(http.status).type(http.contentType).send(http.body);
}

function statusOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return 500;
}
