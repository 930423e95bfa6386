import { afterEach, describe, expect, it } from 'vitest';
import { channelId, contactId } from '../../../channels/channel.js';
import { createTwilioSms, createTwilioWhatsapp } from '../../../channels/index.js';
import { SIMULATOR_CONTENT_SIDS } from '../../../channels/simulator/index.js';
import type { CallReply, WireEvent, WireHistory } from '../../../channels/simulator/wire.js';
import { heldClock } from '../../../core/time.js';
import { NOW, outbound } from '../samples.js';
import { NUMBERS, PERSON, TWILIO, wired, type Wired } from './parts.js';

let site: Wired;
afterEach(() => site.app.close());

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  site.app.inject({ method: 'POST', url, payload, headers });
const send = (what: object) => post('/simulator/send', { phone: PERSON, channel: 'whatsapp', ...what });
const history = async () =>
  (await site.app.inject({ url: `/simulator/history?phone=${encodeURIComponent(PERSON)}` })).json<WireHistory>();
const call = async (what: object) => (await post('/simulator/call', { phone: PERSON, ...what })).json<CallReply>();

const QUESTION = outbound({
  channelId: channelId('voice'),
  to: contactId(PERSON),
  speech: [{ id: 'fever', text: 'Avez-vous de la fièvre ? Oui, tapez 1.' }],
});

