import type { TurnContext } from '@microsoft/agents-hosting';
import { isAtLeast, moreUrgent } from '../../core/triage.js';
import type { Release } from '../../flows/index.js';
import {
  FOLLOW_UP_SECONDS,
  goesOn,
  isPending,
  isUnderWay,
  levelNow,
  setFollowUp,
  withoutQuestion,
} from '../session/follow-up.js';
import { currentEpisode, type Episode, type FollowUp, type Waiting } from '../session/session.js';
import { addSeconds } from '../../core/time.js';
import { dueIn } from '../session/timers.js';
import { escalate, say } from './adapter.js';
import { record, type Draft } from './draft.js';
import type { Interviewer } from './interview.js';
import { openMenu } from './menus.js';
import { canKnock } from './window.js';

/**
 * Asking again how it is. What is sent first names nothing of health, for the phone may be somebody else's: "can you read
 * now?". Only after a yes the question itself. Red flags in any answer have gone through the guard before.
 */
export interface FollowUps {
  /** An answer to one of its questions: `yes` or `no`; for `follow_up_how` `better`, `same` or `worse`. */
  answer(context: TurnContext, draft: Draft, question: Waiting, chosen: string): Promise<void>;
  /** Instead of an answer something new was told: the interview takes it. `false`: nothing new. */
  news(context: TurnContext, draft: Draft): Promise<boolean>;
  /** The time of a check, or of giving up on its answer, has come. A time that has passed its subject says nothing. */
  fallDue(context: TurnContext, draft: Draft, episodeId: string): Promise<void>;
}

export function createFollowUps(tools: {
  readonly interviewer: Interviewer;
  readonly release: Release;
  /** Nurses on duty now, for what is said about waiting. */
  readonly onDuty: () => number;
}): FollowUps {
  const { interviewer, release } = tools;

  async function answer(context: TurnContext, draft: Draft, question: Waiting, chosen: string): Promise<void> {
    const episode = question === 'follow_up' ? currentEpisode(draft.session) : underWay(draft);
    if (episode === null || episode.followUp === null) return say(context, 'common.nothing_running');
    if (question === 'follow_up') return agree(context, draft, episode, chosen);
    if (question === 'follow_up_how') return tell(context, draft, episode, chosen);
    if (chosen === 'yes') {
      // The nurse who was told of the silence stays told; nothing more falls due.
      if (episode.followUp.state === 'silent') move(draft, episode, { ...episode.followUp, state: 'asked' });
      else wait(draft, episode, 'asked', silence(episode));
      return openMenu(context, draft, 'follow_up_how');
    }
    end(draft, episode, 'declined');
    await say(context, 'common.goodbye');
  }

  async function agree(context: TurnContext, draft: Draft, episode: Episode, chosen: string): Promise<void> {
    if (chosen !== 'yes') {
      end(draft, episode, 'refused');
      return say(context, 'common.goodbye');
    }
    const soonest = dueIn(draft.at, FOLLOW_UP_SECONDS.soonest);
    const planned = new Date(episode.followUp?.due ?? 0);
    wait(draft, episode, 'agreed', planned > soonest ? planned : soonest);
    record(draft, 'follow_up_agreed', {});
    await say(context, 'common.follow_up_agreed');
  }

  async function tell(context: TurnContext, draft: Draft, episode: Episode, chosen: string): Promise<void> {
    if (chosen === 'worse') {
      record(draft, 'follow_up_worse', {});
      return reopen(context, draft, episode);
    }
    end(draft, episode, chosen);
    if (chosen === 'better') await say(context, 'common.follow_up_better');
    else await sayAgain(context, draft, episode);
    if (draft.session.owner.kind === 'queue') await say(context, 'common.handoff_already');
  }

  /** The level stays, and so does when to go: in the words of the disposition where it is still that one. */
  async function sayAgain(context: TurnContext, draft: Draft, episode: Episode): Promise<void> {
    await say(context, 'common.follow_up_same');
    const level = levelNow(episode);
    if (level === null) return;
    await say(context, `common.level_${level}`);
    const { interview, episodeId } = draft.session;
    const own = episodeId === episode.id && interview?.level === level ? interview.disposition : null;
    const specs = [...release.packs.values()].map((pack) => pack.dispositions.get(level));
    const spec = specs.find((each) => each?.id === own) ?? release.packs.get('common')?.dispositions.get(level);
    for (const id of spec?.say ?? []) await say(context, id);
  }

  /** A nurse is told, the person hears what to do meanwhile, and the questions begin again from the floor. */
  async function reopen(context: TurnContext, draft: Draft, episode: Episode): Promise<void> {
    const level = levelNow(episode);
    await escalate(context, { reason: 'follow_up_worse', level: moreUrgent('same_day', level) });
    await say(context, 'common.follow_up_worse');
    if (isAtLeast(level, 'urgent')) await say(context, `common.level_${level ?? 'urgent'}`);
    const waiting = isAtLeast(level, 'urgent') ? 'common.handoff_waiting_urgent' : 'common.handoff_waiting';
    await say(context, tools.onDuty() > 0 ? waiting : 'common.handoff_off_hours');
    await begin(context, draft, episode);
  }

  async function begin(context: TurnContext, draft: Draft, episode: Episode): Promise<void> {
    const { interview, episodeId } = draft.session;
    const packs = interview === null || episodeId !== episode.id ? [] : [...interview.done, interview.pack];
    draft.session = {
      ...setFollowUp(draft.session, episode.id, null),
      opening: { known: episode.person, packs: packs.filter((id) => id !== 'common') },
    };
    await interviewer.begin(context, draft, { ...episode, followUp: null });
  }

  async function news(context: TurnContext, draft: Draft): Promise<boolean> {
    const episode = underWay(draft);
    if (episode === null) return false;
    const known = draft.session.episodeId === episode.id ? (draft.session.interview?.slots ?? {}) : {};
    // Who is meant, and how old, is no news: "my daughter is better" answers the question.
    const told = draft.heard.some(
      ({ presence, slot }) =>
        presence === 'present' && release.slots.get(slot)?.type === 'finding' && known[slot] !== 'present',
    );
    if (!told) return false;
    await begin(context, draft, episode);
    return true;
  }

  async function fallDue(context: TurnContext, draft: Draft, episodeId: string): Promise<void> {
    const episode = draft.session.episodes.find((one) => one.id === episodeId);
    if (episode === undefined || !isPending(episode.followUp) || episode.followUp === null) return;
    const { state, due } = episode.followUp;
    if (new Date(due) > draft.at || state === 'silent') return;
    // The bot says nothing beside a nurse, and she asks herself.
    if (draft.session.owner.kind === 'nurse') return end(draft, episode, 'cancelled');
    const late = draft.at > dueIn(new Date(due), FOLLOW_UP_SECONDS.late);
    if (state !== 'agreed') return unanswered(context, draft, episode, late);
    const line = draft.session.lines[draft.channel.id];
    if (!late && isBusy(draft, episode)) return tryLater(draft, episode.id);
    if (late || !canKnock(draft.channel, line, draft.at)) return drop(context, draft, episode);
    forgetSilent(draft, episode);
    wait(draft, episode, 'knocked', silence(episode));
    record(draft, 'follow_up_sent', {});
    await openMenu(context, draft, 'follow_up_read');
  }

  /** Nobody answered. After an urgent disposition that is news for a nurse; the person is asked once more to read. */
  async function unanswered(context: TurnContext, draft: Draft, episode: Episode, late: boolean): Promise<void> {
    const level = levelNow(episode);
    const { lastInboundAt } = draft.session;
    const asked = addSeconds(new Date(episode.followUp?.due ?? 0), -silence(episode));
    if (lastInboundAt !== null && new Date(lastInboundAt) > asked) {
      // Something else was written since: that is no silence, and what it said has been taken for itself.
      end(draft, episode, 'cancelled');
      draft.session = withoutQuestion(draft.session);
      return;
    }
    if (level === null || !isAtLeast(level, 'urgent') || episode.followUp === null) {
      end(draft, episode, 'unanswered');
      draft.session = withoutQuestion(draft.session);
      return;
    }
    record(draft, 'follow_up_silent', {});
    await escalate(context, { reason: 'follow_up_silent', level });
    move(draft, episode, { ...episode.followUp, state: 'silent' });
    const line = draft.session.lines[draft.channel.id];
    const free = draft.session.waiting === null || withoutQuestion(draft.session).waiting === null;
    if (late || !free || interviewOpen(draft) || !canKnock(draft.channel, line, draft.at)) return;
    await openMenu(context, draft, 'follow_up_read');
  }

  /** It could not be sent in time and is not sent late. After an urgent disposition a nurse is told. */
  async function drop(context: TurnContext, draft: Draft, episode: Episode): Promise<void> {
    const level = levelNow(episode);
    end(draft, episode, 'dropped');
    if (level !== null && isAtLeast(level, 'urgent')) await escalate(context, { reason: 'follow_up_silent', level });
  }

  return { answer, news, fallDue };
}

