import { describe, expect, it } from 'vitest';
import {
  createKannelSms,
  createTwilioSms,
  createTwilioVoice,
  createTwilioWhatsapp,
  noPrompts,
} from '../../channels/index.js';
import { heldClock } from '../../core/time.js';
import { channelSuite } from '../suites/channel.suite.js';
import { ACCOUNT, KANNEL_SECRET, kannelCases, NOW, signed, twilioCases } from './samples.js';

const clock = heldClock(NOW);
const forgedSignature = (request: Parameters<typeof signed>[0]) => ({
  ...request,
  headers: new Map([['x-twilio-signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=']]),
});

channelSuite('whatsapp by Twilio', {
  channel: createTwilioWhatsapp({ ...ACCOUNT, clock, from: '+212520000000' }),
  recorded: twilioCases('whatsapp'),
  genuine: signed,
  forged: forgedSignature,
});

channelSuite('sms by Twilio', {
  channel: createTwilioSms({ ...ACCOUNT, clock, from: '+212520000001' }),
  recorded: twilioCases('sms', 'status'),
  genuine: signed,
  forged: forgedSignature,
});

channelSuite('voice by Twilio', {
  channel: createTwilioVoice({
    ...ACCOUNT,
    clock,
    prompts: noPrompts,
    failureLines: [{ form: 'fr', id: 'common.failure', text: 'Appelez le 141.' }],
  }),
  recorded: twilioCases('voice'),
  genuine: signed,
  forged: forgedSignature,
});

channelSuite('sms by Kannel', {
  channel: createKannelSms({
    sendSmsUrl: 'http://127.0.0.1:1/cgi-bin/sendsms',
    username: 'bot',
    password: 'held-password',
    secret: KANNEL_SECRET,
    from: '2700',
    publicBaseUrl: 'http://127.0.0.1:3978',
    clock,
  }),
  recorded: kannelCases(),
  genuine: (request) => request,
  forged: (request) => ({ ...request, path: request.path.replace(encodeURIComponent(KANNEL_SECRET), 'guess') }),
});

describe('routes', () => {
  it('leave the status callbacks to one channel, also without SMS by Twilio', () => {
    const status = '/channels/twilio/status';
    const paths = (channel: { routes: readonly { path: string }[] }) => channel.routes.map((route) => route.path);
    const options = { ...ACCOUNT, clock, from: '+212520000000' };
    expect(paths(createTwilioSms(options))).toContain(status);
    expect(paths(createTwilioWhatsapp(options))).not.toContain(status);
    expect(paths(createTwilioWhatsapp({ ...options, ownsStatusRoute: true }))).toContain(status);
  });
});
