import type { EscalationReason, HandoffState } from '../core/handoff.js';
import type { WrittenForm } from '../core/language.js';
import type { TriageLevel } from '../core/triage.js';
import type { Presence, Subject } from '../core/understanding.js';

/** The port the console needs. `bot/handoff/desk.ts` fills it; the console never reaches further. */

export type Role = 'nurse' | 'admin';
export interface Staff {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** On duty: counts when a patient is told how long a nurse usually takes. */
  readonly onDuty: boolean;
  readonly disabled: boolean;
}

/** A few words in every language of the console. */
export interface LocalText {
  readonly en: string;
  readonly fr: string;
  readonly ar: string;
}

export interface CaseSummary {
  readonly id: string;
  readonly state: HandoffState;
  readonly level: TriageLevel;
  /** Pseudonym such as `K7Q2`, safe to read aloud. */
  readonly label: string;
  readonly channel: string;
  readonly language: WrittenForm;
  readonly reason: EscalationReason;
  /** ISO times. */
  readonly since: string;
  readonly lastMessageAt: string;
  readonly claimedBy: { readonly id: string; readonly name: string } | null;
  readonly leaseUntil: string | null;
  /** A red flag came while a nurse held the case and was not yet looked at. */
  readonly alert: boolean;
  /** Messages of the patient that the holder has not seen. */
  readonly unread: number;
}

/** What a nurse may say a message was written in; `ber` is any Amazigh. */
export const HEARD_LANGUAGES = ['fr', 'ary', 'ber', 'other'] as const;
export type HeardLanguage = (typeof HEARD_LANGUAGES)[number];
export const PRESENCES = ['present', 'absent', 'unsure'] as const satisfies readonly Presence[];
export const SUBJECTS = ['self', 'child', 'other'] as const satisfies readonly Subject[];

/** A finding as one message told it. */
export interface HeardFinding {
  readonly slot: string;
  readonly presence: Presence;
  readonly subject: Subject;
}

/** What a nurse says a message means. It is kept beside the message and changes nothing else. */
export interface Correction {
  /** `number` of the transcript entry. */
  readonly message: number;
  readonly language: HeardLanguage;
  /** Each slot at most once for each subject. */
  readonly findings: readonly HeardFinding[];
}

/** What was understood of one message of the patient: by the model, or as a nurse last corrected it. */
export interface Understood {
  /** `null`: it was not sure. */
  readonly language: HeardLanguage | null;
  readonly findings: readonly HeardFinding[];
  readonly corrected: { readonly by: string; readonly at: string } | null;
  /** The message belongs to this case, which is open: its holder may correct it. */
  readonly correctable: boolean;
}

export interface TranscriptEntry {
  /** Its place in the person's transcript; never given twice. */
  readonly number: number;
  readonly at: string;
  /** `patient`, `bot`, `nurse`, or `event` (decisions: red flags, levels, claims …). */
  readonly by: 'patient' | 'bot' | 'nurse' | 'event';
  readonly who: string | null;
  readonly text: string;
  /** For events: machine-readable name and values, shown in the console's language. */
  readonly event: { readonly name: string; readonly values: Readonly<Record<string, string>> } | null;
  readonly media: { readonly id: string; readonly mediaType: string } | null;
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  /** Bot and nurse messages: how far the provider says they came. */
  readonly delivery: 'queued' | 'accepted' | 'delivered' | 'read' | 'failed' | null;
  /** Messages of the patient in words; `null` for everything else. */
  readonly understood: Understood | null;
}

/** A slot by its name, for a list to choose from. */
export interface NamedSlot {
  readonly slot: string;
  readonly name: LocalText;
}

/** Whether the person agreed that the phrases of a case help to improve the service: asked by a nurse, no by default. */
export interface TrainingConsent {
  readonly agreed: boolean;
  /** Name of the nurse who asked. */
  readonly askedBy: string;
  readonly at: string;
}

/**
 * The names of what a case says by its id, in rules, the disposition and events. An id that is missing here has no name
 * beyond itself, or is one of the bot's own, which the console names (`common.silence`).
 */
export interface CaseNames {
  /** By slot. */
  readonly slots: Readonly<Record<string, LocalText>>;
  /** By `slot=value`, for choices. */
  readonly values: Readonly<Record<string, LocalText>>;
  /** By pack: its title. */
  readonly packs: Readonly<Record<string, LocalText>>;
  /** By question: the slots it asks about, named in `slots`. */
  readonly questions: Readonly<Record<string, readonly string[]>>;
}

/** One thing that is known of the patient. */
export interface Finding {
  readonly slot: string;
  readonly name: LocalText;
  /** `present`, `unsure`, a number, or a value of the choice. */
  readonly value: string;
  /** Of the value of a choice; `null`: the value says it itself. */
  readonly valueName: LocalText | null;
}

/** A cause that may be worth thinking of; never a verdict, and nothing that a patient is told. */
export interface Lead {
  readonly cause: string;
  readonly name: LocalText;
  /** `null`: no code that is sure. */
  readonly icpc2: string | null;
  /** What is known that speaks for it and against it (`absent`: said not to be there), heaviest first. */
  readonly for: readonly Finding[];
  readonly against: readonly Finding[];
}

/** Leads of a case: worked out when it is opened, and kept nowhere. */
export interface CaseLeads {
  /** No clinician has checked the table that they come from. */
  readonly state: 'draft';
  /** At most five, the likeliest to be worth a thought first. */
  readonly list: readonly Lead[];
  /** Warning signs of these causes that are there. */
  readonly found: readonly Finding[];
  /** Warning signs of these causes that nobody has asked about (`unknown`) or nobody could tell (`unsure`). */
  readonly toAsk: readonly Finding[];
}

