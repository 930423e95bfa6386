import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.js';
import { createTwilioSms, createTwilioWhatsapp, type TwilioWhatsappOptions } from '../../channels/index.js';
import { contactId } from '../../channels/channel.js';
import { heldClock } from '../../core/time.js';
import { ACCOUNT, bodyOf, choices, closedPort, NOW, outbound, withServer } from './samples.js';

const signal = () => new AbortController().signal;
const options = (apiBaseUrl: string) => ({ ...ACCOUNT, clock: heldClock(NOW), from: '+212520000001', apiBaseUrl });

/** Sends one message to a provider that answers as told; returns the result and the form that arrived. */
async function sendTo(
  listener: RequestListener,
  message = outbound(),
  make: (apiBaseUrl: string) => Channel = (url) => createTwilioSms(options(url)),
) {
  let form = new URLSearchParams();
  let authorization = '';
  let path = '';
  const result = await withServer(
    (request, response) => {
      authorization = request.headers.authorization ?? '';
      path = request.url ?? '';
      void bodyOf(request).then((body) => {
        form = new URLSearchParams(body);
        listener(request, response);
      });
    },
    (baseUrl) => make(baseUrl).send(message, signal()),
  );
  return { result, form: Object.fromEntries(form), authorization, path };
}

function answering(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}
const created = answering(201, { sid: 'SM1', status: 'queued', body: 'x' });

