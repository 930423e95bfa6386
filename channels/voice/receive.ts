import type { ChannelId, Inbound, Part } from '../../core/message.js';
import { contactId, type WebhookOutcome, type WebhookRequest } from '../channel.js';
import { first, type Parameters } from '../form.js';
import { isHidden, phoneOf } from '../phone.js';
import type { TwilioAccount } from '../twilio/options.js';
import { ignored, isOutcome, pathname, queryParameter, sid, verified } from '../twilio/webhook.js';

export const VOICE_PATH = '/channels/twilio/voice';
export const VOICE_STATUS_PATH = '/channels/twilio/voice/status';

/** Nobody says more than this in answer to one question. */
const MAX_WORDS = 1000;
const ENDED = new Set(['completed', 'failed', 'no-answer', 'busy', 'canceled']);

/** What one webhook of a call says, and its place in the call: the same place twice is a repeat. */
interface Moment {
  readonly part: Part;
  readonly place: string;
  readonly answers: string | null;
}

/** Verifies and parses a webhook of a call; `answer` renders the replies for the moments at which the caller waits. */
export function receiveCall(
  channel: ChannelId,
  account: TwilioAccount,
  request: WebhookRequest,
  answer: (moment: Part) => Extract<WebhookOutcome, { kind: 'accepted' }>['answer'],
): WebhookOutcome {
  const parameters = verified(request, account);
  if (isOutcome(parameters)) return parameters;
  const callSid = sid(parameters, 'CallSid');
  if (callSid === null) return ignored('no call id');
  const at = moment(request, parameters);
  if (at === null) return ignored('a call status that changes nothing');
  const from = first(parameters, 'From').trim();
  // Hidden callers share one stand-in number: each call is then a person of its own.
  const hidden = from === '' || isHidden(from);
  const inbound: Inbound = {
    channelId: channel,
    externalId: `${callSid}:${at.place}`,
    from: contactId(hidden ? `call:${callSid}` : from),
    phone: hidden ? null : phoneOf(from),
    part: at.part,
    sentAt: account.clock.now(),
    answers: at.answers,
  };
  return { kind: 'accepted', inbound: [inbound], statuses: [], answer: answer(at.part) };
}

function moment(request: WebhookRequest, parameters: Parameters): Moment | null {
  const step = queryParameter(request.path, 'step');
  const hasStep = /^[\w.:-]{1,80}$/u.test(step);
  const keys = pressed(parameters);
  // A key pressed, or a word said, just before the caller hung up still counts: it may be the answer to a danger question.
  if (hasStep && keys !== '') return { part: { kind: 'keys', keys }, place: step, answers: step };
  const words = spoken(parameters);
  if (hasStep && words !== null) return { part: words, place: step, answers: step };
  if (ENDED.has(first(parameters, 'CallStatus'))) {
    return { part: { kind: 'call', event: 'hung_up' }, place: 'end', answers: null };
  }
  if (pathname(request.path) === VOICE_STATUS_PATH) return null;
  if (hasStep) return { part: { kind: 'call', event: 'no_input' }, place: step, answers: step };
  return { part: { kind: 'call', event: 'started' }, place: 'start', answers: null };
}

/** What the provider's recogniser heard, where speech was offered; without a usable `Confidence` it is as unsure as can be. */
function spoken(parameters: Parameters): Part | null {
  const text = first(parameters, 'SpeechResult')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS);
  if (text === '') return null;
  const given = first(parameters, 'Confidence').trim();
  return { kind: 'text', text, confidence: /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/u.test(given) ? Number(given) : 0 };
}

/** The keys. `#` alone ends a number question without digits; it is still the repeat key. */
function pressed(parameters: Parameters): string {
  const digits = first(parameters, 'Digits')
    .replace(/[^0-9*#]/gu, '')
    .slice(0, 32);
  return digits === '' && first(parameters, 'FinishedOnKey') === '#' ? '#' : digits;
}
