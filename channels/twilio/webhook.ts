import type { HttpReply, WebhookOutcome, WebhookRequest } from '../channel.js';
import { first, parseForm, type Parameters } from '../form.js';
import { isSignedByTwilio, publicUrl } from '../signature.js';
import type { TwilioAccount } from './options.js';

/** TwiML that does nothing: the acknowledgement of a message. */
export const EMPTY_TWIML: HttpReply = {
  status: 200,
  contentType: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

const FORBIDDEN: HttpReply = { status: 403, contentType: 'text/plain; charset=utf-8', body: 'signature invalid' };

/** The request's parameters, or the refusal of a request that Twilio did not sign. */
export function verified(request: WebhookRequest, account: TwilioAccount): Parameters | WebhookOutcome {
  const parameters = parseForm(request.body);
  const signature = request.headers.get('x-twilio-signature') ?? request.headers.get('X-Twilio-Signature') ?? '';
  const url = publicUrl(account.publicBaseUrl, request.path);
  if (isSignedByTwilio(account.authToken, signature, url, parameters)) return parameters;
  return { kind: 'rejected', reason: 'wrong signature', reply: FORBIDDEN };
}

export function isOutcome(value: Parameters | WebhookOutcome): value is WebhookOutcome {
  return 'kind' in value;
}

/** A signed request that says nothing to us; acknowledged, so that the provider does not repeat it. */
export function ignored(reason: string): WebhookOutcome {
  return { kind: 'ignored', reason, reply: EMPTY_TWIML };
}

/** A provider id (`SM…`, `CA…`, or Somleng's UUID), `null` when it has another shape. */
export function sid(parameters: Parameters, name: string): string | null {
  const value = first(parameters, name);
  return /^[A-Za-z0-9_-]{1,64}$/u.test(value) ? value : null;
}

/** The path of a request without its query. */
export function pathname(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

/** One query parameter of a signed path. */
export function queryParameter(path: string, name: string): string {
  const query = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
  return new URLSearchParams(query).get(name) ?? '';
}