export interface CaseView extends CaseSummary {
  readonly summary: {
    readonly patient: string;
    readonly ageText: string;
    /** Title of the pack; `null` while none is open. */
    readonly complaint: LocalText | null;
    /** Rule ids that reached the level, most urgent first. */
    readonly because: readonly string[];
    readonly findings: readonly Finding[];
    readonly corrected: boolean;
    /** `<pack>.<level>`. */
    readonly disposition: string | null;
  };
  /** `null`: this service shows no leads. */
  readonly leads: CaseLeads | null;
  readonly names: CaseNames;
  /** What to ring when the text line fails; revealed only by `reveal`, which is audited. */
  readonly contactHint: string;
  readonly transcript: readonly TranscriptEntry[];
  readonly outcome: string | null;
  /** `null`: nobody has asked, which counts as no. */
  readonly trainingConsent: TrainingConsent | null;
}

/** In the order in which they call for somebody: signed once and changed since, never signed, signed as it is now. */
export const REVIEW_STATES = ['lost', 'unsigned', 'signed'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What people of the field say of one part of a pack. */
export interface PartReview {
  readonly state: ReviewState;
  /** Who signed; when `lost`, who signed what is no longer there. `on` is a day such as `2026-11-24`. */
  readonly signatures: readonly { readonly by: string; readonly role: string; readonly on: string }[];
}

/** Where a pack stands with its reviewers. */
export interface PackReview {
  readonly pack: string;
  /** `null` for `common`, which every complaint shares and nobody chooses. */
  readonly title: LocalText | null;
  readonly clinical: PartReview;
  readonly languages: Readonly<Record<WrittenForm, PartReview>>;
}

export const OUTCOMES = [
  'advice_given',
  'ambulance_sent',
  'referred_hospital',
  'referred_health_centre',
  'called_back',
  'not_reached',
  'other',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type ClaimResult = 'claimed' | 'taken' | 'gone';
/** `not_holder`: somebody else holds it, or the lease ran out. */
export type HolderResult = 'done' | 'not_holder' | 'gone';

/** What changed, pushed to every open console. No words of a patient: consoles fetch what they may see. */
export interface DeskEvent {
  readonly kind: 'queue' | 'case' | 'alert' | 'staff';
  readonly caseId: string | null;
  readonly level: TriageLevel | null;
}

/**
 * Every method takes the acting member of staff and checks the role; it throws `DESK_FORBIDDEN` where it may not. Every
 * look at a patient's words and every act is an audit entry.
 */
export interface Desk {
  /** The member of staff, or `null` after a wrong password (same time either way). */
  login(email: string, password: string): Promise<Staff | null>;
  staff(id: string): Promise<Staff | null>;
  /** Waiting and claimed cases: most urgent first, then longest waiting. */
  queue(by: Staff): Promise<readonly CaseSummary[]>;
  view(by: Staff, caseId: string): Promise<CaseView | null>;
  claim(by: Staff, caseId: string): Promise<ClaimResult>;
  /** Keeps the lease; called by the open console every 30 s. */
  renew(by: Staff, caseId: string): Promise<HolderResult>;
  /** `key` makes a double click one message. */
  reply(by: Staff, caseId: string, text: string, key: string): Promise<HolderResult>;
  /** Lowers (or raises) the level with a reason that stays in the transcript. */
  setLevel(by: Staff, caseId: string, level: TriageLevel, reason: string): Promise<HolderResult>;
  close(by: Staff, caseId: string, outcome: Outcome, note: string): Promise<HolderResult>;
  /** Back to the bot, which goes on where it was. */
  handBack(by: Staff, caseId: string): Promise<HolderResult>;
  /** Back to the queue, keeping its place. */
  release(by: Staff, caseId: string): Promise<HolderResult>;
  /** Every slot of type finding, by its name. */
  findings(by: Staff): Promise<readonly NamedSlot[]>;
  /**
   * Records what a message of this case means, whatever was understood. It changes neither the level nor the interview nor
   * what the patient hears. Throws `INPUT_INVALID` for a message that cannot be corrected or a slot that is no finding.
   */
  correct(by: Staff, caseId: string, correction: Correction): Promise<HolderResult>;
  /** The holder records the answer of the person. Any nurse may take a yes back once the case is closed. */
  setTrainingConsent(by: Staff, caseId: string, agreed: boolean): Promise<HolderResult>;
  /** The address of the patient; audited. */
  reveal(by: Staff, caseId: string): Promise<string | null>;
  media(by: Staff, caseId: string, mediaId: string): Promise<{ mediaType: string; bytes: Uint8Array } | null>;
  setDuty(by: Staff, onDuty: boolean): Promise<void>;
  /** Every pack with its reviews: those that lost a signature first, then those with a part that nobody signed. */
  reviews(by: Staff): Promise<readonly PackReview[]>;
  /** Administrator only. `password` at least 10 characters. Throws `INPUT_INVALID` when the email is taken. */
  addStaff(by: Staff, entry: { email: string; name: string; role: Role; password: string }): Promise<Staff>;
  listStaff(by: Staff): Promise<readonly Staff[]>;
  disableStaff(by: Staff, id: string): Promise<'done' | 'gone'>;
  watch(listener: (event: DeskEvent) => void): () => void;
}
