import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.js';
import type { Outbound, Part } from '../../core/message.js';
import type { Clock } from '../../core/time.js';
import {
  channelId,
  contactId,
  type Channel,
  type DeliveryStatus,
  type HttpReply,
  type SendResult,
  type WebhookOutcome,
  type WebhookRequest,
} from '../channel.js';
import { queryBytes } from '../form.js';
import { callHttp } from '../http.js';
import { fitsFor, layOut, renderFor, SMS_CAPABILITIES } from '../layout.js';
import { phoneOf } from '../phone.js';
import { publicUrl, sameSecret } from '../signature.js';
import { keepPairsWhole, smsParts } from '../sms-text.js';

export interface KannelOptions {
  /** smsbox, e.g. `http://127.0.0.1:13013/cgi-bin/sendsms`: loopback or a private link only, words travel in the URL. */
  readonly sendSmsUrl: string;
  readonly username: string;
  readonly password: string;
  /** The secret segment of our webhook paths: Kannel signs nothing. Letters, digits and `-_.~` only. */
  readonly secret: string;
  /** The short code or sender name. */
  readonly from: string;
  /** Where Kannel reaches us for delivery reports; on one machine `http://127.0.0.1:3978` keeps them off the network. */
  readonly publicBaseUrl: string;
  readonly clock: Clock;
  /** Limit of one request to smsbox; default 10 s. */
  readonly timeoutSeconds?: number;
}

/** `max-messages` of the `sendsms-user` group in `kannel.conf.example`; Kannel would cut the rest off. */
const MAX_PARTS = 10;
const MAX_RESPONSE_BYTES = 16 * 1024;
const PREFIX = '/channels/kannel/';
const ID = channelId('sms');

/** `%d` of a delivery report, from the Kannel user guide. 8: the operator took it; 4: it waits there. */
const STATES: ReadonlyMap<string, DeliveryStatus['state']> = new Map([
  ['1', 'delivered'],
  ['2', 'failed'],
  ['4', 'accepted'],
  ['8', 'accepted'],
  ['16', 'failed'],
]);

/**
 * SMS through Kannel, channel id `sms`: an operator's short code over SMPP. Configuration and its reasons are in
 * `kannel.conf.example`. Nobody handles STOP words for us here: the bot does. Throws `CONFIG_INVALID` for a secret or a
 * public address with a `%` in it: inside a report's address Kannel would read it as one of its own escapes.
 */
export function createKannelSms(options: KannelOptions): Channel {
  if (!/^[\w.~-]+$/u.test(options.secret)) {
    throw new AppError('CONFIG_INVALID', 'the secret of Kannel must be letters, digits and -_.~, and not empty');
  }
  if (options.publicBaseUrl.includes('%')) {
    throw new AppError('CONFIG_INVALID', 'the public address that Kannel calls back must hold no "%"');
  }
  return {
    id: ID,
    capabilities: SMS_CAPABILITIES,
    routes: [
      { method: 'GET', path: `${PREFIX}:secret/mo` },
      { method: 'GET', path: `${PREFIX}:secret/dlr` },
    ],
    receive: (request) => Promise.resolve(receive(options, request)),
    send: (message, signal) => send(options, message, signal),
    // sendsms answers without an id and keeps no list: what may have been sent cannot be asked.
    lookup: () => Promise.resolve({ kind: 'unknown' }),
    fetchMedia: () => Promise.reject(new AppError('MEDIA_UNAVAILABLE', 'an SMS carries no media')),
    fits: (message) => fitsFor(SMS_CAPABILITIES, message),
    show: (message) => renderFor(SMS_CAPABILITIES, message),
    secrets: () => [
      ...new Set([options.secret, options.password].flatMap((secret) => [secret, encodeURIComponent(secret)])),
    ],
  };
}

function plain(status: number, body: string): HttpReply {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
/** Empty: with `max-messages = 0` Kannel sends nothing of its own, and with any other setting it would send this text. */
const ACKNOWLEDGED = plain(200, '');

function receive(options: KannelOptions, request: WebhookRequest): WebhookOutcome {
  const pathname = request.path.split('?', 1)[0] ?? '';
  const [secret = '', what = '', ...more] = pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length).split('/') : [];
  if (!sameSecret(secret, options.secret)) {
    return { kind: 'rejected', reason: 'wrong secret', reply: plain(403, 'forbidden') };
  }
  if (what === 'mo' && more.length === 0) return receiveMessage(options, request);
  if (what === 'dlr' && more.length === 0) return receiveReport(options, request);
  return { kind: 'ignored', reason: 'no such path', reply: plain(404, 'not found') };
}

/** From the raw query where there is one: a value in another character set is destroyed by decoding it as UTF-8. */
function parameter(request: WebhookRequest, name: string, charset = 'utf-8'): string {
  const bytes = queryBytes(request.path, name);
  if (bytes === null) return request.query.get(name) ?? '';
  return new TextDecoder(charset).decode(bytes);
}

function receiveMessage(options: KannelOptions, request: WebhookRequest): WebhookOutcome {
  const from = sender(parameter(request, 'from'));
  if (from === '') return { kind: 'ignored', reason: 'no sender', reply: ACKNOWLEDGED };
  const now = options.clock.now();
  const text = parameter(request, 'text', characterSet(parameter(request, 'charset'), parameter(request, 'coding')));
  const binary = parameter(request, 'coding') === '1' && /^8.?BIT$|^BINARY$/iu.test(parameter(request, 'charset'));
  const part: Part = binary
    ? { kind: 'unsupported', mediaType: 'application/octet-stream' }
    : { kind: 'text', text: text.replaceAll('\u0000', '') };
  const time = parameter(request, 'ts');
  const id = parameter(request, 'id');
  const inbound = {
    channelId: ID,
    // `%I` is the same on every retry. Without it (an older gateway) the same words at the same second are one message.
    externalId: /^[\w.:-]{1,64}$/u.test(id)
      ? id
      : fingerprint([from, time, text, time === '' ? now.toISOString() : '']),
    from: contactId(from),
    phone: phoneOf(from),
    part,
    sentAt: sentAt(time, now),
    answers: null,
  };
  return { kind: 'accepted', inbound: [inbound], statuses: [], answer: () => ACKNOWLEDGED };
}

