import type { EscalationReason } from '../../core/handoff.js';
import type { WrittenForm } from '../../core/language.js';
import type { ChannelId, ContactId } from '../../core/message.js';
import { addSeconds } from '../../core/time.js';
import { moreUrgent, type TriageLevel } from '../../core/triage.js';
import type { ChannelCapabilities } from '../../channels/channel.js';
import type { FlowState, Presentation, Slots } from '../../flows/index.js';

/** Who may speak to the patient. One value, compared and set in the same commit as what is said. */
export type Owner =
  | { readonly kind: 'bot' }
  | { readonly kind: 'queue'; readonly caseId: string }
  | { readonly kind: 'nurse'; readonly caseId: string; readonly staffId: string };

/** One way to reach the person. The address is personal: it is stored encrypted and never logged. */
export interface Line {
  readonly address: ContactId;
  readonly phone: string | null;
  readonly lastInboundAt: string;
}

/** One patient's problem over 72 hours: carries the floor of the level across restarts, channels and complaints. */
export interface Episode {
  readonly id: string;
  /** `self`, `child`, `other`; several children are told apart by their episode. */
  readonly patient: string;
  readonly startedAt: string;
  readonly floor: TriageLevel | null;
  /** Beginnings of the conversations about it, for the third-contact rule. */
  readonly contacts: readonly string[];
  /** What is already known of this patient, so that it is never asked again within the episode. */
  readonly person: Slots;
  /** How the patient is asked after the disposition; `null`: nobody agreed, or it is over. */
  readonly followUp: FollowUp | null;
}

/** Asking once, some time after a disposition, how it is now. */
export interface FollowUp {
  /**
   * `planned`: not asked for yet; `offered`: asked for, no answer yet; `agreed`: waits for its time; `knocked`: asked whether they can read now; `asked`: asked how
   * it is; `silent`: nobody answered and a nurse knows.
   */
  readonly state: 'planned' | 'offered' | 'agreed' | 'knocked' | 'asked' | 'silent';
  /** Of the disposition. */
  readonly level: TriageLevel;
  /** When the next step is due: first the check, then giving up on an answer. */
  readonly due: string;
}

/** What the bot waits for outside the interview; numbers are answered against these choices. */
export type Waiting =
  | 'language'
  | 'consent'
  | 'same_child'
  | 'offer_nurse'
  | 'alone'
  | 'wipe'
  | 'language_offer'
  | 'recording_missing'
  | 'heard'
  | 'read_now'
  | 'follow_up'
  | 'follow_up_read'
  | 'follow_up_how'
  | 'prevention';

/** Words that a machine heard and that the person has not agreed to. They have raised what they could raise, and nothing else. */
export interface Unconfirmed {
  /** Empty: refused, and asked for again. */
  readonly text: string;
  /** What was being waited for when they came: the words may be the answer to it. */
  readonly then: Waiting | null;
  /** How many times the person has said "no" in a row. */
  readonly refused: number;
}

/** Prevention packs that were offered (ADR 12). */
export interface PreventionOffers {
  /** When each was offered last, whatever was answered. */
  readonly offers: Readonly<Record<string, string>>;
  /** What the question `prevention` is about. */
  readonly offered: string | null;
}

export const NO_PREVENTION: PreventionOffers = { offers: {}, offered: null };

export interface Session {
  readonly schema: 1;
  /** Pseudonym of the person: keyed hash of the phone number, or of the address. */
  readonly person: string;
  /** Four letters and digits, safe to read aloud. */
  readonly label: string;
  readonly channel: ChannelId;
  readonly lines: Readonly<Record<string, Line>>;
  readonly language: WrittenForm | null;
  /** Chosen by the person, not detected: only the person changes it. */
  readonly languageChosen: boolean;
  readonly consent: 'none' | 'given' | 'refused';
  readonly stopped: boolean;
  readonly owner: Owner;
  readonly waiting: Waiting | null;
  /** What the question `heard` is about. */
  readonly unconfirmed: Unconfirmed | null;
  /** Language offered with `language_offer`. */
  readonly offered: WrittenForm | null;
  readonly interview: FlowState | null;
  readonly episodes: readonly Episode[];
  /** Episode of the running or last interview. */
  readonly episodeId: string | null;
  /** What was heard before the interview could start: never asked again. */
  readonly opening: { readonly known: Slots; readonly packs: readonly string[] };
  /** Misses of questions outside the interview. */
  readonly misses: number;
  /** Outbound id of the last question, to know whether a timer still speaks of it. */
  readonly lastQuestion: string | null;
  readonly lastInboundAt: string | null;
  /** When the conversation began that the last message belongs to. */
  readonly contactAt: string | null;
  readonly lastOutboundAt: string | null;
  /** Nurse messages held until the person says that they can read now. */
  readonly held: readonly { readonly key: string; readonly text: string; readonly staffId: string }[];
  readonly prevention: PreventionOffers;
  readonly nextEntry: number;
}

