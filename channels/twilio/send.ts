import { z } from 'zod';
import type { Outbound } from '../../core/message.js';
import type { SendResult } from '../channel.js';
import { basicAuth, callHttp, json, retryAfterSeconds } from '../http.js';
import { publicUrl } from '../signature.js';
import type { ContentMessage } from './content.js';
import { judge } from './errors.js';
import { DEFAULT_API_BASE_URL, STATUS_PATH, type TwilioMessagingOptions } from './options.js';

/** Twilio's own limit for `Body`, on every channel. */
export const MAX_BODY = 1600;
/** Longest time that Twilio keeps a message in its queue. */
const MAX_VALIDITY_SECONDS = 36_000;
const MAX_RESPONSE_BYTES = 256 * 1024;

const Created = z.object({ sid: z.string().min(1).max(64) });
const Refused = z.object({ code: z.number().int() });

/** The address of the account's messages. */
export function messagesUrl(options: TwilioMessagingOptions): string {
  const base = (options.apiBaseUrl ?? DEFAULT_API_BASE_URL).replace(/\/+$/u, '');
  return `${base}/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}/Messages.json`;
}

/** What goes to the person: words, or a template with words. `text` has no space around it, so that it can be looked up. */
export type Payload = { readonly text: string } | ContentMessage;

/** Creates one message at the provider. */
export async function sendMessage(
  options: TwilioMessagingOptions,
  from: string,
  message: Outbound,
  payload: Payload,
  signal: AbortSignal,
): Promise<SendResult> {
  if ('text' in payload && (payload.text === '' || payload.text.length > MAX_BODY)) {
    return { kind: 'failed', code: 'message_invalid' };
  }
  const result = await callHttp({
    method: 'POST',
    url: messagesUrl(options),
    headers: { authorization: basicAuth(options.accountSid, options.authToken), accept: 'application/json' },
    form: fields(options, from, message, payload),
    timeoutMilliseconds: (options.timeoutSeconds ?? 10) * 1000,
    maxBytes: MAX_RESPONSE_BYTES,
    signal,
  });
  if (result.kind === 'broken') {
    // Refused with a status, only the explanation got lost: as sure as a refusal with an explanation.
    if (result.status !== null && result.status >= 400) return judge(result.status, null, null);
    const code = result.status === null ? 'unreachable' : 'response_unreadable';
    return { kind: 'retry', code, mayHaveArrived: result.mayHaveArrived };
  }
  const body = json(result.body);
  if (result.status >= 200 && result.status < 300) {
    const created = Created.safeParse(body);
    if (created.success) return { kind: 'sent', externalId: created.data.sid };
    return { kind: 'retry', code: 'response_unreadable', mayHaveArrived: true };
  }
  const refused = Refused.safeParse(body);
  const after = retryAfterSeconds(result.headers, options.clock.now());
  return judge(result.status, refused.success ? refused.data.code : null, after);
}

function fields(options: TwilioMessagingOptions, from: string, message: Outbound, payload: Payload): URLSearchParams {
  const form = new URLSearchParams({ To: message.to });
  form.set(from.startsWith('MG') ? 'MessagingServiceSid' : 'From', from);
  if ('text' in payload) {
    form.set('Body', payload.text);
  } else {
    form.set('ContentSid', payload.contentSid);
    form.set('ContentVariables', payload.contentVariables);
  }
  if (options.statusCallback ?? true) {
    const path = `${STATUS_PATH}?id=${encodeURIComponent(message.id)}`;
    form.set('StatusCallback', publicUrl(options.publicBaseUrl, path));
  }
  // The provider must not deliver it late either, when it has to queue it.
  const seconds = Math.ceil((message.notAfter.getTime() - options.clock.now().getTime()) / 1000);
  if (seconds > 0) form.set('ValidityPeriod', String(Math.min(seconds, MAX_VALIDITY_SECONDS)));
  return form;
}