describe('the phones of the simulator', () => {
  it.each([
    ['words on WhatsApp', { text: '3andi l7ri9 f sadri' }, { kind: 'text', text: '3andi l7ri9 f sadri' }],
    ['words by SMS', { channel: 'sms', text: 'ⴰⵣⵓⵍ' }, { kind: 'text', text: 'ⴰⵣⵓⵍ' }],
    ['a button', { buttonId: 'c1', title: 'Oui' }, { kind: 'choice', choiceId: 'c1', title: 'Oui' }],
    ['a list row', { listId: 'c7', title: 'Autre' }, { kind: 'choice', choiceId: 'c7', title: 'Autre' }],
    [
      'a place',
      { location: { latitude: 31.63, longitude: -8, label: 'Souk' } },
      { kind: 'location', latitude: 31.63, longitude: -8, label: 'Souk' },
    ],
    ['STOP', { stop: true }, { kind: 'opt_out' }],
    ['STOP by SMS', { channel: 'sms', stop: true }, { kind: 'opt_out' }],
  ])('sends %s by a webhook that the real channel believes', async (_what, request, part) => {
    site = await wired();
    const answer = await send(request);
    expect(answer.json()).toMatchObject({ status: 200, accepted: true });
    expect(site.outcomes).toEqual(['accepted']);
    expect(site.inbound[0]).toMatchObject({
      part,
      phone: PERSON,
      externalId: answer.json<{ messageSid: string }>().messageSid,
    });
  });

  it('sends photos and voice notes that the channel can fetch, and shows them to the page', async () => {
    site = await wired();
    const bytes = Buffer.from('OggS voice');
    const dataUrl = `data:audio/ogg;codecs=opus;base64,${bytes.toString('base64')}`;
    await send({ media: { dataUrl, caption: 'smeni' } });
    const part = site.inbound[0]?.part;
    if (part?.kind !== 'media') throw new Error('no media arrived');
    expect(part).toMatchObject({ mediaType: 'audio/ogg', caption: 'smeni' });
    expect(
      part.ref.startsWith(`${TWILIO.publicBaseUrl}/simulator/twilio/2010-04-01/Accounts/${TWILIO.accountSid}/`),
    ).toBe(true);
    const baseUrl = await site.app.listen({ host: '127.0.0.1', port: 0 });
    const channel = createTwilioWhatsapp({
      ...TWILIO,
      clock: heldClock(NOW),
      from: '+212520000001',
      apiBaseUrl: `${baseUrl}/simulator/twilio`,
    });
    const fetched = await channel.fetchMedia(
      part.ref.replace(TWILIO.publicBaseUrl, baseUrl),
      new AbortController().signal,
    );
    expect([fetched.mediaType, Buffer.from(fetched.bytes).toString()]).toEqual(['audio/ogg', 'OggS voice']);
    const shown = (await history()).messages[0]?.media;
    const seen = await site.app.inject({ url: shown?.url ?? '' });
    expect([shown?.mediaType, seen.headers['content-type'], seen.body]).toEqual([
      'audio/ogg',
      'audio/ogg',
      'OggS voice',
    ]);
  });

  it('can post the same webhook twice, under one id', async () => {
    site = await wired();
    await send({ text: 'bonjour', duplicate: true });
    expect(site.inbound.map(({ externalId }) => externalId)).toEqual([
      site.inbound[0]?.externalId,
      site.inbound[0]?.externalId,
    ]);
    expect((await history()).messages).toMatchObject([{ text: 'bonjour', posted: 2, status: 'accepted' }]);
  });

  it('shows both sides of a conversation with what the network counts', async () => {
    site = await wired();
    await post('/simulator/send', { phone: PERSON, channel: 'sms', text: 'صدري كيضرني' });
    const baseUrl = await site.app.listen({ host: '127.0.0.1', port: 0 });
    const options = { ...TWILIO, clock: heldClock(NOW), apiBaseUrl: `${baseUrl}/simulator/twilio` };
    const signal = new AbortController().signal;
    await createTwilioSms({ ...options, from: NUMBERS.smsFrom }).send(outbound({ to: contactId(PERSON) }), signal);
    await createTwilioWhatsapp({ ...options, from: NUMBERS.whatsappFrom, contentSids: SIMULATOR_CONTENT_SIDS }).send(
      outbound({ id: 'm-2', to: contactId(`whatsapp:${PERSON}`) }),
      signal,
    );
    await site.provider.settled();
    const { messages, numbers } = await history();
    expect(numbers).toEqual({ whatsapp: '+212520000001', sms: '2700', voice: '+212520000002' });
    expect(messages).toMatchObject([
      { by: 'person', channel: 'sms', sms: { encoding: 'ucs2', parts: 1 }, status: 'accepted' },
      { by: 'service', channel: 'sms', sms: { encoding: 'gsm7', parts: 1 }, status: 'delivered', choices: null },
      {
        by: 'service',
        channel: 'whatsapp',
        sms: null,
        choices: { form: 'buttons', options: [{ id: 'c1', title: 'Oui' }, {}, {}] },
      },
    ]);
    const sid = messages[2]?.sid;
    expect((await post('/simulator/read', { phone: PERSON, sid })).statusCode).toBe(204);
    expect((await post('/simulator/read', { phone: PERSON, sid: messages[1]?.sid })).statusCode).toBe(204);
    expect(site.statuses).toEqual([
      'm-000042 accepted',
      'm-000042 delivered',
      'm-2 accepted',
      'm-2 delivered',
      'm-2 read',
    ]);
  });

  it('streams messages and ticks to the page of that person only', async () => {
    site = await wired();
    const baseUrl = await site.app.listen({ host: '127.0.0.1', port: 0 });
    const stream = await fetch(`${baseUrl}/simulator/events?phone=${encodeURIComponent(PERSON)}`);
    const events: WireEvent[] = [];
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await post('/simulator/send', { phone: '+212600000009', channel: 'sms', text: 'somebody else' });
    await send({ text: 'salam' });
    site.provider.create({
      to: `whatsapp:${PERSON}`,
      from: NUMBERS.whatsappFrom,
      body: 'Bonjour',
      content: null,
      statusCallback: null,
    });
    let text = '';
    while (events.length < 5) {
      text += (await reader?.read())?.value ?? '';
      events.splice(
        0,
        events.length,
        ...text
          .split('\n')
          .filter((line) => line.startsWith('data: '))
          .map((line) => JSON.parse(line.slice(6)) as WireEvent),
      );
    }
    expect(
      events.map((event) => (event.type === 'message' ? event.message.text : event.type === 'status' && event.status)),
    ).toEqual(['salam', 'accepted', 'Bonjour', 'sent', 'delivered']);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
  });

  it('tells the page when the webhook was refused', async () => {
    site = await wired();
    site.app.addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/channels/')) await reply.status(503).send();
    });
    expect((await send({ text: 'bonjour' })).json()).toMatchObject({ status: 503, accepted: false });
    expect((await history()).messages).toMatchObject([{ status: 'refused' }]);
  });

  it.each([
    ['no phone', { phone: 'Fatima', text: 'x' }],
    ['nothing to send', {}],
    ['two things at once', { text: 'x', stop: true }],
    ['a photo by SMS', { channel: 'sms', media: { dataUrl: 'data:image/jpeg;base64,AAAA' } }],
    ['a file that is neither photo nor voice', { media: { dataUrl: 'data:text/html;base64,AAAA' } }],
    ['a place beyond the poles', { location: { latitude: 91, longitude: 0 } }],
  ])('refuses %s', async (_what, request) => {
    site = await wired();
    expect((await send(request)).statusCode).toBe(400);
    expect(site.outcomes).toEqual([]);
  });

  it('refuses requests under a name that is not its own, and says what it may load', async () => {
    site = await wired();
    expect(
      (await post('/simulator/send', { phone: PERSON, channel: 'sms', text: 'x' }, { host: 'evil.example' }))
        .statusCode,
    ).toBe(403);
    const page = await site.app.inject({ url: '/simulator', headers: { host: 'localhost:3978' } });
    expect([200, 503]).toContain(page.statusCode);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(site.outcomes).toEqual([]);
  });
});