/** The episode whose check is open; at most one is. */
function underWay(draft: Draft): Episode | null {
  return draft.session.episodes.find((episode) => isUnderWay(episode.followUp)) ?? null;
}

function move(draft: Draft, episode: Episode, followUp: FollowUp): void {
  draft.session = setFollowUp(draft.session, episode.id, followUp);
}

function wait(draft: Draft, episode: Episode, state: FollowUp['state'], due: Date | number): void {
  if (episode.followUp === null) return;
  const at = typeof due === 'number' ? dueIn(draft.at, due) : due;
  move(draft, episode, { ...episode.followUp, state, due: at.toISOString() });
  draft.timers.push({ kind: 'follow_up', due: at, about: episode.id });
}

function end(draft: Draft, episode: Episode, how: string): void {
  record(draft, `follow_up_${how}`, {});
  draft.session = setFollowUp(draft.session, episode.id, null);
}

function silence(episode: Episode): number {
  return isAtLeast(levelNow(episode), 'urgent') ? FOLLOW_UP_SECONDS.silentUrgent : FOLLOW_UP_SECONDS.silent;
}

function interviewOpen({ session }: Draft): boolean {
  return session.interview !== null && session.interview.at !== null;
}

/** A question that must not be pushed aside: its silence means something, or its answer would be taken for another. */
function isBusy(draft: Draft, episode: Episode): boolean {
  const { waiting, episodes } = draft.session;
  const other = episodes.some(
    ({ id, followUp }) => id !== episode.id && isUnderWay(followUp) && followUp?.state !== 'silent',
  );
  if (interviewOpen(draft) || other || waiting === 'read_now' || waiting === 'heard' || waiting === 'same_child')
    return true;
  // An offer that stands since a while is forgotten; one that was just made is not taken for ours.
  return waiting !== null && goesOn(draft.session, draft.at);
}

function tryLater(draft: Draft, about: string): void {
  draft.timers.push({ kind: 'follow_up', due: dueIn(draft.at, FOLLOW_UP_SECONDS.later), about });
}

/** A check that a nurse took over does not stand in the way of the next one. */
function forgetSilent(draft: Draft, next: Episode): void {
  for (const { id, followUp } of draft.session.episodes) {
    if (id !== next.id && followUp?.state === 'silent') draft.session = setFollowUp(draft.session, id, null);
  }
}
