import type { TurnContext } from '@microsoft/agents-hosting';
import type { ChannelId } from '../../core/message.js';
import type { Logger } from '../../core/log.js';
import { isAtLeast } from '../../core/triage.js';
import type { Channel } from '../../channels/channel.js';
import { loadSession } from '../session/repository.js';
import { dropTimer, dueIn, type Timer, WAITS } from '../session/timers.js';
import type { Store } from '../store/store.js';
import { escalate, say } from '../turn/adapter.js';
import { nameOf } from '../turn/answering.js';
import { record, type Draft } from '../turn/draft.js';
import type { FollowUps } from '../turn/follow-up.js';
import type { Interviewer } from '../turn/interview.js';
import { labelOf, type TurnLoop, type TurnResult } from '../turn/turn.js';
import { wayTo } from '../turn/window.js';

/**
 * What falls due: a danger question without an answer, a case that nobody claimed, a lease that ran out, an alert that
 * nobody looked at, a session that expired. Each is a turn of its own; a timer whose subject has passed says nothing.
 */
export function createWatch(tools: {
  readonly store: Store;
  readonly loop: TurnLoop;
  readonly interviewer: Interviewer;
  readonly followUps: FollowUps;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly log: Logger;
  readonly done: (result: TurnResult) => void;
}) {
  /** Runs one due timer; the caller has this person alone. Never throws. */
  return async (timer: Timer): Promise<void> => {
    try {
      for (let attempt = 0; attempt < 5; attempt++) if (await tried(timer)) return;
      tools.log.warn('timer.conflict', { kind: timer.kind });
    } catch (error) {
      tools.log.error('timer.failed', { kind: timer.kind, why: nameOf(error) });
      await tools.store.commit([dropTimer(timer)]).catch(() => undefined);
    }
  };

  async function tried(timer: Timer): Promise<boolean> {
    const make = { label: labelOf(timer.person), channel: 'sms' as ChannelId };
    const { session } = await loadSession(tools.store, timer.person, make);
    // A call cannot be taken up again: who called is written to.
    const way = timer.kind === 'follow_up' ? wayTo(session, tools.channels) : null;
    const channel = way?.channel ?? tools.channels.get(session.channel);
    if (channel === undefined) {
      await tools.store.commit([dropTimer(timer)]);
      return true;
    }
    const result = await tools.loop.run(
      timer.person,
      channel,
      { kind: 'timer', timer },
      (context, draft) => fall(context, draft, timer),
      [dropTimer(timer)],
      way !== null && way.channel.id !== session.channel ? way.line : null,
    );
    if (result === 'conflict') return false;
    tools.done(result);
    return true;
  }

  async function fall(context: TurnContext, draft: Draft, timer: Timer): Promise<void> {
    const { session } = draft;
    const open = session.lastQuestion === timer.about && session.interview !== null && session.interview.at !== null;
    const botSpeaks = session.owner.kind !== 'nurse' && !session.stopped;
    switch (timer.kind) {
      case 'silence_ask':
        // Asked once more, without a new clock: the nurse's timer is already running.
        if (open && botSpeaks) {
          await say(context, 'common.silence_check');
          const timers = draft.timers.length;
          await tools.interviewer.repeat(context, draft);
          draft.timers.length = timers;
          draft.timers.push({
            kind: 'silence_nurse',
            due: dueIn(draft.at, WAITS.silenceNurse - WAITS.silenceAsk),
            about: 'question',
          });
        }
        return;
      case 'silence_nurse':
      case 'half_screen':
        if (open && session.owner.kind !== 'nurse') {
          const level = session.interview.level;
          record(draft, 'silence', {});
          await escalate(context, {
            reason: 'silence',
            level: isAtLeast(level, 'urgent') && level !== null ? level : 'urgent',
          });
        }
        return;
      case 'expire':
        if (open && session.owner.kind !== 'nurse') {
          record(draft, 'expired', {});
          await tools.interviewer.silence(context, draft);
          // Nobody writes to a person who went silent a day ago: the nurse sees it, the next message resumes.
          draft.speech.length = 0;
        }
        return;
      case 'unclaimed':
        if (draft.case !== null && draft.case.id === timer.about && draft.case.state === 'waiting' && botSpeaks) {
          record(draft, 'unclaimed', {});
          // Who was silent when asked again has not said that they can read now: nothing about health is sent.
          if (draft.case.reason === 'follow_up_silent') return;
          await say(context, 'common.handoff_unclaimed');
          if (isAtLeast(draft.case.level, 'urgent')) await say(context, `common.level_${draft.case.level}`);
        }
        return;
      case 'lease':
        if (draft.case !== null && draft.case.id === timer.about && draft.case.state === 'claimed') {
          const until = draft.case.leaseUntil;
          if (until !== null && new Date(until) > draft.at) {
            draft.timers.push({ kind: 'lease', due: new Date(until), about: draft.case.id });
            return;
          }
          record(draft, 'lease_ran_out', { staff: draft.case.claimedBy ?? '' });
          draft.case = { ...draft.case, state: 'waiting', claimedBy: null, leaseUntil: null };
          draft.session = { ...draft.session, owner: { kind: 'queue', caseId: draft.case.id } };
        }
        return;
      case 'supervise':
        if (draft.case !== null && draft.case.id === timer.about && draft.case.alert) {
          record(draft, 'alert_unseen', {});
          tools.log.warn('desk.alert_unseen', { case: draft.case.id });
          draft.alert = { level: draft.case.level, because: [] };
        }
        return;
      case 'follow_up':
        return tools.followUps.fallDue(context, draft, timer.about);
    }
  }
}
