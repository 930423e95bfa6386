import { addSeconds } from '../../core/time.js';
import type { Presence, Subject } from '../../core/understanding.js';
import {
  HEARD_LANGUAGES,
  PRESENCES,
  SUBJECTS,
  type Correction,
  type HeardFinding,
  type HeardLanguage,
} from '../../console/desk.js';
import { EPISODE_HOURS } from '../session/session.js';
import type { Entry, NewEntry } from './transcript.js';

/** Corrections are events of the transcript beside the message they are about: same lifetime, same wipe, nothing changed. */
const CORRECTED = 'corrected_understanding';
/** Events after which what is said belongs to no case, or to the next one. */
const CASE_ENDS: readonly string[] = ['handoff_closed', 'handoff_returned'];
const AMAZIGH: readonly string[] = ['ber', 'shi', 'tzm', 'rif', 'zgh'];

/** A correction as it was recorded. */
export interface RecordedCorrection extends Correction {
  readonly caseId: string;
  /** Staff id. */
  readonly by: string;
  readonly at: string;
}

/** A message of the patient in words, what the model understood of it, and the last correction. */
export interface UnderstoodMessage {
  readonly entry: Entry;
  readonly language: HeardLanguage | null;
  /** As the model heard it; `subject` is the patient of the case where it was not recorded. */
  readonly findings: readonly HeardFinding[];
  readonly intents: readonly string[];
  /** `id@version` of each model that answered. */
  readonly model: readonly string[];
  readonly corrected: RecordedCorrection | null;
}

/** The event that records a correction. */
export function correctionEntry(caseId: string, correction: Correction, staff: { id: string; name: string }): NewEntry {
  const values = {
    case: caseId,
    message: String(correction.message),
    language: correction.language,
    findings: correction.findings.map(({ slot, presence, subject }) => `${slot}=${presence}/${subject}`).join(' '),
    staff: staff.name,
  };
  return { by: 'event', text: '', who: staff.id, event: { name: CORRECTED, values } };
}

/** The language of an understanding as a nurse names it; `null`: not sure. */
export function heardLanguage(label: string): HeardLanguage | null {
  if (label === 'und' || label === '') return null;
  if (AMAZIGH.includes(label)) return 'ber';
  return HEARD_LANGUAGES.find((language) => language === label) ?? 'other';
}

/** Every message that was understood in some way, by its number. `patient`: of whom the case is. */
export function understoodMessages(entries: readonly Entry[], patient: string): ReadonlyMap<number, UnderstoodMessage> {
  const found = new Map<number, UnderstoodMessage>();
  let message: Entry | null = null;
  for (const entry of entries) {
    if (entry.by === 'patient') message = entry;
    // What is understood after a yes is of the words that were agreed to, not of the yes.
    else if (entry.event?.name === 'heard_confirmed') message = null;
    else if (entry.event?.name === 'understood' && message !== null) {
      const { values } = entry.event;
      found.set(message.number, {
        entry: message,
        language: heardLanguage(values['language'] ?? ''),
        findings: findingsIn(values['heard'] ?? '', oneOf(SUBJECTS, patient) ?? 'self'),
        intents: split(values['intents'] ?? ''),
        model: split(values['by'] ?? ''),
        corrected: null,
      });
      message = null;
    } else if (entry.event?.name === CORRECTED) {
      const corrected = correctionIn(entry);
      const about = corrected === null ? undefined : found.get(corrected.message);
      if (about !== undefined) found.set(about.entry.number, { ...about, corrected });
    }
  }
  return found;
}

/**
 * Where the messages of an open case begin: after the case before it, and no earlier than an episode before it was
 * opened. A person's transcript is longer than one case, and a yes is given for one.
 */
export function firstOfCase(entries: readonly Entry[], since: string): number {
  const earliest = addSeconds(new Date(since), -EPISODE_HOURS * 3600);
  const before = entries.findLast(
    (entry) => CASE_ENDS.includes(entry.event?.name ?? '') || new Date(entry.at) < earliest,
  );
  return before === undefined ? 0 : before.number + 1;
}

function correctionIn(entry: Entry): RecordedCorrection | null {
  const values = entry.event?.values ?? {};
  const language = oneOf(HEARD_LANGUAGES, values['language'] ?? '');
  const message = Number(values['message'] ?? Number.NaN);
  if (language === null || !Number.isInteger(message) || entry.who === null) return null;
  const findings = findingsIn(values['findings'] ?? '', 'self');
  return { message, language, findings, caseId: values['case'] ?? '', by: entry.who, at: entry.at };
}

/** `fever=true cough=absent/child` → findings; a value that is no presence is a number or a choice, and left out. */
function findingsIn(text: string, patient: Subject): readonly HeardFinding[] {
  return split(text).flatMap((one) => {
    const [slot = '', value = ''] = one.split('=');
    const [told = '', whose = ''] = value.split('/');
    const presence: Presence | null = told === 'true' ? 'present' : oneOf(PRESENCES, told);
    return presence === null ? [] : [{ slot, presence, subject: oneOf(SUBJECTS, whose) ?? patient }];
  });
}

function split(text: string): readonly string[] {
  return text.split(' ').filter((one) => one !== '');
}

function oneOf<T extends string>(known: readonly T[], value: string): T | null {
  return known.find((one) => one === value) ?? null;
}
