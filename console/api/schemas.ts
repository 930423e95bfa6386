import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../core/errors.js';
import { ESCALATION_REASONS, HANDOFF_STATES } from '../../core/handoff.js';
import { WRITTEN_FORMS } from '../../core/language.js';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import {
  HEARD_LANGUAGES,
  OUTCOMES,
  PRESENCES,
  REVIEW_STATES,
  SUBJECTS,
  type CaseLeads,
  type CaseNames,
  type CaseSummary,
  type CaseView,
  type Correction,
  type DeskEvent,
  type Finding,
  type HeardFinding,
  type Lead,
  type LocalText,
  type NamedSlot,
  type PackReview,
  type PartReview,
  type Staff,
  type TrainingConsent,
  type TranscriptEntry,
  type Understood,
} from '../desk.js';

/** Every body and parameter that comes in, and the shape of every answer: one source for parsing and for OpenAPI. */

/** Ids are ours, but a path is typed by anybody: short, printable, nothing that means something to a file system. */
const id = z.string().regex(/^[A-Za-z0-9_.:-]{1,100}$/, 'expected an id of letters, digits, "_", ".", ":" or "-"');
const email = z.email('expected an email address').max(200);
const role = z.enum(['nurse', 'admin']);
const level = z.enum(TRIAGE_LEVELS);
const isoTime = z.string().meta({ format: 'date-time' });

export const caseParams = z.object({ id });
export const mediaParams = z.object({ id, mediaId: id });
export const staffParams = z.object({ id });

/** A password is not trimmed and not judged here: the answer to a wrong one is the same as to an impossible one. */
export const loginBody = z.strictObject({ email: z.string().min(1).max(200), password: z.string().min(1).max(200) });
export const emptyBody = z.strictObject({});
/** 1500 characters: ten SMS parts in Latin letters; more than a person reads in an emergency. */
export const REPLY_LIMIT = 1500;
export const replyBody = z.strictObject({
  text: z.string().trim().min(1, 'a reply has at least one character').max(REPLY_LIMIT),
  key: z
    .string()
    .regex(/^[A-Za-z0-9-]{8,64}$/, 'expected 8 to 64 letters, digits or "-"')
    .describe('Made by the console for each reply; the same key twice is one message.'),
});
export const levelBody = z.strictObject({
  level,
  reason: z.string().trim().min(3, 'a change of level needs a reason').max(500),
});
export const closeBody = z.strictObject({ outcome: z.enum(OUTCOMES), note: z.string().trim().max(2000) });
const heardFinding = z.strictObject({
  slot: z.string().regex(/^[a-z0-9_]{1,80}$/, 'expected the id of a slot'),
  presence: z.enum(PRESENCES),
  subject: z.enum(SUBJECTS),
}) satisfies z.ZodType<HeardFinding>;
export const correctionBody = z.strictObject({
  message: z.number().int().min(0).describe('`number` of a message of the patient in the transcript.'),
  language: z.enum(HEARD_LANGUAGES),
  findings: z.array(heardFinding).max(40).describe('All that the message says; each slot once for each subject.'),
}) satisfies z.ZodType<Correction>;
export const trainingConsentBody = z.strictObject({
  agreed: z.boolean().describe('What the person answered when a nurse asked; false also takes a yes back.'),
});
export const dutyBody = z.strictObject({ onDuty: z.boolean() });
export const addStaffBody = z.strictObject({
  email,
  name: z.string().trim().min(1).max(100),
  role,
  password: z.string().min(10, 'a password has at least 10 characters').max(200),
});

const staff = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  onDuty: z.boolean(),
  disabled: z.boolean(),
}) satisfies z.ZodType<Staff>;

const caseSummary = z.object({
  id: z.string(),
  state: z.enum(HANDOFF_STATES),
  level,
  label: z.string().describe('Pseudonym such as K7Q2, safe to read aloud.'),
  channel: z.string(),
  language: z.enum(WRITTEN_FORMS),
  reason: z.enum(ESCALATION_REASONS),
  since: isoTime,
  lastMessageAt: isoTime,
  claimedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  leaseUntil: isoTime.nullable(),
  alert: z.boolean().describe('A red flag came while a nurse held the case and was not yet looked at.'),
  unread: z.number().int(),
}) satisfies z.ZodType<CaseSummary>;

const understood = z.object({
  language: z.enum(HEARD_LANGUAGES).nullable(),
  findings: z.array(heardFinding),
  corrected: z.object({ by: z.string(), at: isoTime }).nullable(),
  correctable: z.boolean().describe('The message belongs to this case, which is open: its holder may correct it.'),
}) satisfies z.ZodType<Understood>;

