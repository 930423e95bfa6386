import type { DeliveryStatus, WebhookOutcome, WebhookRequest } from '../channel.js';
import { first } from '../form.js';
import type { TwilioAccount } from './options.js';
import { EMPTY_TWIML, ignored, isOutcome, queryParameter, verified } from './webhook.js';

/** Twilio's message states. They come repeated and out of order: whoever keeps them must let them only advance. */
const STATES: ReadonlyMap<string, DeliveryStatus['state']> = new Map([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'accepted'],
  ['partially_delivered', 'accepted'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** Parses a status callback. Our own id comes back in the query, which is part of what is signed. */
export function receiveStatus(account: TwilioAccount, request: WebhookRequest): WebhookOutcome {
  const parameters = verified(request, account);
  if (isOutcome(parameters)) return parameters;
  const outboundId = queryParameter(request.path, 'id');
  const state = STATES.get(first(parameters, 'MessageStatus') || first(parameters, 'SmsStatus'));
  if (outboundId === '' || state === undefined) return ignored('a status about nothing of ours');
  const statuses = [{ outboundId, state, at: account.clock.now() }];
  return { kind: 'accepted', inbound: [], statuses, answer: () => EMPTY_TWIML };
}
