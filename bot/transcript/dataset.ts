import { createHmac } from 'node:crypto';
import { addSeconds } from '../../core/time.js';
import type { HeardFinding, HeardLanguage } from '../../console/desk.js';
import { asCase, asSession, keys, listAll, PARTITIONS } from '../session/repository.js';
import type { Store } from '../store/store.js';
import { understoodMessages, type RecordedCorrection, type UnderstoodMessage } from './correction.js';
import { lettersOf, scrub } from './scrub.js';
import { readTranscript } from './transcript.js';

/** One message that may be learned from: consented, corrected, scrubbed. */
export interface DatasetRow {
  /** Keyed hash of the message: the same in every export, and without the master key nobody's. */
  readonly id: string;
  readonly text: string;
  /** As in `models/eval`: `fr`, `ary-Arab`, `ary-Latn`, `shi-Latn` (Amazigh in Latin letters), `zgh-Tfng`, `ber-Arab`, `other`. */
  readonly form: string;
  readonly language: HeardLanguage;
  readonly findings: readonly HeardFinding[];
  /** As the model heard them; nobody corrects them. Empty where the transcript does not say. */
  readonly intents: readonly string[];
  /** `2026-11`: a day and an hour would lead back to a call. */
  readonly correctedAt: string;
  /** `id@version` of what had understood it. */
  readonly model: readonly string[];
}

/** Fewer letters than this is a key press or a "ok". */
const FEWEST_LETTERS = 3;
/** Days that words are kept without consent to keep them longer; as in `appendEntries`. */
const DAYS_WITHOUT_CONSENT = 3;

/**
 * Every message whose case has a yes of the person and that a nurse corrected, in the order of their ids. Reads only. What
 * is beyond retention is left out even where the store still has it, and so is everybody who refused to be a patient here.
 */
export async function readDataset(tools: {
  readonly store: Store;
  /** Of its own purpose: ids of a data set are no pseudonyms of the store. */
  readonly key: Buffer;
  readonly retentionDays: number;
  readonly now: Date;
}): Promise<readonly DatasetRow[]> {
  const { store } = tools;
  const rows: DatasetRow[] = [];
  for (const [person, cases] of await consentedCases(store)) {
    const stored = await store.get(keys.session(person));
    const consent = stored === null ? 'none' : asSession(stored).consent;
    if (consent === 'refused') continue;
    const days = consent === 'given' ? tools.retentionDays : DAYS_WITHOUT_CONSENT;
    const from = addSeconds(tools.now, -days * 86_400);
    const messages = understoodMessages(await readTranscript(store, person), 'self');
    for (const message of messages.values()) {
      const { corrected, entry } = message;
      if (corrected === null || !cases.has(corrected.caseId) || new Date(entry.at) < from) continue;
      // Its words are the recogniser's; what the nurse corrected is what she heard.
      if (entry.event?.name === 'heard_by_machine') continue;
      const row = rowOf(message, corrected, idOf(tools.key, `${person}\n${entry.number}\n${entry.at}`));
      if (lettersOf(row.text) >= FEWEST_LETTERS) rows.push(row);
    }
  }
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Person → ids of the cases with a yes. A wiped case has none. */
async function consentedCases(store: Store): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const byPerson = new Map<string, Set<string>>();
  for (const partition of PARTITIONS) {
    for (const entry of (await listAll(store, ['case', partition])).map(asCase)) {
      if (entry.training?.agreed !== true || entry.state === 'abandoned') continue;
      byPerson.set(entry.person, (byPerson.get(entry.person) ?? new Set()).add(entry.id));
    }
  }
  return byPerson;
}

function rowOf(message: UnderstoodMessage, corrected: RecordedCorrection, id: string): DatasetRow {
  const { language, findings } = corrected;
  const { text } = message.entry;
  return {
    id,
    text: scrub(text),
    form: formOf(language, text),
    language,
    findings,
    intents: message.intents,
    correctedAt: corrected.at.slice(0, 7),
    model: message.model,
  };
}

function idOf(key: Buffer, message: string): string {
  return createHmac('sha256', key).update(message, 'utf8').digest().subarray(0, 16).toString('base64url');
}

/** The written form: what the nurse says the language is, in the letters that most of the text is in. */
function formOf(language: HeardLanguage, text: string): string {
  const count = (script: RegExp): number => [...text.matchAll(script)].length;
  const latin = count(/\p{Script=Latin}/gu);
  const arabic = count(/\p{Script=Arabic}/gu);
  const tifinagh = count(/\p{Script=Tifinagh}/gu);
  switch (language) {
    case 'fr':
    case 'other':
      return language;
    case 'ary':
      return arabic > latin ? 'ary-Arab' : 'ary-Latn';
    case 'ber':
      if (tifinagh >= Math.max(arabic, latin)) return 'zgh-Tfng';
      return arabic > latin ? 'ber-Arab' : 'shi-Latn';
  }
}
