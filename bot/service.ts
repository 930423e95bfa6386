import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../core/errors.js';
import { timedIds } from '../core/ids.js';
import { systemClock } from '../core/time.js';
import {
  createKannelSms,
  createPromptFiles,
  createTwilioSms,
  createTwilioVoice,
  createTwilioWhatsapp,
} from '../channels/index.js';
import type { Channel } from '../channels/channel.js';
import {
  createProvider,
  providerPlugin,
  simulatorPlugin,
  SIMULATOR_CONTENT_SIDS,
  SIMULATOR_FOLLOW_UP_SID,
} from '../channels/simulator/index.js';
import { consolePlugin } from '../console/api/index.js';
import type { Release } from '../flows/index.js';
import { assemble, type Bot } from './assemble.js';
import { openLeads, openNlu, openRelease, openTranscriber } from './open.js';
import { packageRoot, type Config } from './config.js';
import { spokenPrompts } from './content/spoken-prompts.js';
import { unreviewedPacks } from './content/unreviewed.js';
import { createLogger } from './log.js';
import { isProved } from './publish/published.js';
import { createServer } from './server.js';
import { deriveKey, openStore } from './store/index.js';
import { readFallback } from './turn/fallback.js';

export interface Service {
  readonly bot: Bot;
  readonly url: string;
  readonly greeting: string;
  stop(): Promise<void>;
}

/** What the simulator's caller dials. */
const VOICE_LINE = '+15005550009';

/** Where the stand-in for the provider answers in the demo profile. */
const STAND_IN_PATH = '/simulator/twilio';

/** Starts everything in one order and stops it in the reverse one. */
export async function startService(config: Config): Promise<Service> {
  const log = createLogger(config.logLevel);
  const clock = systemClock;
  const root = packageRoot();
  const release = openRelease(config.packsDirectory);
  const unreviewed = unreviewedPacks(release);
  if (unreviewed.length > 0) {
    const message = `packs without the signatures that production needs (docs/reviewing.md), or LABAS_ALLOW_DRAFT_CONTENT=1:`;
    if (!config.allowDraftContent) throw new AppError('CONTENT_UNREVIEWED', [message, ...unreviewed].join('\n'));
    if (config.profile === 'production') log.warn('content.unreviewed', { code: 'CONTENT_UNREVIEWED', unreviewed });
  }
  // Nothing is proved at start: publishing proves, and what starts is what was published.
  if (!isProved(config.packsDirectory, release)) {
    const message = `the content (${release.hash}) is not the one that was proved: npx labas flows publish`;
    if (config.profile === 'production') throw new AppError('CONTENT_UNPROVED', message);
    log.warn('content.unproved', { code: 'CONTENT_UNPROVED' });
  }
  // The table of leads is a draft as a whole: where drafts may not be used, nurses see none.
  const leads = config.allowDraftContent ? openLeads(config.packsDirectory) : null;
  const store = await openStore(
    config.redisUrl === null
      ? { driver: 'libsql', file: path.join(config.dataDirectory, 'labas.db'), clock, masterKey: config.masterKey }
      : { driver: 'redis', url: config.redisUrl, clock, masterKey: config.masterKey, log },
  );
  const prompts = createPromptFiles(
    [path.join(root, 'flows', 'audio'), path.join(config.dataDirectory, 'prompts')],
    config.publicBaseUrl,
  );
  const twilio = {
    accountSid: config.twilio.accountSid,
    authToken: config.twilio.authToken,
    apiBaseUrl: config.twilio.apiBaseUrl,
    publicBaseUrl: config.publicBaseUrl,
    clock,
  };
  const sms =
    config.kannel === null
      ? createTwilioSms({ ...twilio, from: config.twilio.smsFrom })
      : createKannelSms({ ...config.kannel, publicBaseUrl: config.publicBaseUrl, clock });
  const followUpTemplate = config.twilio.followUpTemplate;
  const standIn = config.twilio.apiBaseUrl.endsWith(STAND_IN_PATH);
  const channels: readonly Channel[] = [
    createTwilioWhatsapp({
      ...twilio,
      from: config.twilio.whatsappFrom,
      ownsStatusRoute: config.kannel !== null,
      // Content templates belong to an account; the stand-in has a set of its own.
      ...(standIn ? { contentSids: SIMULATOR_CONTENT_SIDS, followUpTemplate: SIMULATOR_FOLLOW_UP_SID } : {}),
      ...(standIn || followUpTemplate === null ? {} : { followUpTemplate }),
    }),
    sms,
    createTwilioVoice({ ...twilio, prompts, speech: config.voiceSpeech, failureLines: failureLines(release) }),
  ];
  const nlu = await openNlu({
    model: true,
    onProblem: (problem) => log.warn('model.unavailable', { code: 'MODEL_UNAVAILABLE', problem }),
  });
  const transcriber = await openTranscriber(config.asr, (problem) =>
    log.warn('speech.unavailable', { code: 'MODEL_UNAVAILABLE', problem }),
  );
  const bot = await assemble({
    store,
    channels,
    nlu,
    ...(transcriber === null ? {} : { transcriber }),
    release,
    ...(leads === null ? {} : { leads }),
    clock,
    ids: timedIds(() => Date.now(), Math.random),
    log,
    pseudonymKey: deriveKey(config.masterKey, 'pseudonym'),
    retentionDays: config.retentionDays,
    nurseMinutes: config.nurseMinutes,
    numbers: numbersFrom(config.numbersFile),
    speaks: (language) => prompts.speaks(language),
    burstMilliseconds: config.burstMilliseconds,
  });
  const demo = config.profile === 'demo';
  const provider = createProvider({
    accountSid: config.twilio.accountSid,
    authToken: config.twilio.authToken,
    clock,
  });
  const staff = await bot.staff.list();
  if (staff.length === 0) {
    await bot.staff.add({ ...config.admin, name: 'Admin', role: 'admin' });
    if (demo)
      await bot.staff.add({
        email: 'nurse@labas.local',
        name: 'Nadia',
        role: 'nurse',
        password: config.admin.password,
      });
  }

  const app = await createServer({
    bot,
    log,
    understanding: () => nlu.status?.() ?? { model: null, problem: null },
    probes: [
      { name: 'store', check: async () => (await store.get(['staff', 'staff', 'probe']), null) },
      { name: 'packs', check: () => Promise.resolve(release.packs.size > 0 ? null : 'no packs') },
    ],
    mount: async (server) => {
      server.get('/', (_request, reply) => reply.redirect(demo ? '/simulator' : '/console'));
      server.get<{ Params: { id: string } }>('/media/prompts/:id', async (request, reply) => {
        const file = await prompts.read(request.params.id);
        return file === null
          ? reply.status(404).send()
          : reply
              .type(file.contentType)
              .header('cache-control', 'public, max-age=31536000, immutable')
              .send(file.bytes);
      });
      await server.register(consolePlugin, {
        desk: bot.desk,
        sessionKey: deriveKey(config.masterKey, 'session'),
        secureCookies: config.publicBaseUrl.startsWith('https:'),
        clock,
        webDirectory: path.join(root, 'console', 'web', 'dist'),
        log,
      });
      if (demo) {
        await server.register(providerPlugin, { prefix: STAND_IN_PATH, provider });
        await server.register(simulatorPlugin, {
          publicBaseUrl: config.publicBaseUrl,
          accountSid: config.twilio.accountSid,
          authToken: config.twilio.authToken,
          smsFrom: config.twilio.smsFrom,
          whatsappFrom: config.twilio.whatsappFrom,
          voiceTo: VOICE_LINE,
          provider,
          webDirectory: path.join(root, 'channels', 'simulator', 'web', 'dist'),
          clock,
          promptText: wordsOfPrompts(release),
        });
      }
    },
  });
  const url = await listen(app, config);
  const timers = setInterval(() => void bot.tick().catch(() => log.error('tick.failed', {})), 1000);
  await bot.recover();
  log.info('service.started', { release: release.hash, store: store.name, profile: config.profile });

  return {
    bot,
    url,
    greeting: greeting(config, url),
    async stop() {
      clearInterval(timers);
      await app.close();
      await bot.stop();
      await transcriber?.close?.();
      await nlu.close?.();
      await store.close();
      log.info('service.stopped', {});
    },
  };
}

