import type { TurnContext } from '@microsoft/agents-hosting';
import { isWrittenForm, type WrittenForm } from '../../core/language.js';
import type { Intent } from '../../core/understanding.js';
import { isAtLeast } from '../../core/triage.js';
import type { Waiting } from '../session/session.js';
import { pressedKeys } from './answer.js';
import { escalate, say } from './adapter.js';
import { draftOf, record, spokenText, type Draft } from './draft.js';
import { joinEarlier } from './episodes.js';
import { cancelFollowUps, offerFollowUp } from './follow-up-offer.js';
import type { FollowUps } from './follow-up.js';
import type { Interviewer } from './interview.js';
import { openMenu, readMenu } from './menus.js';
import { askBack, refuse } from './overhear.js';
import { wantedForm } from './understand.js';

type Command = Extract<
  Intent,
  'restart' | 'person' | 'repeat' | 'back' | 'help' | 'stop' | 'wipe' | 'change_language' | 'other_patient'
>;
const COMMANDS: readonly string[] = [
  'restart',
  'person',
  'repeat',
  'back',
  'help',
  'stop',
  'wipe',
  'change_language',
  'other_patient',
] satisfies readonly Command[];
const KEYS: Readonly<Record<string, Command>> = { '0': 'restart', '9': 'person', '*': 'repeat', '#': 'repeat' };
/** Questions that nobody has to answer: other words are simply read. */
const OPTIONAL: readonly Waiting[] = ['offer_nurse', 'alone', 'language_offer', 'wipe', 'follow_up', 'prevention'];
const FOLLOW_UP: readonly Waiting[] = ['follow_up_read', 'follow_up_how'];

/**
 * What a person may say at any moment, at every question: start again, a nurse, repeat, back, help, another language,
 * stop, delete everything, another patient. And the small questions outside the interview.
 */
