import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { contactId } from '../../channels/channel.js';
import { createKannelSms } from '../../channels/index.js';
import { heldClock } from '../../core/time.js';
import { closedPort, KANNEL_SECRET, kannelRequest, NOW, outbound, withServer } from './samples.js';

const signal = () => new AbortController().signal;
const channel = (baseUrl: string, timeoutSeconds = 5) =>
  createKannelSms({
    sendSmsUrl: `${baseUrl}/cgi-bin/sendsms`,
    username: 'bot',
    password: 'held-password',
    secret: KANNEL_SECRET,
    from: '2700',
    publicBaseUrl: 'http://127.0.0.1:3978',
    clock: heldClock(NOW),
    timeoutSeconds,
  });

async function sendTo(listener: RequestListener, message = outbound(), timeoutSeconds = 5) {
  let query: Record<string, string> = {};
  const result = await withServer(
    (request, response) => {
      query = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams);
      listener(request, response);
    },
    (url) => channel(url, timeoutSeconds).send(message, signal()),
  );
  return { result, query };
}
const answering =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(body);
const accepted = answering(202, '0: Accepted for delivery');

describe('sending by Kannel', () => {
  it('folds French to GSM-7 itself and asks for reports under our own id', async () => {
    const { result, query } = await sendTo(accepted, outbound({ text: 'Reçu : « fête » ?', choices: [] }));
    expect(result).toEqual({ kind: 'sent', externalId: 'm-000042' });
    expect(query).toEqual({
      username: 'bot',
      password: 'held-password',
      from: '2700',
      to: '+212600000001',
      text: 'Recu : "fete" ?',
      charset: 'UTF-8',
      coding: '0',
      'dlr-mask': '31',
      'dlr-url': `http://127.0.0.1:3978/channels/kannel/${encodeURIComponent(KANNEL_SECRET)}/dlr?mid=m-000042&st=%d`,
      validity: '10',
    });
  });

  it('asks for UCS-2 for everything else', async () => {
    const { query } = await sendTo(accepted, outbound({ text: 'ⴰⵣⵓⵍ، راسي', choices: [] }));
    expect(query).toMatchObject({ text: 'ⴰⵣⵓⵍ، راسي', coding: '2', charset: 'UTF-8' });
  });

  it('keeps an emoji in one piece where Kannel would cut it', async () => {
    const { query } = await sendTo(accepted, outbound({ text: `${'س'.repeat(66)}👍 شكرا`, choices: [] }));
    expect(query['text']).toBe(`${'س'.repeat(66)} 👍 شكرا`);
  });

  it('gets its report back at the address that it gave', async () => {
    const { query } = await sendTo(accepted);
    const url = new URL((query['dlr-url'] ?? '').replace('%d', '1'));
    const outcome = await channel('http://127.0.0.1:1').receive(kannelRequest(`${url.pathname}${url.search}`));
    expect(outcome).toMatchObject({ kind: 'accepted', statuses: [{ outboundId: 'm-000042', state: 'delivered' }] });
  });

  it.each([
    [202, '3: Queued for later delivery', { kind: 'sent', externalId: 'm-000042' }],
    [202, 'hello', { kind: 'retry', code: 'response_unreadable', mayHaveArrived: true }],
    [
      403,
      'Authorization failed for sendsms',
      { kind: 'retry', code: 'config_invalid', afterSeconds: 60, mayHaveArrived: false },
    ],
    [400, 'Missing receiver number, rejected', { kind: 'failed', code: 'message_invalid' }],
    [
      503,
      'Temporal failure, try again later.',
      { kind: 'retry', code: 'unreachable', afterSeconds: 5, mayHaveArrived: false },
    ],
    [500, '', { kind: 'retry', code: 'unreachable', mayHaveArrived: true }],
  ])('reads %i %s', async (status, body, expected) => {
    expect((await sendTo(answering(status, body))).result).toEqual(expected);
  });

  it('tells a cut connection and silence from nobody there', async () => {
    expect((await sendTo((request) => request.socket.destroy())).result).toEqual({
      kind: 'retry',
      code: 'unreachable',
      mayHaveArrived: true,
    });
    expect((await sendTo(() => undefined, outbound(), 0.05)).result).toEqual({
      kind: 'retry',
      code: 'unreachable',
      mayHaveArrived: true,
    });
    const nobody = await channel(await closedPort()).send(outbound(), signal());
    expect(nobody).toEqual({ kind: 'retry', code: 'unreachable', mayHaveArrived: false });
  });

  it('does not send more parts than Kannel would carry', async () => {
    const result = await channel('http://127.0.0.1:1').send(outbound({ text: 'ⴰ'.repeat(671), choices: [] }), signal());
    expect(result).toEqual({ kind: 'failed', code: 'message_invalid' });
  });

  it('cannot be asked afterwards, and has no media', async () => {
    const sms = channel('http://127.0.0.1:1');
    expect(await sms.lookup(outbound(), NOW, new Set(), signal())).toEqual({ kind: 'unknown' });
    await expect(sms.fetchMedia('x', signal())).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE' });
  });
});

describe('receiving from Kannel', () => {
  const secret = encodeURIComponent(KANNEL_SECRET);
  it('answers with an empty body, or Kannel would text it to the patient', async () => {
    const outcome = await channel('http://127.0.0.1:1').receive(
      kannelRequest(`/channels/kannel/${secret}/mo?id=a1&from=%2B212600000001&text=oui`),
    );
    if (outcome.kind !== 'accepted') throw new Error(outcome.reason);
    expect(outcome.answer([outbound()])).toEqual({ status: 200, contentType: 'text/plain; charset=utf-8', body: '' });
    expect(outcome.inbound[0]?.from).toBe(contactId('+212600000001'));
  });

  it('still tells messages apart when the gateway gives no id', async () => {
    const sms = channel('http://127.0.0.1:1');
    const id = async (query: string) => {
      const outcome = await sms.receive(kannelRequest(`/channels/kannel/${secret}/mo?${query}`));
      return outcome.kind === 'accepted' ? outcome.inbound[0]?.externalId : null;
    };
    const once = await id('from=%2B212600000001&text=2&ts=1767603598');
    expect(await id('from=%2B212600000001&text=2&ts=1767603598')).toBe(once);
    expect(await id('from=%2B212600000001&text=2&ts=1767603599')).not.toBe(once);
    expect(await id('from=%2B212600000002&text=2&ts=1767603598')).not.toBe(once);
  });

  it('has no other paths', async () => {
    expect((await channel('http://127.0.0.1:1').receive(kannelRequest(`/channels/kannel/${secret}/other`))).kind).toBe(
      'ignored',
    );
  });

  it('refuses a secret or an address that Kannel would misread', () => {
    const options = {
      sendSmsUrl: 'http://x',
      username: 'u',
      password: 'p',
      from: '1',
      publicBaseUrl: 'http://x',
      clock: heldClock(NOW),
      secret: 'ok',
    };
    expect(() => createKannelSms(options)).not.toThrow();
    for (const secret of ['', 'a/b', 'a%20b', 'a b']) {
      expect(() => createKannelSms({ ...options, secret })).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID' }),
      );
    }
    expect(() => createKannelSms({ ...options, publicBaseUrl: 'http://x/%D8' })).toThrow(/%/u);
  });
});