async function listen(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  config: Config,
): Promise<string> {
  try {
    return await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new AppError('PORT_IN_USE', `${config.host}:${config.port} is taken; choose another PORT`);
    }
    throw error;
  }
}

function greeting(config: Config, url: string): string {
  const lines = ['', 'Labas is up.', `  console    ${url}/console`];
  if (config.profile === 'demo') {
    lines.push(`  simulator  ${url}/simulator`);
    lines.push(`  nurse      nurse@labas.local   ${config.admin.password}`);
    lines.push(`  admin      ${config.admin.email}   ${config.admin.password}`);
    lines.push('  Demo: drafts that no clinician and no native speaker has reviewed. Not for patients.');
  }
  return lines.join('\n');
}

/** The words of a recording, by its file name, so that a call can be read along. */
function wordsOfPrompts(release: Release): (id: string) => string | null {
  const words = new Map<string, string>();
  for (const [form, language] of [
    ['fr', 'fr'],
    ['ary', 'ary-Arab'],
  ] as const) {
    for (const line of spokenPrompts(release, language)) words.set(`${form}-${line.id}.wav`, line.text);
  }
  return (id) => words.get(id) ?? null;
}

/** The fixed sentence for a caller who would otherwise hear nothing, in French and in Darija. */
function failureLines(release: Release): readonly { form: 'fr' | 'ary'; id: string; text: string }[] {
  const spoken = readFallback(release, release.numbers);
  return [
    { form: 'fr', id: 'common.failure', text: spoken.fr },
    { form: 'ary', id: 'common.failure', text: spoken['ary-Arab'] },
  ];
}

/** Emergency numbers of another region; the server does not start on a file it cannot read. */
function numbersFrom(file: string | null): Readonly<Record<string, string>> {
  if (file === null) return {};
  const parsed = z
    .looseObject({ numbers: z.record(z.string(), z.looseObject({ value: z.string().min(1) })) })
    .safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success)
    throw new AppError('CONFIG_INVALID', `LABAS_NUMBERS_FILE ${file}: ${z.prettifyError(parsed.error)}`);
  return Object.fromEntries(Object.entries(parsed.data.numbers).map(([name, entry]) => [name, entry.value]));
}