describe('sending by Twilio', () => {
  it('creates the message with everything the provider needs', async () => {
    const { result, form, authorization, path } = await sendTo(created, outbound({ text: 'Fête ?' }));
    expect(result).toEqual({ kind: 'sent', externalId: 'SM1' });
    expect(path).toBe('/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json');
    expect(authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`);
    expect(form).toEqual({
      To: '+212600000001',
      From: '+212520000001',
      Body: 'Fete ?\n1 Oui\n2 Non\n3 Je ne sais pas',
      StatusCallback: 'https://labas.example/channels/twilio/status?id=m-000042',
      ValidityPeriod: '600',
    });
  });

  it('keeps Arabic, Tifinagh and emoji as they are', async () => {
    const { form } = await sendTo(created, outbound({ text: 'عيط على 141 ⴰⵣⵓⵍ 👍', choices: [] }));
    expect(form['Body']).toBe('عيط على 141 ⴰⵣⵓⵍ 👍');
  });

  it('sends WhatsApp choices as numbers, and does not fold', async () => {
    const { form } = await sendTo(
      created,
      outbound({ to: contactId('whatsapp:MA.12'), text: 'Êtes-vous sûr ?' }),
      (url) => createTwilioWhatsapp({ ...options(url), statusCallback: false }),
    );
    expect(form).toMatchObject({
      To: 'whatsapp:MA.12',
      From: 'whatsapp:+212520000001',
      Body: 'Êtes-vous sûr ?\n1 Oui\n2 Non\n3 Je ne sais pas',
    });
    expect(form).not.toHaveProperty('StatusCallback');
  });

  it('uses a messaging service when that is what it was given', async () => {
    const { form } = await sendTo(created, outbound(), (url) => createTwilioSms({ ...options(url), from: 'MG0123' }));
    expect(form['MessagingServiceSid']).toBe('MG0123');
    expect(form).not.toHaveProperty('From');
  });

  describe('with content templates', () => {
    const rich =
      (more: Partial<TwilioWhatsappOptions> = {}) =>
      (url: string) =>
        createTwilioWhatsapp({ ...options(url), contentSids: { qr3: 'HXqr3', list4: 'HXlist4' }, ...more });

    it('sends buttons', async () => {
      const { form } = await sendTo(created, outbound(), rich());
      expect(form['ContentSid']).toBe('HXqr3');
      expect(form).not.toHaveProperty('Body');
      expect(JSON.parse(form['ContentVariables'] ?? '')).toEqual({
        1: 'Avez-vous de la fièvre ?',
        2: 'Oui',
        3: 'c1',
        4: 'Non',
        5: 'c2',
        6: 'Je ne sais pas',
        7: 'c3',
      });
    });

    it('sends a list', async () => {
      const { form } = await sendTo(created, outbound({ choices: choices('a', 'b', 'c', 'd') }), rich());
      expect(form['ContentSid']).toBe('HXlist4');
      expect(JSON.parse(form['ContentVariables'] ?? '')).toMatchObject({
        1: 'Avez-vous de la fièvre ?',
        2: 'Choisir',
        3: 'a',
        4: 'c1',
        10: 'c4',
      });
    });

    it('sends the approved template in place of the words, whole and without variables, where the account has it', async () => {
      const knock = outbound({ template: 'follow_up' });
      const { form } = await sendTo(created, knock, rich({ followUpTemplate: 'HXneutral' }));
      expect([form['ContentSid'], form['ContentVariables']]).toEqual(['HXneutral', '{}']);
      expect(form).not.toHaveProperty('Body');
      expect(rich({ followUpTemplate: 'HXneutral' })('http://127.0.0.1:1').capabilities.templates).toEqual([
        'follow_up',
      ]);
      expect(rich()('http://127.0.0.1:1').capabilities.templates).toEqual([]);
    });

    it('falls back to numbers without a template of that size, or with words that cannot be variables', async () => {
      const two = await sendTo(created, outbound({ choices: choices('Oui', 'Non') }), rich());
      expect(two.form['Body']).toBe('Avez-vous de la fièvre ?\n1 Oui\n2 Non');
      const lines = outbound({ text: 'Bonjour.\nAvez-vous de la fièvre ?' });
      expect((await sendTo(created, lines, rich())).form['Body']).toContain('1 Oui');
      const channel = rich()('http://127.0.0.1:1');
      expect(channel.show(lines)).toEqual(['Bonjour.\nAvez-vous de la fièvre ?\n1 Oui\n2 Non\n3 Je ne sais pas']);
      expect(channel.show(outbound())).toEqual(['Avez-vous de la fièvre ?\n[Oui] [Non] [Je ne sais pas]']);
    });
  });

  it.each([
    [
      429,
      { code: 20429 },
      { 'retry-after': '7' },
      { kind: 'retry', code: 'throttled', afterSeconds: 7, mayHaveArrived: false },
    ],
    [429, 'busy', {}, { kind: 'retry', code: 'throttled', afterSeconds: 1, mayHaveArrived: false }],
    [400, { code: 21610 }, {}, { kind: 'failed', code: 'contact_opted_out' }],
    [400, { code: 21614 }, {}, { kind: 'failed', code: 'unreachable' }],
    [400, { code: 21617 }, {}, { kind: 'failed', code: 'message_invalid' }],
    [400, { code: 63016 }, {}, { kind: 'failed', code: 'window_closed' }],
    [400, { code: 63018 }, {}, { kind: 'retry', code: 'throttled', afterSeconds: 6, mayHaveArrived: false }],
    [400, { code: 99999 }, {}, { kind: 'failed', code: 'rejected' }],
    [401, { code: 20003 }, {}, { kind: 'retry', code: 'config_invalid', afterSeconds: 60, mayHaveArrived: false }],
    [500, 'oops', {}, { kind: 'retry', code: 'unreachable', mayHaveArrived: true }],
    [
      503,
      {},
      { 'retry-after': 'Mon, 05 Jan 2026 09:00:30 GMT' },
      { kind: 'retry', code: 'unreachable', afterSeconds: 30, mayHaveArrived: true },
    ],
    [201, 'not json', {}, { kind: 'retry', code: 'response_unreadable', mayHaveArrived: true }],
    [201, { sid: '' }, {}, { kind: 'retry', code: 'response_unreadable', mayHaveArrived: true }],
    [302, '', { location: 'https://elsewhere.example/' }, { kind: 'failed', code: 'config_invalid' }],
  ])('answers %i %j as it must', async (status, body, headers, expected) => {
    expect((await sendTo(answering(status, body, headers))).result).toEqual(expected);
  });

  it('knows that a connection cut after the request left may have delivered it', async () => {
    const { result } = await sendTo((request) => request.socket.destroy());
    expect(result).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: true });
  });

  it('knows that an answer cut in its middle means a message was probably created', async () => {
    const { result } = await sendTo((request, response) => {
      response.writeHead(201, { 'content-length': '100' });
      response.write('{"sid"', () => request.socket.destroy());
    });
    expect(result).toEqual({ kind: 'retry', code: 'response_unreadable', mayHaveArrived: true });
  });

  it('knows that nothing arrived when nobody listens', async () => {
    const result = await createTwilioSms(options(await closedPort())).send(outbound(), signal());
    expect(result).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: false });
  });

  it('gives up on a provider that does not answer in time', async () => {
    const { result } = await sendTo(
      () => undefined,
      outbound(),
      (url) => createTwilioSms({ ...options(url), timeoutSeconds: 0.05 }),
    );
    expect(result).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: true });
  });

  it('stops when it is told to, before and during the request', async () => {
    const before = await createTwilioSms(options('http://127.0.0.1:1')).send(outbound(), AbortSignal.abort());
    expect(before).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: false });
    const during = new AbortController();
    const result = await withServer(
      () => during.abort(),
      (url) => createTwilioSms(options(url)).send(outbound(), during.signal),
    );
    expect(result).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: true });
  });

  it('does not send what the provider would refuse, and does not read an endless answer', async () => {
    const none = createTwilioSms(options('http://127.0.0.1:1'));
    expect(await none.send(outbound({ text: 'a'.repeat(1600) }), signal())).toEqual({
      kind: 'failed',
      code: 'message_invalid',
    });
    expect(await none.send(outbound({ text: ' ', choices: [] }), signal())).toEqual({
      kind: 'failed',
      code: 'message_invalid',
    });
    const { result } = await sendTo(answering(201, 'x'.repeat(300_000)));
    expect(result).toEqual({ kind: 'retry', code: 'response_unreadable', mayHaveArrived: true });
  });
});

describe('asking Twilio whether a message was sent', () => {
  const since = NOW;
  const body = 'Avez-vous de la fièvre ?\n1 Oui\n2 Non\n3 Je ne sais pas';
  const row = (sid: string, seconds: number, text = body) => ({
    sid,
    body: text,
    date_created: new Date(NOW.getTime() + seconds * 1000).toUTCString(),
  });

  async function lookup(pages: (path: string) => unknown, known: readonly string[] = []) {
    const asked: string[] = [];
    const found = await withServer(
      (request, response) => {
        asked.push(request.url ?? '');
        const page = pages(request.url ?? '');
        if (page === undefined) return request.socket.destroy();
        response.end(JSON.stringify(page));
      },
      (url) => createTwilioSms(options(url)).lookup(outbound(), since, new Set(known), signal()),
    );
    return { found, asked };
  }

  it('finds the same words, sent to the same person since then', async () => {
    const { found, asked } = await lookup(() => ({
      messages: [row('SM0', 5, 'autre'), row('SM9', -3), row('SM1', 1)],
      next_page_uri: null,
    }));
    expect(found).toEqual({ kind: 'sent', externalId: 'SM1' });
    const query = new URLSearchParams(asked[0]?.split('?')[1]);
    expect(Object.fromEntries(query)).toEqual({
      To: '+212600000001',
      PageSize: '1000',
      'DateSent>': '2026-01-05T08:59:58Z',
    });
  });

  it('allows for whole seconds and a slow clock', async () => {
    expect((await lookup(() => ({ messages: [row('SM1', -2)] }))).found).toEqual({ kind: 'sent', externalId: 'SM1' });
  });

  it('passes over ids that belong to other messages', async () => {
    const page = { messages: [row('SM1', 1), row('SM2', 2)] };
    expect((await lookup(() => page, ['SM1'])).found).toEqual({ kind: 'sent', externalId: 'SM2' });
    expect((await lookup(() => page, ['SM1', 'SM2'])).found).toEqual({ kind: 'not_sent' });
  });

  it('follows pages, at its own provider only', async () => {
    const next = (path: string) =>
      path.includes('Page=1') ? { messages: [row('SM5', 1)] } : { messages: [], next_page_uri: '/next?Page=1' };
    expect((await lookup(next)).found).toEqual({ kind: 'sent', externalId: 'SM5' });
    const away = await lookup(() => ({ messages: [], next_page_uri: 'http://127.0.0.1:1/elsewhere' }));
    expect(away.found).toEqual({ kind: 'not_sent' });
  });

  it('also finds a message that waits in the queue and has no sending date to filter by', async () => {
    const { found } = await lookup((path) => ({ messages: path.includes('DateSent') ? [] : [row('SM7', 1)] }));
    expect(found).toEqual({ kind: 'sent', externalId: 'SM7' });
  });

  it('says "not sent" only when the provider said so', async () => {
    expect((await lookup(() => ({ messages: [] }))).found).toEqual({ kind: 'not_sent' });
    expect((await lookup(() => undefined)).found).toEqual({ kind: 'unknown' });
    expect((await lookup(() => ({ error: 1 }))).found).toEqual({ kind: 'unknown' });
    expect((await lookup(() => ({ messages: [], next_page_uri: '/again' }))).found).toEqual({ kind: 'unknown' });
  });

  it('finds what it sent itself, byte for byte', async () => {
    const sent: { sid: string; body: string | null; date_created: string }[] = [];
    await withServer(
      (request, response) => {
        void bodyOf(request).then((form) => {
          if (request.method === 'GET') return response.end(JSON.stringify({ messages: sent }));
          sent.push({ sid: 'SM1', body: new URLSearchParams(form).get('Body'), date_created: NOW.toUTCString() });
          return request.socket.destroy();
        });
      },
      async (url) => {
        const channel = createTwilioSms(options(url));
        const message = outbound({ text: ' « Fête » \n\nœil €  ' });
        expect(await channel.send(message, signal())).toMatchObject({ kind: 'retry', mayHaveArrived: true });
        expect(await channel.lookup(message, NOW, new Set(), signal())).toEqual({ kind: 'sent', externalId: 'SM1' });
      },
    );
  });
});