export const EPISODE_HOURS = 72;

export function newSession(person: string, label: string, channel: ChannelId): Session {
  return {
    schema: 1,
    person,
    label,
    channel,
    lines: {},
    language: null,
    languageChosen: false,
    consent: 'none',
    stopped: false,
    owner: { kind: 'bot' },
    waiting: null,
    unconfirmed: null,
    offered: null,
    interview: null,
    episodes: [],
    episodeId: null,
    opening: { known: {}, packs: [] },
    misses: 0,
    lastQuestion: null,
    lastInboundAt: null,
    contactAt: null,
    lastOutboundAt: null,
    held: [],
    prevention: NO_PREVENTION,
    nextEntry: 0,
  };
}

/** A call is answered by keys; a channel whose messages are billed and split by the letter gets short ones. */
export function presentationOf({ audioOut, text }: ChannelCapabilities): Presentation {
  if (audioOut) return 'keys';
  return text === 'sms' ? 'list' : 'wide';
}

export function caseIdOf(owner: Owner): string | null {
  return owner.kind === 'bot' ? null : owner.caseId;
}

/** Episodes still open at `now`. */
export function openEpisodes(session: Session, now: Date): readonly Episode[] {
  return session.episodes.filter((episode) => addSeconds(new Date(episode.startedAt), EPISODE_HOURS * 3600) > now);
}

export function currentEpisode(session: Session): Episode | null {
  return session.episodes.find((episode) => episode.id === session.episodeId) ?? null;
}

/** Raises the floor of the running episode; it never falls here. */
export function raiseFloor(session: Session, level: TriageLevel | null): Session {
  if (level === null || session.episodeId === null) return session;
  return {
    ...session,
    episodes: session.episodes.map((episode) =>
      episode.id === session.episodeId ? { ...episode, floor: moreUrgent(level, episode.floor) } : episode,
    ),
  };
}

/** A nurse's decision: the only way down. */
export function setFloor(session: Session, level: TriageLevel): Session {
  return {
    ...session,
    interview: session.interview === null ? null : { ...session.interview, level },
    episodes: session.episodes.map((episode) =>
      episode.id === session.episodeId ? { ...episode, floor: level } : episode,
    ),
  };
}

/** A case of the teleconsultation queue. Kept beside the session, in the same partition. */
export interface Case {
  readonly schema: 1;
  readonly id: string;
  readonly person: string;
  readonly label: string;
  readonly channel: ChannelId;
  readonly language: WrittenForm;
  readonly level: TriageLevel;
  readonly reason: EscalationReason;
  readonly state: 'waiting' | 'claimed' | 'closed' | 'abandoned';
  readonly since: string;
  readonly lastMessageAt: string;
  readonly claimedBy: string | null;
  readonly leaseUntil: string | null;
  readonly alert: boolean;
  /** Entry number of the transcript up to which the holder has seen the patient's words. */
  readonly seenEntry: number;
  readonly unread: number;
  /** Snapshot for the summary; refreshed by every turn while the case is open. */
  readonly known: Slots;
  readonly because: readonly string[];
  readonly pack: string | null;
  readonly disposition: string | null;
  readonly corrected: boolean;
  readonly outcome: string | null;
  /** What the person said when a nurse asked whether the phrases of this case may train the model; absent: nobody asked. */
  readonly training?: { readonly agreed: boolean; readonly staff: string; readonly at: string };
}
