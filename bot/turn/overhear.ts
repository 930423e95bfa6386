import type { TurnContext } from '@microsoft/agents-hosting';
import type { Inbound } from '../../core/message.js';
import { isAtLeast } from '../../core/triage.js';
import type { Understanding } from '../../core/understanding.js';
import { dueIn, WAITS } from '../session/timers.js';
import { escalate, say } from './adapter.js';
import { record, type Draft, type Overheard, type TurnInput } from './draft.js';
import type { Interviewer } from './interview.js';
import { openMenu, readMenu } from './menus.js';

/** Below this, words from a call are asked about before they count. Voice notes are always asked about. */
export const SURE_ENOUGH = 0.6;

/** Words from a call that its recogniser was not sure of; `null`: sure, or not spoken. */
export function unsureWords(inbound: Inbound): Overheard | null {
  const { part } = inbound;
  if (part.kind !== 'text' || part.confidence === undefined || part.confidence >= SURE_ENOUGH) return null;
  return { text: part.text, language: null, confidence: part.confidence };
}

/**
 * What overheard words may do before the person has agreed to them: raise. No command, no "no", no "yes" is taken from
 * them, and nothing that they deny.
 */
export function onlyRaising(understanding: Understanding): Understanding {
  const [first] = understanding.intents;
  return {
    ...understanding,
    intents: first?.label === 'emergency' ? [first] : [],
    entities: understanding.entities.filter((entity) => entity.presence !== 'absent'),
    wantsLanguage: null,
  };
}

/** A spoken "oui" or "non" and nothing beside it, heard well enough to answer "is this what you said?". */
export function isBareAnswer(understanding: Understanding, overheard: Overheard): boolean {
  const first = understanding.intents[0]?.label;
  const sure = overheard.confidence === null || overheard.confidence >= SURE_ENOUGH;
  return (
    sure && (first === 'yes' || first === 'no') && understanding.entities.length === 0 && overheard.text.length <= 24
  );
}

/** The same message as if the person had written `text`. */
export function asWritten(input: TurnInput, text: string): TurnInput {
  if (input.kind !== 'message') return input;
  return { ...input, overheard: null, inbound: { ...input.inbound, part: { kind: 'text', text } } };
}

/**
 * After a message was understood: a yes puts the heard words in its place, to be read with `read`; somebody who tells it
 * again in writing has answered as well. Everything else is left to `refuse`.
 */
export async function settle(draft: Draft, read: (text: string) => Promise<void>): Promise<void> {
  const { unconfirmed, waiting, owner } = draft.session;
  if (unconfirmed === null || owner.kind === 'nurse') return;
  if (waiting !== 'heard') {
    // Somebody who goes on in writing is understood; an earlier "no" is forgotten.
    draft.session = { ...draft.session, unconfirmed: null };
    return;
  }
  const beside = draft.heard;
  const agreed = readMenu(draft) === 'yes';
  if (!agreed && beside.length === 0) return;
  draft.session = { ...draft.session, waiting: unconfirmed.then, unconfirmed: null };
  if (agreed) {
    record(draft, 'heard_confirmed', {});
    draft.input = asWritten(draft.input, unconfirmed.text);
    await read(unconfirmed.text);
    draft.heard = [...draft.heard, ...beside];
  } else if (draft.understanding !== null) {
    // "Non, j'ai dit mal à la tête": the "non" is about what was heard, never about the question that is open.
    const intents = draft.understanding.intents.filter(({ label }) => label !== 'yes' && label !== 'no');
    draft.understanding = { ...draft.understanding, intents };
  }
}

/** Shows the person what was heard and asks whether it is right. */
export async function askBack(
  context: TurnContext,
  draft: Draft,
  overheard: Overheard,
  interviewer: Interviewer,
): Promise<void> {
  const { unconfirmed, waiting } = draft.session;
  draft.session = {
    ...draft.session,
    unconfirmed: {
      text: overheard.text,
      then: waiting === 'heard' ? (unconfirmed?.then ?? null) : waiting,
      refused: unconfirmed?.refused ?? 0,
    },
  };
  // A danger question stays open behind this one: silence now means what it would have meant there.
  if (interviewer.openPrompt(draft)?.danger === true && draft.channel.capabilities.delivery === 'push') {
    const urgent = isAtLeast(draft.session.interview?.level ?? null, 'urgent');
    const seconds = urgent ? WAITS.silenceNurse : WAITS.halfScreen;
    draft.timers.push({
      kind: urgent ? 'silence_nurse' : 'half_screen',
      due: dueIn(draft.at, seconds),
      about: 'question',
    });
  }
  await openMenu(context, draft, 'heard');
}

/** No, or no answer that we can tell: once more, please; a second time a nurse. The open question stays open. */
export async function refuse(context: TurnContext, draft: Draft, interviewer: Interviewer): Promise<void> {
  const { unconfirmed } = draft.session;
  const refused = (unconfirmed?.refused ?? 0) + 1;
  const then = unconfirmed?.then ?? null;
  record(draft, 'heard_refused', {});
  draft.session = {
    ...draft.session,
    waiting: then,
    unconfirmed: refused > 1 ? null : { text: '', then: null, refused },
  };
  if (refused > 1) {
    await escalate(context, { reason: 'not_understood', level: draft.session.interview?.level ?? 'same_day' });
    await say(context, 'common.handoff_not_understood');
  } else await say(context, 'common.heard_again');
  if (then !== null) await openMenu(context, draft, then);
  else await interviewer.repeat(context, draft);
}