/** A `+` that was not escaped arrives as a space. */
function sender(raw: string): string {
  return /^ \d+$/u.test(raw) ? `+${raw.slice(1)}` : raw.trim();
}

function characterSet(charset: string, coding: string): string {
  const name = charset.toUpperCase().replaceAll('_', '-');
  if (name === 'UTF-16BE' || name === 'UCS-2' || name === 'UCS2') return 'utf-16be';
  if (name === 'UTF-16LE') return 'utf-16le';
  if (/^(ISO-8859-1|LATIN-?1|WINDOWS-1252)$/u.test(name)) return 'windows-1252';
  // Coding 2 without a name is what a gateway without `mo-recode` sends.
  return name === '' && coding === '2' ? 'utf-16be' : 'utf-8';
}

function sentAt(epochSeconds: string, now: Date): Date {
  const milliseconds = /^\d{9,11}$/u.test(epochSeconds) ? Number(epochSeconds) * 1000 : Number.NaN;
  // A gateway with a wrong clock must not make messages from the future or the last century.
  const isPlausible = Math.abs(now.getTime() - milliseconds) < 7 * 86_400_000 && milliseconds <= now.getTime() + 60_000;
  return isPlausible ? new Date(milliseconds) : now;
}

function fingerprint(values: readonly string[]): string {
  return `h-${createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 40)}`;
}

function receiveReport(options: KannelOptions, request: WebhookRequest): WebhookOutcome {
  const outboundId = parameter(request, 'mid');
  const state = STATES.get(parameter(request, 'st'));
  if (outboundId === '' || state === undefined) {
    return { kind: 'ignored', reason: 'a report about nothing of ours', reply: ACKNOWLEDGED };
  }
  const statuses = [{ outboundId, state, at: options.clock.now() }];
  return { kind: 'accepted', inbound: [], statuses, answer: () => ACKNOWLEDGED };
}

async function send(options: KannelOptions, message: Outbound, signal: AbortSignal): Promise<SendResult> {
  const { text, encoding } = smsParts(layOut(message, SMS_CAPABILITIES).text);
  const words = encoding === 'ucs2' ? keepPairsWhole(text) : text;
  if (words === '' || smsParts(words).parts.length > MAX_PARTS) return { kind: 'failed', code: 'message_invalid' };

  const query = new URLSearchParams({
    username: options.username,
    password: options.password,
    from: options.from,
    to: message.to,
    text: words,
    charset: 'UTF-8',
    // Kannel never upgrades: without coding 2 every letter outside GSM-7 becomes "?".
    coding: encoding === 'ucs2' ? '2' : '0',
  });
  if (/^[\w.-]{1,80}$/u.test(message.id)) {
    // The answer holds no id, so ours travels in the report's address; `%d` is filled in by Kannel.
    const path = `${PREFIX}${options.secret}/dlr?mid=${message.id}&st=%d`;
    query.set('dlr-mask', '31');
    query.set('dlr-url', publicUrl(options.publicBaseUrl, path));
  }
  // Minutes that the operator may keep trying: nothing is delivered late.
  const minutes = Math.ceil((message.notAfter.getTime() - options.clock.now().getTime()) / 60_000);
  if (minutes > 0) query.set('validity', String(Math.min(minutes, 3 * 1440)));

  const url = `${options.sendSmsUrl}${options.sendSmsUrl.includes('?') ? '&' : '?'}${query.toString()}`;
  const result = await callHttp({
    method: 'GET',
    url,
    timeoutMilliseconds: (options.timeoutSeconds ?? 10) * 1000,
    maxBytes: MAX_RESPONSE_BYTES,
    signal,
  });
  if (result.kind === 'broken') {
    if (result.status !== null) return judge(result.status, '', message.id);
    return { kind: 'retry', code: 'unreachable', mayHaveArrived: result.mayHaveArrived };
  }
  return judge(result.status, new TextDecoder().decode(result.body), message.id);
}

/** `202` with `0: Accepted for delivery` or `3: Queued for later delivery`; everything else was not taken. */
function judge(status: number, body: string, ourId: string): SendResult {
  if (status >= 200 && status < 300) {
    if (/^\s*[03]\s*:/u.test(body)) return { kind: 'sent', externalId: ourId };
    return { kind: 'retry', code: 'response_unreadable', mayHaveArrived: true };
  }
  if (status === 401 || status === 403) {
    return { kind: 'retry', code: 'config_invalid', afterSeconds: 60, mayHaveArrived: false };
  }
  if (status === 429) return { kind: 'retry', code: 'throttled', afterSeconds: 1, mayHaveArrived: false };
  // 503 is Kannel's own "temporal failure, try again later", said before it queues anything.
  if (status === 503) return { kind: 'retry', code: 'unreachable', afterSeconds: 5, mayHaveArrived: false };
  if (status >= 500) return { kind: 'retry', code: 'unreachable', mayHaveArrived: true };
  return { kind: 'failed', code: status >= 400 ? 'message_invalid' : 'config_invalid' };
}