export function commands(tools: {
  readonly interviewer: Interviewer;
  readonly followUps: FollowUps;
  readonly onDuty: () => number;
  /** Whether a call can be held in the language of the conversation. */
  readonly speaks: (draft: Draft) => boolean;
}) {
  const { interviewer } = tools;

  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.input.kind !== 'message') return next();
    const { part } = draft.input.inbound;
    if (part.kind === 'opt_out') {
      // The provider has confirmed the opt-out itself and blocks what we would send.
      draft.session = { ...draft.session, stopped: true };
      cancelFollowUps(draft);
      return record(draft, 'stopped', {});
    }
    // Nobody is left on the line to hear anything.
    if (part.kind === 'call' && part.event === 'hung_up') return next();
    const command = commandOf(draft);
    // Writing again is asking again. A danger after STOP was answered by the guard, without subscribing anybody.
    if (draft.session.stopped && command !== 'stop') draft.session = { ...draft.session, stopped: false };
    if (command !== null) return run(context, draft, command);
    if (await acknowledgePart(context, draft)) return;
    if (await answerMenu(context, draft)) return;
    await next();
  };

  function commandOf(draft: Draft): Command | null {
    if (draft.input.kind !== 'message') return null;
    const { part } = draft.input.inbound;
    const typed = part.kind === 'keys' ? part.keys : part.kind === 'text' ? (spokenText(draft.input) ?? '').trim() : '';
    const prompt = interviewer.openPrompt(draft);
    const wantsNumber = prompt?.expects === 'number' && prompt.choices.length === 0 && draft.session.waiting === null;
    if (typed in KEYS && !(wantsNumber && /^\d$/.test(typed))) return KEYS[typed] ?? null;
    if (pressedKeys(draft).length > 0) return null;
    const first = draft.understanding?.intents[0];
    return first !== undefined && COMMANDS.includes(first.label) ? (first.label as Command) : null;
  }

  async function run(context: TurnContext, draft: Draft, command: Command): Promise<void> {
    record(draft, 'command', { name: command });
    switch (command) {
      case 'restart': {
        const inCase = draft.session.owner.kind === 'queue';
        draft.session = {
          ...draft.session,
          stopped: false,
          interview: null,
          waiting: null,
          misses: 0,
          opening: { known: {}, packs: [] },
        };
        await say(context, 'common.restarted');
        if (inCase) await say(context, 'common.handoff_already');
        if (draft.session.language === null) return openMenu(context, draft, 'language');
        if (draft.session.consent !== 'given') return openMenu(context, draft, 'consent');
        return interviewer.begin(context, draft);
      }
      case 'person': {
        const already = draft.session.owner.kind === 'queue';
        if (!already) {
          const level = draft.session.interview?.level ?? null;
          await escalate(context, {
            reason: 'asked_for_person',
            level: isAtLeast(level, 'same_day') && level ? level : 'same_day',
          });
        }
        draft.session = { ...draft.session, waiting: null };
        const answer = already ? 'handoff_already' : tools.onDuty() > 0 ? 'handoff_asked' : 'handoff_off_hours';
        await say(context, `common.${answer}`);
        return resume(context, draft);
      }
      case 'repeat':
        return resume(context, draft, true);
      case 'back':
        if (!(await interviewer.back(context, draft))) await say(context, 'common.nothing_running');
        return;
      case 'help':
        await say(context, 'common.help');
        return resume(context, draft);
      case 'stop':
        draft.session = { ...draft.session, stopped: true, waiting: null };
        cancelFollowUps(draft);
        return say(context, 'common.stopped');
      case 'wipe':
        return openMenu(context, draft, 'wipe');
      case 'change_language': {
        const wanted = wantedForm(draft);
        if (wanted === null) return openMenu(context, draft, 'language');
        return speakIn(context, draft, wanted);
      }
      case 'other_patient':
        draft.session = { ...draft.session, interview: null, waiting: null, episodeId: null };
        await say(context, 'common.other_patient');
        return interviewer.begin(context, draft);
    }
  }

  /** The question that was open, so that a command never leaves the person without one. */
  async function resume(context: TurnContext, draft: Draft, asked = false): Promise<void> {
    if (draft.session.waiting !== null) return openMenu(context, draft, draft.session.waiting);
    if (await interviewer.repeat(context, draft)) return;
    if (draft.session.interview === null && draft.session.consent === 'none') {
      return openMenu(context, draft, draft.session.language === null ? 'language' : 'consent');
    }
    if (asked) await say(context, 'common.nothing_running');
  }

  /** Photos, voice notes, places and what we cannot read: stored, acknowledged honestly, shown to the nurse. */
  async function acknowledgePart(context: TurnContext, draft: Draft): Promise<boolean> {
    if (draft.input.kind !== 'message') return false;
    if (draft.input.overheard !== null) {
      await askBack(context, draft, draft.input.overheard, interviewer);
      return true;
    }
    const { part } = draft.input.inbound;
    if (part.kind === 'media' && part.caption === '') {
      const stored = draft.input.media !== null;
      const voice = part.mediaType.startsWith('audio/');
      // What could not be fetched is not kept: nobody may believe that the nurse will hear it.
      if (!stored) await say(context, 'common.unsupported');
      else if (voice) {
        await say(context, 'common.voice_note_received');
        await say(context, 'common.voice_note_unread');
      } else await say(context, 'common.media_received');
      if (voice) {
        await escalate(context, { reason: 'asked_for_person', level: draft.session.interview?.level ?? 'same_day' });
        if (tools.onDuty() === 0) await say(context, 'common.handoff_off_hours');
      }
      await resume(context, draft);
      return true;
    }
    if (part.kind === 'location') {
      await say(context, 'common.location_received');
      await resume(context, draft);
      return true;
    }
    if (part.kind === 'unsupported') {
      await say(context, 'common.unsupported');
      await resume(context, draft);
      return true;
    }
    return false;
  }

  async function answerMenu(context: TurnContext, draft: Draft): Promise<boolean> {
    const { waiting } = draft.session;
    if (waiting === null || waiting === 'consent') return false;
    if (waiting === 'heard') {
      await refuse(context, draft, interviewer);
      return true;
    }
    const chosen = readMenu(draft);
    if (chosen === null) return missed(context, draft);
    draft.session = { ...draft.session, waiting: null, misses: 0 };
    record(draft, 'answered', { question: waiting, answer: chosen });
    switch (waiting) {
      case 'language':
      case 'recording_missing':
        if (isWrittenForm(chosen)) await speakIn(context, draft, chosen);
        return true;
      case 'language_offer':
        if (chosen === 'yes' && draft.session.offered !== null) await speakIn(context, draft, draft.session.offered);
        else await resume(context, draft);
        return true;
      case 'wipe':
        if (chosen !== 'yes') await resume(context, draft);
        else {
          draft.wipe = true;
          await say(context, 'common.wiped');
        }
        return true;
      case 'offer_nurse':
        if (chosen === 'yes') {
          await escalate(context, { reason: 'asked_for_person', level: draft.session.interview?.level ?? 'same_day' });
          await say(context, tools.onDuty() > 0 ? 'common.handoff_waiting' : 'common.handoff_off_hours');
          await offerFollowUp(context, draft);
        } else if (!(await offerFollowUp(context, draft))) await say(context, 'common.goodbye');
        return true;
      case 'follow_up':
      case 'follow_up_read':
      case 'follow_up_how':
        await tools.followUps.answer(context, draft, waiting, chosen);
        if (waiting === 'follow_up') await interviewer.offerPrevention(context, draft);
        return true;
      case 'prevention':
        if (chosen !== 'yes' || !(await interviewer.prevent(context, draft))) await say(context, 'common.goodbye');
        return true;
      case 'alone':
        await say(context, 'common.handoff_already');
        return true;
      case 'read_now':
        if (chosen === 'yes')
          for (const held of draft.session.held)
            draft.speech.push({ kind: 'nurse', text: held.text, staffId: held.staffId });
        else await say(context, 'common.goodbye');
        draft.session = chosen === 'yes' ? { ...draft.session, held: [] } : draft.session;
        return true;
      case 'same_child':
        if (chosen === 'same') joinEarlier(draft);
        await resume(context, draft);
        return true;
    }
  }

  /** Not understood outside the interview: asked again; a third time a nurse. The unanswered "same child?" counts as the same. */
  async function missed(context: TurnContext, draft: Draft): Promise<boolean> {
    const { waiting, misses } = draft.session;
    if (waiting === null) return false;
    if (FOLLOW_UP.includes(waiting) && (await tools.followUps.news(context, draft))) return true;
    if (OPTIONAL.includes(waiting) || (waiting === 'same_child' && draft.heard.length > 0)) {
      if (waiting === 'same_child') joinEarlier(draft);
      draft.session = { ...draft.session, waiting: null };
      return false;
    }
    if (misses >= 2) {
      if (waiting === 'same_child') joinEarlier(draft);
      draft.session = { ...draft.session, waiting: null, misses: 0, language: draft.session.language ?? 'fr' };
      await escalate(context, { reason: 'not_understood', level: draft.session.interview?.level ?? 'same_day' });
      await say(context, 'common.handoff_not_understood');
      return true;
    }
    draft.session = { ...draft.session, misses: misses + 1 };
    const called = draft.channel.capabilities.audioOut;
    await say(context, called ? 'common.retry_keys' : misses === 0 ? 'common.retry' : 'common.retry_simple');
    await openMenu(context, draft, waiting);
    return true;
  }

  async function speakIn(context: TurnContext, draft: Draft, form: WrittenForm): Promise<void> {
    const first = draft.session.language === null;
    draft.session = { ...draft.session, language: form, languageChosen: true, offered: null, waiting: null };
    if (!tools.speaks(draft)) return missingRecording(context, draft);
    if (!first) await say(context, 'common.language_changed');
    if (draft.session.consent === 'given' && draft.session.interview === null) return interviewer.begin(context, draft);
    if (draft.session.consent !== 'given') {
      await say(context, 'common.welcome');
      if (draft.channel.capabilities.audioOut) await say(context, 'common.voice_keys_hint');
      return openMenu(context, draft, 'consent');
    }
    return resume(context, draft);
  }
}

/** No recording in this language, and no machine voice for it: said honestly, in French, with what there is. */
export async function missingRecording(context: TurnContext, draft: Draft): Promise<void> {
  draft.session = { ...draft.session, language: 'fr', languageChosen: false };
  await openMenu(context, draft, 'recording_missing');
}
