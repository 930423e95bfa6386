// Calls through TwiML webhooks (Twilio, Somleng): what was said and pressed in, what to say out.
// May import core/ and its own floor (channels/).
// Another provider that speaks TwiML needs nothing here; one that does not gets a folder of its own beside this one.

import { AppError } from '../../core/errors.js';
import { SPOKEN_OF } from '../../core/language.js';
import type { Outbound, Part } from '../../core/message.js';
import { channelId, type Channel, type HttpReply } from '../channel.js';
import { fitsFor, renderFor, spokenLines, VOICE_CAPABILITIES } from '../layout.js';
import { publicUrl } from '../signature.js';
import type { TwilioAccount } from '../twilio/options.js';
import { EMPTY_TWIML } from '../twilio/webhook.js';
import type { PromptLibrary } from './prompts.js';
import { receiveCall, VOICE_PATH, VOICE_STATUS_PATH } from './receive.js';
import {
  failureTwiml,
  gather,
  hangup,
  redirect,
  speak,
  twiml,
  twimlReply,
  type Pressing,
  type SpokenLine,
} from './twiml.js';

export interface TwilioVoiceOptions extends TwilioAccount {
  readonly prompts: PromptLibrary;
  /** Callers may also answer in words, where the provider's recogniser knows the language. Somleng: leave it out. */
  readonly speech?: boolean;
  /** Said, before hanging up, to a waiting caller for whom there is no reply at all; holds the emergency number. Give it. */
  readonly failureLines?: readonly SpokenLine[];
  /** Instead of `failureLines`: where to send a waiting caller for whom there is no reply, e.g. another line. */
  readonly whenNothing?: { readonly redirectTo: string };
}

/**
 * Calls, channel id `voice`, at `POST /channels/twilio/voice`. Replies are given to `answer`:
 *
 * - several are said one after the other; the last decides what follows: a question waits for keys and posts them with
 *   `step=<its id>`, a message with `last` ends the call, and a message that asks nothing waits for a key too, so that the
 *   caller can go on (silence comes back as `no_input` and the bot decides);
 * - none, while a caller waits: `whenNothing`, else `failureLines` and the end of the call. Silence would be the end of the
 *   call as well, but without a word. Asking again would answer under the old step and be dropped as a repeat;
 * - none, or any, after the caller hung up: nothing is said, an acknowledgement is returned.
 */
export function createTwilioVoice(options: TwilioVoiceOptions): Channel {
  const id = channelId('voice');

  function answerTo(moment: Part): (replies: readonly Outbound[]) => HttpReply {
    return (replies) => {
      if (moment.kind === 'call' && moment.event === 'hung_up') return EMPTY_TWIML;
      const final = replies.at(-1);
      if (final === undefined) return nothing(options);
      const said = replies.flatMap(lines).map((line) => speak(line, options.prompts));
      if (final.last) return twimlReply(twiml(...said, hangup()));
      const hears = options.speech === true ? SPOKEN_OF[final.language] : null;
      const step = stepUrl(options.publicBaseUrl, final.id);
      return twimlReply(twiml(gather(pressing(final), step, said.join(''), hears)));
    };
  }

  return {
    id,
    capabilities: VOICE_CAPABILITIES,
    routes: [
      { method: 'POST', path: VOICE_PATH },
      { method: 'POST', path: VOICE_STATUS_PATH },
    ],
    receive: (request) => Promise.resolve(receiveCall(id, options, request, answerTo)),
    // Whoever hung up cannot be written to: what is left to say goes by SMS.
    send: () => Promise.resolve({ kind: 'failed', code: 'unreachable' }),
    lookup: () => Promise.resolve({ kind: 'not_sent' }),
    fetchMedia: () => Promise.reject(new AppError('MEDIA_UNAVAILABLE', 'a call carries no media')),
    fits: (message) => fitsFor(VOICE_CAPABILITIES, message),
    show: (message) => renderFor(VOICE_CAPABILITIES, message),
    secrets: () => [options.authToken],
  };
}

function nothing(options: TwilioVoiceOptions): HttpReply {
  if (options.whenNothing !== undefined) return twimlReply(twiml(redirect(options.whenNothing.redirectTo)));
  return failureTwiml(options.failureLines ?? [], options.prompts);
}

function lines(message: Outbound): readonly SpokenLine[] {
  const form = SPOKEN_OF[message.language];
  return spokenLines(message).map(({ id, text }) => ({ form, id, text }));
}

function pressing(message: Outbound): Pressing {
  if (message.expects === 'number') return { kind: 'number' };
  if (message.expects === 'many_choices') return { kind: 'keys', max: message.choices.length };
  return { kind: 'choice' };
}

function stepUrl(publicBaseUrl: string, step: string): string {
  return publicUrl(publicBaseUrl, `${VOICE_PATH}?step=${encodeURIComponent(step)}`);
}
