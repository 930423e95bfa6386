import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { assemble, type Bot, type Parts } from '../../bot/assemble.js';
import { openNlu, openRelease } from '../../bot/open.js';
import { packageRoot } from '../../bot/config.js';
import { createServer } from '../../bot/server.js';
import { createMemoryStore } from '../../bot/store/index.js';
import { channelId, contactId, type Channel } from '../../channels/channel.js';
import {
  createTwilioSms,
  createTwilioVoice,
  createTwilioWhatsapp,
  noPrompts,
  twilioSignature,
} from '../../channels/index.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import { countedIds } from '../../core/ids.js';
import type { Logger } from '../../core/log.js';
import type { Inbound, Outbound, Part } from '../../core/message.js';
import { heldClock } from '../../core/time.js';
import type { Release } from '../../flows/index.js';

export const TOKEN = 'test-token';
export const SID = `AC${'5'.repeat(32)}`;
export const BASE = 'http://labas.test';

let release: Release | null = null;
/** The shipped content, read once per test file. */
export function shippedRelease(): Release {
  release ??= openRelease(path.join(packageRoot(), 'flows'));
  return release;
}

export function capturingLog(lines: string[]): Logger {
  const line = (event: string, fields?: object): void => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { error: line, warn: line, info: line, debug: line };
}

export interface TestBot {
  readonly bot: Bot;
  readonly clock: ReturnType<typeof heldClock>;
  readonly sent: Outbound[];
  readonly log: string[];
  /** Delivers one message from `phone` and waits until it is answered. */
  say(words: string | Part, phone?: string): Promise<readonly Outbound[]>;
}

/** The real bot on a memory store with a local channel; any part can be another one. */
export async function testBot(other: Partial<Parts> = {}): Promise<TestBot> {
  const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
  const sent: Outbound[] = [];
  const log: string[] = [];
  const channels = (['whatsapp', 'sms', 'voice'] as const).map((kind) =>
    createLocalChannel({ kind, onSend: (message) => void sent.push(message), hasTemplate: true }),
  );
  const bot = await assemble({
    store: createMemoryStore({ clock }),
    channels,
    nlu: await openNlu({ model: false }),
    release: shippedRelease(),
    clock,
    ids: countedIds(),
    log: capturingLog(log),
    pseudonymKey: Buffer.alloc(32, 3),
    retentionDays: 30,
    nurseMinutes: 10,
    speaks: () => true,
    burstMilliseconds: 0,
    ...other,
  });
  let count = 0;
  return {
    bot,
    clock,
    sent,
    log,
    async say(words, phone = '+212600000001') {
      sent.length = 0;
      count += 1;
      const inbound: Inbound = {
        channelId: channelId('whatsapp'),
        externalId: `t-${count}`,
        from: contactId(`whatsapp:${phone}`),
        phone,
        part: typeof words === 'string' ? { kind: 'text', text: words } : words,
        sentAt: clock.now(),
        answers: null,
      };
      await bot.accept([inbound]);
      await bot.idle();
      return [...sent];
    },
  };
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly bot: Bot;
  readonly log: string[];
  /** Posts a form as Twilio does; signed unless `signature` says otherwise. */
  post(
    route: string,
    form: Readonly<Record<string, string>>,
    signature?: string,
  ): Promise<{ status: number; body: string }>;
}

/** The real HTTP server with the Twilio channels, in process, on a memory store. Nothing is sent to anybody. */
export async function testServer(other: Partial<Parts> = {}): Promise<TestServer> {
  const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
  const log: string[] = [];
  // A closed port: what is sent is refused at once and tried again, which these tests do not wait for.
  const twilio = { accountSid: SID, authToken: TOKEN, publicBaseUrl: BASE, apiBaseUrl: 'http://127.0.0.1:9', clock };
  const channels: readonly Channel[] = [
    createTwilioWhatsapp({ ...twilio, from: 'whatsapp:+15005550006' }),
    createTwilioSms({ ...twilio, from: '+15005550006' }),
    createTwilioVoice({ ...twilio, prompts: noPrompts }),
  ];
  const { bot } = await testBot({
    channels,
    clock,
    store: createMemoryStore({ clock }),
    log: capturingLog(log),
    ...other,
  });
  const app = await createServer({
    bot,
    log: capturingLog(log),
    probes: [],
    understanding: () => ({ model: null, problem: null }),
    mount: () => Promise.resolve(),
  });
  return {
    app,
    bot,
    log,
    async post(route, form, signature) {
      const fields = new Map(Object.entries(form).map(([key, value]) => [key, [value]]));
      const reply = await app.inject({
        method: 'POST',
        url: route,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signature ?? twilioSignature(TOKEN, `${BASE}${route}`, fields),
        },
        payload: new URLSearchParams(form).toString(),
      });
      return { status: reply.statusCode, body: reply.body };
    },
  };
}
