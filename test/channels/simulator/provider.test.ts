import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTwilioSms, createTwilioWhatsapp } from '../../../channels/index.js';
import { contactId } from '../../../channels/channel.js';
import { heldClock } from '../../../core/time.js';
import {
  SIMULATOR_CONTENT_SIDS,
  startProvider,
  type ProviderMessage,
  type StandaloneProvider,
} from '../../../channels/simulator/index.js';
import { ACCOUNT, choices, NOW, outbound } from '../samples.js';

const signal = () => new AbortController().signal;
const clock = heldClock(NOW);
let standIn: StandaloneProvider;
let stored: ProviderMessage[] = [];
let callbacks: { url: string; form: URLSearchParams; signature: string }[] = [];

beforeEach(async () => {
  stored = [];
  callbacks = [];
  standIn = await startProvider({
    ...ACCOUNT,
    clock,
    onMessage: (message) => stored.push(message),
    postCallback: (url, body, headers) => {
      callbacks.push({ url, form: new URLSearchParams(body), signature: headers['x-twilio-signature'] ?? '' });
      return Promise.resolve();
    },
  });
});
afterEach(() => standIn.stop());

const sms = () => createTwilioSms({ ...ACCOUNT, clock, from: '2700', apiBaseUrl: standIn.baseUrl });
const whatsapp = () =>
  createTwilioWhatsapp({
    ...ACCOUNT,
    clock,
    from: '+212520000001',
    apiBaseUrl: standIn.baseUrl,
    contentSids: SIMULATOR_CONTENT_SIDS,
    ownsStatusRoute: true,
  });
