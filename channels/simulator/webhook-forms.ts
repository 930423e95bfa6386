import { z } from 'zod';
import { split } from 'split-sms';
import type { TextChannel, WireSms } from './wire.js';

/** A person of the simulator: a number in international form. */
export const Phone = z.string().regex(/^\+[1-9]\d{7,14}$/u, 'a number like +212600000001');

/** Base64 of 1 MB: a photo from the page is far smaller. */
const MAX_DATA_URL = 1_500_000;
const DataUrl = z
  .string()
  .max(MAX_DATA_URL)
  .regex(
    /^data:(image\/(jpeg|png|webp)|audio\/(ogg|webm|mp4|mpeg|wav|aac|amr))(;[\w=-]+)*;base64,[A-Za-z0-9+/]+={0,2}$/u,
  );

/** What the person does. Exactly one of these. */
const Content = z.union([
  z.strictObject({ text: z.string().min(1).max(4096) }),
  z.strictObject({ buttonId: z.string().min(1).max(200), title: z.string().max(100) }),
  z.strictObject({ listId: z.string().min(1).max(200), title: z.string().max(100) }),
  z.strictObject({ media: z.strictObject({ dataUrl: DataUrl, caption: z.string().max(1024).default('') }) }),
  z.strictObject({
    location: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      label: z.string().max(100).default(''),
    }),
  }),
  /** STOP, with Twilio's Advanced Opt-Out on. */
  z.strictObject({ stop: z.literal(true) }),
]);

/** `POST /simulator/send`. `duplicate`: the same webhook is posted twice, as Twilio does after a time-out. */
export const SendRequest = z
  .looseObject({
    phone: Phone,
    channel: z.enum(['whatsapp', 'sms']),
    duplicate: z.boolean().default(false),
  })
  .transform(({ phone, channel, duplicate, ...content }, context) => {
    const parsed = Content.safeParse(content);
    if (!parsed.success) {
      context.addIssue('one of text, buttonId, listId, media, location, stop');
      return z.NEVER;
    }
    if (channel === 'sms' && !('text' in parsed.data) && !('stop' in parsed.data)) {
      context.addIssue('an SMS carries words only');
      return z.NEVER;
    }
    return { phone, channel, duplicate, content: parsed.data };
  });
export type SendRequest = z.infer<typeof SendRequest>;

