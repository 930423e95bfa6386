import path from 'node:path';
import process from 'node:process';
import { AppError } from '../../core/errors.js';
import type { ChannelId } from '../../core/message.js';
import { systemClock } from '../../core/time.js';
import { createTwilioSms, createTwilioVoice, createTwilioWhatsapp, noPrompts } from '../../channels/index.js';
import {
  createPhones,
  createProvider,
  providerPlugin,
  simulatorPlugin,
  SIMULATOR_CONTENT_SIDS,
  SIMULATOR_FOLLOW_UP_SID,
} from '../../channels/simulator/index.js';
import type { Channel } from '../../channels/channel.js';
import { packageRoot, type Config } from '../config.js';
import { createLogger } from '../log.js';
import { createMetrics } from '../metrics.js';
import { openNlu } from '../open.js';
import { createServer, type ServedBot } from '../server.js';
import { createPreview, type LivePreview } from './preview.js';
import type { Holder } from './running.js';

const STAND_IN_PATH = '/simulator/twilio';
const VOICE_LINE = '+15005550009';
/** Three people, so that the three conversations know nothing of each other. Invented numbers. */
const PHONES = { whatsapp: '+212600000101', sms: '+212600000102', voice: '+212600000103' } as const;

export interface PreviewServer {
  readonly url: string;
  readonly preview: LivePreview;
  stop(): Promise<void>;
}

/**
 * The preview of a pack on this machine: the page with three phones and the stand-in for the provider, the real channels, and
 * a bot on a store in memory that is made anew with the content. No console, no timers: in a preview no time passes. Throws
 * `INPUT_INVALID` for a pack that sound content does not have, `PORT_IN_USE` when the port is taken.
 */
export async function startPreviewServer(tools: {
  readonly config: Config;
  readonly directory: string;
  readonly pack: string;
}): Promise<PreviewServer> {
  const { config, directory, pack } = tools;
  const log = createLogger(config.logLevel, process.stderr);
  const clock = systemClock;
  const { accountSid, authToken, smsFrom, whatsappFrom } = config.twilio;
  const account = { accountSid, authToken, clock, publicBaseUrl: config.publicBaseUrl };
  const twilio = { ...account, apiBaseUrl: `${config.publicBaseUrl}${STAND_IN_PATH}` };
  const template = { contentSids: SIMULATOR_CONTENT_SIDS, followUpTemplate: SIMULATOR_FOLLOW_UP_SID };
  const holders: readonly Holder[] = [
    {
      channel: createTwilioWhatsapp({ ...twilio, from: whatsappFrom, ...template }),
      phone: PHONES.whatsapp,
      address: `whatsapp:${PHONES.whatsapp}`,
    },
    { channel: createTwilioSms({ ...twilio, from: smsFrom }), phone: PHONES.sms, address: PHONES.sms },
    {
      channel: createTwilioVoice({ ...twilio, prompts: noPrompts, speech: false }),
      phone: PHONES.voice,
      address: PHONES.voice,
    },
  ];
  const provider = createProvider(account);
  const phones = createPhones(provider);
  const nlu = await openNlu({ model: true });
  const preview = createPreview({ directory, pack, holders, phones, nlu, log });
  const app = await createServer({
    bot: served(preview, new Map(holders.map(({ channel }) => [channel.id, channel]))),
    log,
    understanding: () => nlu.status?.() ?? { model: null, problem: null },
    probes: [],
    mount: async (server) => {
      server.get('/', (_request, reply) => reply.redirect('/preview'));
      await server.register(providerPlugin, { prefix: STAND_IN_PATH, provider });
      await server.register(simulatorPlugin, {
        ...account,
        smsFrom,
        whatsappFrom,
        voiceTo: VOICE_LINE,
        provider,
        phones,
        preview,
        webDirectory: path.join(packageRoot(), 'channels', 'simulator', 'web', 'dist'),
      });
    },
  });
  const stop = async (): Promise<void> => {
    await app.close();
    await preview.stop();
    await nlu.close?.();
  };
  try {
    await app.listen({ host: config.host, port: config.port });
    await preview.follow();
    const { packs, running } = preview.state();
    if (running && !packs.some(({ id }) => id === pack)) {
      throw new AppError('INPUT_INVALID', `there is no pack ${pack}\npacks: ${packs.map(({ id }) => id).join(', ')}`);
    }
  } catch (error) {
    await stop();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    throw new AppError('PORT_IN_USE', `${config.host}:${config.port} is taken; choose another with --port`);
  }
  return { url: `${config.publicBaseUrl}/preview`, preview, stop };
}

/** Whichever bot is running, behind one door; nobody answers while no sound content was read yet. */
function served(preview: LivePreview, channels: ReadonlyMap<ChannelId, Channel>): ServedBot {
  return {
    channels,
    metrics: createMetrics(),
    get fallback() {
      return { fr: preview.bot?.fallback.fr ?? '' };
    },
    get release() {
      return { hash: preview.bot?.release.hash ?? 'none' };
    },
    // Hanging up is no answer here: whoever tries a call dials again and goes on.
    accept: async (inbound) => {
      const bot = await preview.settled();
      await bot?.accept(inbound.filter(({ part }) => part.kind !== 'call' || part.event !== 'hung_up'));
    },
    note: async (statuses) => preview.bot?.note(statuses),
    answerTo: async (inbound) => (await preview.bot?.answerTo(inbound)) ?? [],
    countQueue: () => Promise.resolve(),
  };
}