const rest = (path: string, init: RequestInit = {}) =>
  fetch(`${standIn.baseUrl}/2010-04-01/Accounts/${ACCOUNT.accountSid}${path}`, {
    ...init,
    headers: {
      authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`,
      ...(init.headers as Record<string, string> | undefined),
    },
  });

describe('the stand-in for the provider', () => {
  it('stores what the SMS channel sends and tells its way by signed callbacks', async () => {
    const result = await sms().send(outbound(), signal());
    await standIn.provider.settled();
    expect(result).toEqual({ kind: 'sent', externalId: stored[0]?.sid });
    expect(stored[0]).toMatchObject({ to: '+212600000001', from: '2700', status: 'queued', content: null });
    expect(stored[0]?.body).toContain('Avez-vous de la fièvre ?\n1 Oui');
    expect(callbacks.map(({ form }) => form.get('MessageStatus'))).toEqual(['sent', 'delivered']);
    expect(standIn.provider.find(stored[0]?.sid ?? '')?.status).toBe('delivered');
    for (const { url, form, signature } of callbacks) {
      const outcome = await sms().receive({
        method: 'POST',
        path: url.slice(ACCOUNT.publicBaseUrl.length),
        headers: new Map([['x-twilio-signature', signature]]),
        query: new Map(),
        body: Buffer.from(form.toString()),
      });
      expect(outcome).toMatchObject({ kind: 'accepted', statuses: [{ outboundId: 'm-000042' }] });
    }
  });

  it('is what the channel asks after a cut connection, and knows the message', async () => {
    standIn.provider.faults.next(1, { kind: 'cut_after_storing' });
    const message = outbound();
    expect(await sms().send(message, signal())).toMatchObject({ kind: 'retry', mayHaveArrived: true });
    expect(await sms().lookup(message, NOW, new Set(), signal())).toEqual({ kind: 'sent', externalId: stored[0]?.sid });
    await standIn.provider.settled();
    expect(await sms().lookup(message, NOW, new Set(), signal())).toEqual({ kind: 'sent', externalId: stored[0]?.sid });
  });

  it('does not know a message whose connection was cut before it was stored', async () => {
    standIn.provider.faults.next(1, { kind: 'cut_before_storing' });
    const message = outbound();
    expect(await sms().send(message, signal())).toMatchObject({ kind: 'retry', mayHaveArrived: true });
    expect(stored).toEqual([]);
    expect(await sms().lookup(message, NOW, new Set(), signal())).toEqual({ kind: 'not_sent' });
  });

  it('fails the next sends as told, in order, and then works again', async () => {
    standIn.provider.faults.next(2, { kind: 'fail', status: 503 });
    standIn.provider.faults.next(1, { kind: 'fail', status: 429, retryAfterSeconds: 7 });
    expect(await sms().send(outbound(), signal())).toMatchObject({ kind: 'retry', code: 'unreachable' });
    expect(await sms().send(outbound(), signal())).toMatchObject({ kind: 'retry', code: 'unreachable' });
    expect(await sms().send(outbound(), signal())).toMatchObject({ code: 'throttled', afterSeconds: 7 });
    expect(await sms().send(outbound(), signal())).toMatchObject({ kind: 'sent' });
    expect(stored).toHaveLength(1);
  });

  it('fails lookups apart from sends', async () => {
    standIn.provider.faults.nextReads(4, { kind: 'fail', status: 500 });
    expect(await sms().send(outbound(), signal())).toMatchObject({ kind: 'sent' });
    expect(await sms().lookup(outbound(), NOW, new Set(), signal())).toEqual({ kind: 'unknown' });
  });

  it('answers late when told to, after the message was stored', async () => {
    standIn.provider.faults.delay(400);
    const hurried = createTwilioSms({
      ...ACCOUNT,
      clock,
      from: '2700',
      apiBaseUrl: standIn.baseUrl,
      timeoutSeconds: 0.1,
    });
    expect(await hurried.send(outbound(), signal())).toMatchObject({ kind: 'retry', mayHaveArrived: true });
    expect(stored).toHaveLength(1);
    standIn.provider.faults.clear();
    expect(await hurried.send(outbound(), signal())).toMatchObject({ kind: 'sent' });
  });

  it('refuses people who opted out until they come back', async () => {
    standIn.provider.faults.optOut('+212600000001');
    expect(await sms().send(outbound(), signal())).toEqual({ kind: 'failed', code: 'contact_opted_out' });
    standIn.provider.faults.optOut('+212600000001', false);
    expect(await sms().send(outbound(), signal())).toMatchObject({ kind: 'sent' });
  });

  it('fills templates, so that a phone has real buttons and rows', async () => {
    const to = contactId('whatsapp:+212600000001');
    await whatsapp().send(outbound({ to }), signal());
    const many = choices('Fièvre', 'Toux', 'Douleur', 'Autre chose', 'Je ne sais pas');
    await whatsapp().send(outbound({ to, choices: many, menuLabel: 'Choisir' }), signal());
    expect(stored[0]?.content).toEqual({
      form: 'buttons',
      body: 'Avez-vous de la fièvre ?',
      menuLabel: '',
      options: [
        { id: 'c1', title: 'Oui' },
        { id: 'c2', title: 'Non' },
        { id: 'c3', title: 'Je ne sais pas' },
      ],
    });
    expect(stored[1]?.content).toMatchObject({ form: 'list', menuLabel: 'Choisir', options: { length: 5 } });
  });

  it.each([
    ['a template that does not exist', { ContentSid: 'HXnone', ContentVariables: '{}' }, 21655],
    [
      'variables that leave a title empty',
      { ContentSid: SIMULATOR_CONTENT_SIDS.qr1 ?? '', ContentVariables: '{"1":"Salam"}' },
      21656,
    ],
    ['variables that are no JSON', { ContentSid: SIMULATOR_CONTENT_SIDS.qr1 ?? '', ContentVariables: '{' }, 21656],
    ['no words', { Body: ' ' }, 21602],
    ['too many words', { Body: 'a'.repeat(1601) }, 21617],
    ['an address that is none', { To: 'Fatima', Body: 'x' }, 21211],
    ['nobody to send to', { To: '', Body: 'x' }, 21604],
    ['nobody who sends', { From: '', Body: 'x' }, 21603],
  ])('refuses %s with the code of the provider', async (_what, fields, code) => {
    const form = new URLSearchParams({ To: '+212600000001', From: '2700', ...fields });
    const response = await rest('/Messages.json', { method: 'POST', body: form });
    expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([400, code]);
    expect(stored).toEqual([]);
  });

  it('lists newest first, in pages that new messages do not shift, by address and date', async () => {
    const send = (to: string, body: string) =>
      rest('/Messages.json', { method: 'POST', body: new URLSearchParams({ To: to, From: '2700', Body: body }) });
    for (let each = 1; each <= 5; each += 1) await send('+212600000001', `n${each}`);
    await send('+212600000002', 'for somebody else');
    await standIn.provider.settled();
    const seen: string[] = [];
    let path: string | null = '/Messages.json?To=%2B212600000001&PageSize=2&DateSent%3E=2026-01-05T09:00:00Z';
    for (let page = 0; path !== null; page += 1) {
      const body = (await (await rest(path)).json()) as { messages: { body: string }[]; next_page_uri: string | null };
      seen.push(...body.messages.map((message) => message.body));
      path = body.next_page_uri?.slice(`/2010-04-01/Accounts/${ACCOUNT.accountSid}`.length) ?? null;
      if (page === 0) await send('+212600000001', 'came meanwhile');
    }
    expect(seen).toEqual(['n5', 'n4', 'n3', 'n2', 'n1']);
    const later = (await (await rest('/Messages.json?DateSent%3E=2026-01-05T09:00:01Z')).json()) as {
      messages: unknown[];
    };
    expect(later.messages).toEqual([]);
  });

  it('shows a message with the fields and the date form of the provider', async () => {
    await rest('/Messages.json', {
      method: 'POST',
      body: new URLSearchParams({ To: '+212600000001', From: '2700', Body: 'Salam' }),
    });
    await standIn.provider.settled();
    const read = (await (await rest(`/Messages/${stored[0]?.sid}.json`)).json()) as Record<string, unknown>;
    expect(read).toMatchObject({
      sid: stored[0]?.sid,
      to: '+212600000001',
      from: '2700',
      body: 'Salam',
      status: 'delivered',
      date_created: 'Mon, 05 Jan 2026 09:00:00 +0000',
      num_segments: '1',
    });
  });

  it('serves nobody without the account and its token', async () => {
    const paths = ['/Messages.json', '/Messages/SM1.json', '/Messages/SM1/Media/ME1'];
    for (const path of paths) {
      const headers = { authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:wrong`).toString('base64')}` };
      expect((await rest(path, { headers })).status).toBe(401);
    }
    expect((await rest('/Messages.json', { method: 'POST', headers: { authorization: '' } })).status).toBe(401);
    expect(stored).toEqual([]);
  });

  it('serves media to the channel that fetches them', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    const { path } = standIn.provider.keepMedia('MM1', { mediaType: 'image/jpeg', bytes });
    expect(await whatsapp().fetchMedia(`${standIn.baseUrl}${path}`, signal())).toEqual({
      mediaType: 'image/jpeg',
      bytes,
    });
  });

  it('keeps no more messages than it was told to', async () => {
    const small = await startProvider({ ...ACCOUNT, clock, keep: 3, postCallback: () => Promise.resolve() });
    for (let each = 0; each < 5; each += 1) {
      small.provider.create({
        to: '+212600000001',
        from: '2700',
        body: `n${each}`,
        content: null,
        statusCallback: null,
      });
    }
    expect(small.provider.messages().map((message) => message.body)).toEqual(['n2', 'n3', 'n4']);
    await small.stop();
  });
});