const transcriptEntry = z.object({
  number: z.number().int().describe('Its place in the transcript of the person; never given twice.'),
  at: isoTime,
  by: z.enum(['patient', 'bot', 'nurse', 'event']),
  who: z.string().nullable(),
  text: z.string(),
  event: z.object({ name: z.string(), values: z.record(z.string(), z.string()) }).nullable(),
  media: z.object({ id: z.string(), mediaType: z.string() }).nullable(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  delivery: z.enum(['queued', 'accepted', 'delivered', 'read', 'failed']).nullable(),
  understood: understood.nullable().describe('Of a message of the patient in words; null for everything else.'),
}) satisfies z.ZodType<TranscriptEntry>;

const localText = z
  .object({ en: z.string(), fr: z.string(), ar: z.string() })
  .describe('A few words in every language of the console.') satisfies z.ZodType<LocalText>;
const finding = z.object({
  slot: z.string(),
  name: localText,
  value: z.string(),
  valueName: localText.nullable().describe('Of the value of a choice; null: the value says it itself.'),
}) satisfies z.ZodType<Finding>;
const lead = z.object({
  cause: z.string(),
  name: localText,
  icpc2: z.string().nullable(),
  for: z.array(finding),
  against: z.array(finding),
}) satisfies z.ZodType<Lead>;
const caseLeads = z.object({
  state: z.literal('draft').describe('No clinician has checked the table that they come from.'),
  list: z.array(lead).describe('Causes that may be worth thinking of, at most five; never a verdict.'),
  found: z.array(finding).describe('Warning signs of these causes that are there.'),
  toAsk: z.array(finding).describe('Warning signs of these causes not asked about (unknown), or not told (unsure).'),
}) satisfies z.ZodType<CaseLeads>;
const namedSlot = z.object({ slot: z.string(), name: localText }) satisfies z.ZodType<NamedSlot>;
const trainingConsent = z.object({
  agreed: z.boolean(),
  askedBy: z.string(),
  at: isoTime,
}) satisfies z.ZodType<TrainingConsent>;
const caseNames = z.object({
  slots: z.record(z.string(), localText),
  values: z.record(z.string(), localText).describe('By slot=value.'),
  packs: z.record(z.string(), localText),
  questions: z.record(z.string(), z.array(z.string())).describe('The slots that a question asks about.'),
}) satisfies z.ZodType<CaseNames>;

const caseView = caseSummary.extend({
  summary: z.object({
    patient: z.string(),
    ageText: z.string(),
    complaint: localText.nullable(),
    because: z.array(z.string()),
    findings: z.array(finding),
    corrected: z.boolean(),
    disposition: z.string().nullable(),
  }),
  leads: caseLeads.nullable().describe('Worked out when the case is opened; null: this service shows none.'),
  names: caseNames.describe('Names of what rules, the disposition and events say by its id.'),
  contactHint: z.string(),
  transcript: z.array(transcriptEntry),
  outcome: z.string().nullable(),
  trainingConsent: trainingConsent.nullable().describe('null: nobody has asked, which counts as no.'),
}) satisfies z.ZodType<CaseView>;

const partReview = z.object({
  state: z.enum(REVIEW_STATES).describe('`lost`: signed once, and changed since.'),
  signatures: z.array(z.object({ by: z.string(), role: z.string(), on: z.string().meta({ format: 'date' }) })),
}) satisfies z.ZodType<PartReview>;
const packReview = z.object({
  pack: z.string(),
  title: localText.nullable().describe('null for `common`, which every complaint shares.'),
  clinical: partReview,
  languages: z.record(z.enum(WRITTEN_FORMS), partReview),
}) satisfies z.ZodType<PackReview>;

export const deskEvent = z.object({
  kind: z.enum(['queue', 'case', 'alert', 'staff']),
  caseId: z.string().nullable(),
  level: level.nullable(),
}) satisfies z.ZodType<DeskEvent>;

export const staffAnswer = z.object({ staff });
export const staffListAnswer = z.object({ staff: z.array(staff) });
export const meAnswer = z.object({
  staff,
  /** When the session ends whatever happens, and when it locks if nobody touches the console. */
  session: z.object({ endsAt: isoTime, locksAt: isoTime }),
});
export const queueAnswer = z.object({ cases: z.array(caseSummary) });
export const caseAnswer = z.object({ case: caseView });
export const findingsAnswer = z.object({ findings: z.array(namedSlot) });
export const reviewsAnswer = z.object({ packs: z.array(packReview) });
export const claimAnswer = z.object({ result: z.literal('claimed') });
export const doneAnswer = z.object({ result: z.literal('done') });
export const revealAnswer = z.object({ contact: z.string() });
export const alarmAnswer = z.object({
  waiting: z.number().int().describe('Emergencies that nobody has claimed.'),
  alerts: z.number().int().describe('Cases held by the caller with a red flag not yet looked at.'),
});

const codes: readonly ErrorCode[] = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => code in ERROR_CODES);
export const errorAnswer = z.object({
  error: z.object({ code: z.enum(codes), message: z.string() }),
  /** Expected outcomes of an act on a case, beside the error: who was faster, or whose lease ran out. */
  result: z.enum(['taken', 'not_holder', 'gone']).optional(),
});