/** `POST /simulator/call`: without `callSid` a call begins; then keys, silence or the end of it. */
export const CallRequest = z.union([
  z.strictObject({ phone: Phone.or(z.literal('anonymous')) }),
  z.strictObject({
    phone: Phone.or(z.literal('anonymous')),
    callSid: z.string().regex(/^CA[0-9a-f]{32}$/u),
    /** Where the gather or redirect points; a path or an address under `publicBaseUrl`. */
    action: z.string().max(500),
    digits: z.string().regex(/^[0-9*#]{1,32}$/u),
    finishedOnKey: z.string().max(1).optional(),
  }),
  z.strictObject({
    phone: Phone.or(z.literal('anonymous')),
    callSid: z.string().regex(/^CA[0-9a-f]{32}$/u),
    action: z.string().max(500),
    noInput: z.literal(true),
    /** The key that ended an empty entry. */
    finishedOnKey: z.string().max(1).optional(),
  }),
  z.strictObject({
    phone: Phone.or(z.literal('anonymous')),
    callSid: z.string().regex(/^CA[0-9a-f]{32}$/u),
    hangUp: z.literal(true),
    seconds: z.number().int().min(0).max(36_000).default(0),
  }),
]);
export type CallRequest = z.infer<typeof CallRequest>;

/** How a handset would send these words: unlike us it folds nothing. */
export function countSms(text: string): WireSms {
  const { characterSet, parts } = split(text, { summary: true });
  return { encoding: characterSet === 'GSM' ? 'gsm7' : 'ucs2', parts: Math.max(1, parts.length) };
}

export interface FormContext {
  readonly accountSid: string;
  readonly messageSid: string;
  readonly to: string;
  /** Of the media, when there is any. */
  readonly mediaUrl: string | null;
}

/** The parameters that Twilio posts for an inbound message of this kind. */
export function messageForm(request: SendRequest, context: FormContext): Readonly<Record<string, string>> {
  const { phone, channel, content } = request;
  const common = {
    SmsMessageSid: context.messageSid,
    SmsSid: context.messageSid,
    MessageSid: context.messageSid,
    AccountSid: context.accountSid,
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    NumMedia: '0',
    NumSegments: '1',
    Body: '',
    ...address(channel, phone, context.to),
  };
  if ('text' in content) {
    const NumSegments = channel === 'sms' ? String(countSms(content.text).parts) : '1';
    return { ...common, ...type(channel, 'text'), Body: content.text, NumSegments };
  }
  if ('stop' in content) return { ...common, ...type(channel, 'text'), Body: 'STOP', OptOutType: 'STOP' };
  if ('buttonId' in content) {
    const { buttonId, title } = content;
    return { ...common, ...type(channel, 'button'), Body: title, ButtonText: title, ButtonPayload: buttonId };
  }
  if ('listId' in content) {
    const { listId, title } = content;
    return { ...common, ...type(channel, 'interactive'), Body: title, ListId: listId, ListTitle: title };
  }
  if ('location' in content) {
    const { latitude, longitude, label } = content.location;
    return {
      ...common,
      ...type(channel, 'location'),
      Latitude: String(latitude),
      Longitude: String(longitude),
      ...(label === '' ? {} : { Label: label }),
    };
  }
  const { mediaType } = mediaOf(content.media.dataUrl);
  return {
    ...common,
    ...type(channel, mediaType.startsWith('audio/') ? 'audio' : 'image'),
    Body: content.media.caption,
    NumMedia: '1',
    MediaContentType0: mediaType,
    MediaUrl0: context.mediaUrl ?? '',
  };
}

function address(channel: TextChannel, phone: string, to: string): Readonly<Record<string, string>> {
  if (channel === 'sms') return { From: phone, To: to, FromCountry: 'MA', ToCountry: 'MA' };
  return { From: `whatsapp:${phone}`, To: `whatsapp:${to}`, WaId: phone.slice(1), ProfileName: 'Simulator' };
}

/** Only WhatsApp says what kind of message it is. */
function type(channel: TextChannel, MessageType: string): Readonly<Record<string, string>> {
  return channel === 'whatsapp' ? { MessageType } : {};
}

export function mediaOf(dataUrl: string): { readonly mediaType: string; readonly bytes: Uint8Array } {
  const comma = dataUrl.indexOf(',');
  const mediaType = dataUrl.slice('data:'.length, comma).split(';', 1)[0] ?? 'application/octet-stream';
  return { mediaType, bytes: Buffer.from(dataUrl.slice(comma + 1), 'base64') };
}

/** The parameters that Twilio posts for one moment of a call. */
export function callForm(
  request: CallRequest,
  context: { readonly accountSid: string; readonly callSid: string; readonly to: string },
): Readonly<Record<string, string>> {
  const common = {
    CallSid: context.callSid,
    AccountSid: context.accountSid,
    From: request.phone,
    To: context.to,
    Caller: request.phone,
    Called: context.to,
    Direction: 'inbound',
    ApiVersion: '2010-04-01',
  };
  if ('digits' in request) {
    const finished = request.finishedOnKey === undefined ? {} : { FinishedOnKey: request.finishedOnKey };
    return { ...common, CallStatus: 'in-progress', msg: 'Gather End', Digits: request.digits, ...finished };
  }
  if ('noInput' in request) {
    const finished = request.finishedOnKey === undefined ? {} : { FinishedOnKey: request.finishedOnKey };
    return { ...common, CallStatus: 'in-progress', msg: 'Gather End', Digits: '', ...finished };
  }
  if ('hangUp' in request) {
    return {
      ...common,
      CallStatus: 'completed',
      CallDuration: String(request.seconds),
      CallbackSource: 'call-progress-events',
      SequenceNumber: '0',
    };
  }
  return { ...common, CallStatus: 'ringing' };
}
