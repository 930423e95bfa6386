import { addSeconds } from '../../core/time.js';
import type { TriageLevel } from '../../core/triage.js';
import { EPISODE_HOURS, openEpisodes, type Episode, type FollowUp, type Session } from './session.js';

/** Hours after a disposition at which the person is asked again (conversation design, step 9). An emergency never waits for us. */
export const FOLLOW_UP_HOURS: Readonly<Record<Exclude<TriageLevel, 'emergency'>, number>> = {
  urgent: 2,
  same_day: 24,
  routine: 48,
  self_care: 48,
};

export const FOLLOW_UP_SECONDS = {
  /** A check that could not be sent within this time is not sent at all. */
  late: 2 * 3600,
  /** Something else is being asked: tried again after this. */
  later: 1800,
  /** Silence after an urgent disposition: a nurse is told. */
  silentUrgent: 2 * 3600,
  /** After any other: the question is forgotten. */
  silent: 24 * 3600,
  /** Who agrees long after the disposition is left alone at least this long. */
  soonest: 1800,
} as const;

/** Silence of the person that ends a conversation: what is written later is a new contact. */
const SAME_CONTACT_SECONDS = 3600;

/** Agreed to, and not over. */
export function isPending(followUp: FollowUp | null): boolean {
  return followUp !== null && followUp.state !== 'planned' && followUp.state !== 'offered';
}

/** Asked about now: "can you read?" or "how is it?" is open. */
export function isUnderWay(followUp: FollowUp | null): boolean {
  return isPending(followUp) && followUp?.state !== 'agreed';
}

export function setFollowUp(session: Session, episodeId: string, followUp: FollowUp | null): Session {
  return {
    ...session,
    episodes: session.episodes.map((episode) => (episode.id === episodeId ? { ...episode, followUp } : episode)),
  };
}

/** Forgets an open question of a follow-up: no answer is none. */
export function withoutQuestion(session: Session): Session {
  const { waiting } = session;
  const asks = waiting === 'follow_up' || waiting === 'follow_up_read' || waiting === 'follow_up_how';
  return asks ? { ...session, waiting: null } : session;
}

/** A nurse speaks with the person now: what was being asked is over, what was agreed to for later stays. */
export function handedToNurse(session: Session): Session {
  const episodes = session.episodes.map((episode) =>
    episode.followUp?.state === 'agreed' ? episode : { ...episode, followUp: null },
  );
  return { ...withoutQuestion(session), episodes };
}

/** The level that holds for this patient now: the floor, which only a nurse lowers. */
export function levelNow(episode: Episode): TriageLevel | null {
  return episode.floor ?? episode.followUp?.level ?? null;
}

/** Episodes still open, and older ones whose check is still to come. */
export function keptEpisodes(session: Session, now: Date): readonly Episode[] {
  const open = openEpisodes(session, now);
  return session.episodes.filter((episode) => open.includes(episode) || isPending(episode.followUp));
}

/**
 * When the conversation that a message at `now` belongs to began. Every interview of one conversation is one contact: starting
 * again, or one more complaint, is no new one.
 */
export function contactTime(session: Session, now: Date): string {
  return (goesOn(session, now) ? session.contactAt : null) ?? now.toISOString();
}

/** Whether the person is in the same conversation still. */
export function goesOn({ lastInboundAt: last }: Session, now: Date): boolean {
  return last !== null && now < addSeconds(new Date(last), SAME_CONTACT_SECONDS);
}

/** For the third-contact rule (red-flags sheet, section 1, rule 5 b). */
export function contactsIn72h(episode: Pick<Episode, 'contacts'>, now: Date): number {
  return new Set(episode.contacts.filter((time) => addSeconds(new Date(time), EPISODE_HOURS * 3600) > now)).size;
}
