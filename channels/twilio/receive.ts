import type { ChannelId, Inbound, Part } from '../../core/message.js';
import { contactId, type WebhookOutcome, type WebhookRequest } from '../channel.js';
import { first, type Parameters } from '../form.js';
import { phoneOf } from '../phone.js';
import type { TwilioAccount } from './options.js';
import { EMPTY_TWIML, ignored, isOutcome, sid, verified } from './webhook.js';

/** A message never carries more; WhatsApp sends one, MMS up to ten. */
const MAX_MEDIA = 10;
/** Kinds whose words, if any, are in `Body`; other kinds without words are `unsupported`. */
const TEXT_TYPES = new Set(['', 'text', 'button', 'interactive', 'location', 'audio', 'image', 'video', 'document']);

/** Verifies and parses an inbound SMS or WhatsApp message. Unknown parameters are ignored: new ones appear unannounced. */
export function receiveMessage(channel: ChannelId, account: TwilioAccount, request: WebhookRequest): WebhookOutcome {
  const parameters = verified(request, account);
  if (isOutcome(parameters)) return parameters;
  const messageSid = sid(parameters, 'MessageSid') ?? sid(parameters, 'SmsMessageSid') ?? sid(parameters, 'SmsSid');
  if (messageSid === null) return ignored('no message id');
  // People with a user name may come without a phone number: `From` or `ExternalUserId` is then `whatsapp:MA.1234`.
  const from = first(parameters, 'From') || first(parameters, 'ExternalUserId');
  if (from === '') return ignored('no sender');
  const sentAt = account.clock.now();
  const items = parts(parameters);
  const inbound = items.map((part, index): Inbound => ({
    channelId: channel,
    externalId: items.length === 1 ? messageSid : `${messageSid}:${index}`,
    from: contactId(from),
    phone: phoneOf(from),
    part,
    sentAt,
    answers: null,
  }));
  return { kind: 'accepted', inbound, statuses: [], answer: () => EMPTY_TWIML };
}

function parts(parameters: Parameters): readonly Part[] {
  const body = text(parameters);
  if (first(parameters, 'OptOutType').toUpperCase() === 'STOP') return [{ kind: 'opt_out' }];
  const choiceId = first(parameters, 'ButtonPayload') || first(parameters, 'ListId');
  const title = first(parameters, 'ButtonText') || first(parameters, 'ListTitle');
  if (choiceId !== '') return [{ kind: 'choice', choiceId: choiceId.slice(0, 256), title: title || body }];
  const media = mediaParts(parameters, body);
  if (media.length > 0) return media;
  const place = location(parameters);
  if (place !== null) return [place];
  if (body !== '') return [{ kind: 'text', text: body }];
  if (title !== '') return [{ kind: 'text', text: title }];
  const type = first(parameters, 'MessageType').toLowerCase();
  if (!TEXT_TYPES.has(type)) return [{ kind: 'unsupported', mediaType: type.slice(0, 64) }];
  return [{ kind: 'text', text: '' }];
}

function mediaParts(parameters: Parameters, caption: string): readonly Part[] {
  const stated = Number.parseInt(first(parameters, 'NumMedia'), 10);
  const count = Number.isNaN(stated) ? 0 : Math.min(stated, MAX_MEDIA);
  return Array.from({ length: Math.max(0, count) }, (_, index): Part => {
    const ref = first(parameters, `MediaUrl${index}`);
    const mediaType = first(parameters, `MediaContentType${index}`).slice(0, 100) || 'application/octet-stream';
    if (ref !== '') return { kind: 'media', mediaType, ref, caption: index === 0 ? caption : '' };
    return index === 0 && caption !== '' ? { kind: 'text', text: caption } : { kind: 'unsupported', mediaType };
  });
}

function location(parameters: Parameters): Part | null {
  const [rawLatitude, rawLongitude] = [first(parameters, 'Latitude'), first(parameters, 'Longitude')];
  if (!isDecimal(rawLatitude) || !isDecimal(rawLongitude)) return null;
  const [latitude, longitude] = [Number(rawLatitude), Number(rawLongitude)];
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const names = [first(parameters, 'Label'), first(parameters, 'Address')].filter((name) => name !== '');
  return { kind: 'location', latitude, longitude, label: names.join(', ') || first(parameters, 'Body') };
}

function isDecimal(value: string): boolean {
  return /^-?\d{1,3}(\.\d+)?$/u.test(value);
}

function text(parameters: Parameters): string {
  const body = first(parameters, 'Body');
  return decodedBase64(body) ?? body;
}

/**
 * Some carriers deliver long concatenated SMS as base64. Decoded only when it can be nothing else: 60 or more letters without
 * a space that decode to readable UTF-8.
 */
function decodedBase64(body: string): string | null {
  const packed = body.replace(/[\r\n]/gu, '');
  if (packed.length < 60 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/u.test(packed)) return null;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    return /[^\P{Cc}\n\r\t]|\p{Co}|\p{Cn}/u.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}
