import { describe, expect, it } from 'vitest';
import { channelId } from '../../../channels/channel.js';
import { createTwilioSms, createTwilioVoice, createTwilioWhatsapp, noPrompts } from '../../../channels/index.js';
import { createLocalChannel, type LocalChannelKind } from '../../../channels/simulator/index.js';
import { systemClock } from '../../../core/time.js';
import type { Outbound } from '../../../core/message.js';
import { ACCOUNT, NOW, outbound } from '../samples.js';

const signal = () => new AbortController().signal;
const options = { ...ACCOUNT, clock: systemClock, from: '2700' };
const real = {
  whatsapp: createTwilioWhatsapp(options),
  sms: createTwilioSms(options),
  voice: createTwilioVoice({ ...options, prompts: noPrompts, failureLines: [] }),
};
const KINDS: readonly LocalChannelKind[] = ['whatsapp', 'sms', 'voice'];

function request(body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method: 'POST' as const, path: '/', headers: new Map(), query: new Map(), body: Buffer.from(text) };
}
const said = {
  externalId: 'w-1',
  from: 'whatsapp:+212600000001',
  phone: '+212600000001',
  part: { kind: 'text', text: 'salam' },
  sentAt: NOW.toISOString(),
};

describe('the local channel', () => {
  it.each(KINDS)('looks like the real %s channel', (kind) => {
    const local = createLocalChannel({ kind, onSend: () => undefined });
    const long = outbound({
      text: 'Êtes-vous essoufflé ? '.repeat(30),
      speech: kind === 'voice' ? [{ id: 'a', text: 'Oui ?' }] : null,
    });
    expect([local.id, local.capabilities]).toEqual([real[kind].id, real[kind].capabilities]);
    for (const message of [outbound(), long]) {
      expect(local.show(message)).toEqual(real[kind].show(message));
      expect(local.fits(message)).toEqual(real[kind].fits(message));
    }
    expect([local.routes, local.secrets()]).toEqual([[], []]);
  });

  it('hands what is sent to its owner, and knows it afterwards', async () => {
    const sent: Outbound[] = [];
    const local = createLocalChannel({ kind: 'sms', onSend: (message) => sent.push(message) });
    expect(await local.lookup(outbound(), NOW, new Set(), signal())).toEqual({ kind: 'not_sent' });
    expect(await local.send(outbound(), signal())).toEqual({ kind: 'sent', externalId: 'local:m-000042' });
    expect(await local.lookup(outbound(), NOW, new Set(), signal())).toEqual({
      kind: 'sent',
      externalId: 'local:m-000042',
    });
    expect(sent).toEqual([outbound()]);
  });

  it('cannot call anybody back, but hears the answers of a call', async () => {
    const sent: Outbound[] = [];
    const local = createLocalChannel({ kind: 'voice', onSend: (message) => sent.push(message) });
    expect(await local.send(outbound(), signal())).toMatchObject({ kind: 'failed' });
    const outcome = await local.receive(request({ ...said, part: { kind: 'keys', keys: '1' }, answers: 'm-1' }));
    if (outcome.kind !== 'accepted') throw new Error('not accepted');
    const reply = outcome.answer([outbound({ speech: [{ id: 'a', text: 'Appelez le 141.' }], last: true })]);
    expect(JSON.parse(reply.body)).toEqual({ shown: ['Appelez le 141.'] });
    expect(sent).toHaveLength(1);
  });

  it('understands what it is given as JSON', async () => {
    const local = createLocalChannel({ kind: 'whatsapp', onSend: () => undefined });
    expect(await local.receive(request(said))).toMatchObject({
      kind: 'accepted',
      inbound: [{ ...said, channelId: channelId('whatsapp'), sentAt: NOW, answers: null }],
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no sender', { ...said, from: '' }],
    ['no time', { ...said, sentAt: 'yesterday' }],
    ['a part that does not exist', { ...said, part: { kind: 'sticker' } }],
    ['keys that are none', { ...said, part: { kind: 'keys', keys: 'a' } }],
  ])('refuses %s', async (_what, body) => {
    const local = createLocalChannel({ kind: 'sms', onSend: () => undefined });
    expect(await local.receive(request(body))).toMatchObject({ kind: 'rejected', reply: { status: 400 } });
  });

  it('fetches what was attached and nothing else', async () => {
    const local = createLocalChannel({ kind: 'whatsapp', onSend: () => undefined });
    const photo = { mediaType: 'image/jpeg', bytes: Uint8Array.from([1, 2]) };
    expect(await local.fetchMedia(local.attach(photo), signal())).toEqual(photo);
    await expect(local.fetchMedia('local:photo', signal())).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE' });
  });
});