describe('the call of the simulator', () => {
  it('begins, presses keys, stays silent and hangs up as a provider would', async () => {
    site = await wired([QUESTION]);
    const begun = await call({});
    expect(begun).toMatchObject({
      status: 200,
      problem: null,
      steps: [{ verb: 'gather', numDigits: 1, prompts: [{ verb: 'say', language: 'fr-FR' }] }, { verb: 'redirect' }],
    });
    const [gather] = begun.steps;
    if (gather?.verb !== 'gather') throw new Error('no question');
    const here = { callSid: begun.callSid, action: gather.action };
    await call({ ...here, digits: '1' });
    await call({ ...here, noInput: true });
    const ended = await call({ callSid: begun.callSid, hangUp: true, seconds: 12 });
    expect(ended).toEqual({ callSid: begun.callSid, status: 200, steps: [], problem: null });
    expect(site.inbound.map(({ part, answers, externalId }) => [part, answers, externalId.split(':')[1]])).toEqual([
      [{ kind: 'call', event: 'started' }, null, 'start'],
      [{ kind: 'keys', keys: '1' }, 'm-000042', 'm-000042'],
      [{ kind: 'call', event: 'no_input' }, 'm-000042', 'm-000042'],
      [{ kind: 'call', event: 'hung_up' }, null, 'end'],
    ]);
    expect(new Set(site.inbound.map(({ externalId }) => externalId.split(':')[0]))).toEqual(new Set([begun.callSid]));
  });

  it('hides the number of a caller who wishes so', async () => {
    site = await wired([QUESTION]);
    await post('/simulator/call', { phone: 'anonymous' });
    expect(site.inbound[0]?.phone).toBeNull();
  });

  it.each([
    'https://elsewhere.example/channels/twilio/voice?step=m-1',
    '/api/desk/cases',
    '/channels/twilio/voice/../../../api/desk',
    'javascript:alert(1)',
  ])('posts nowhere but to our own voice webhook: %s', async (action) => {
    site = await wired([QUESTION]);
    const { callSid } = await call({});
    const refused = await post('/simulator/call', { phone: PERSON, callSid, action, digits: '1' });
    expect(refused.statusCode).toBe(400);
    expect(site.inbound).toHaveLength(1);
  });

  it('plays recordings from its own address, with their words where they are known', async () => {
    site = await wired([QUESTION], {
      prompts: { url: (form, id) => `${TWILIO.publicBaseUrl}/media/prompts/${form}-${id}.wav` },
      promptText: (id) => (id === 'fr-fever.wav' ? 'Avez-vous de la fièvre ?' : null),
    });
    expect((await call({})).steps[0]).toMatchObject({
      prompts: [{ verb: 'play', url: '/media/prompts/fr-fever.wav', text: 'Avez-vous de la fièvre ?' }],
    });
  });

  it('says so when the webhook fails, instead of pretending', async () => {
    site = await wired();
    site.app.addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/channels/')) await reply.status(500).send('<oops');
    });
    expect(await call({})).toMatchObject({ status: 500, steps: [], problem: 'the webhook answered 500' });
  });
});
