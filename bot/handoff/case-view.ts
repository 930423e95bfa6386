import type { CaseLeads, CaseSummary, CaseView, TranscriptEntry, Understood } from '../../console/desk.js';
import { keys, loadSession } from '../session/repository.js';
import type { Case } from '../session/session.js';
import type { Store } from '../store/store.js';
import { firstOfCase, understoodMessages, type UnderstoodMessage } from '../transcript/correction.js';
import { readTranscript, type Entry } from '../transcript/transcript.js';
import type { Delivery } from '../turn/outbox.js';
import type { Naming } from './names.js';
import type { StaffRoom } from './staff.js';

/** A case as the console shows it. */
export interface CaseViews {
  summaryOf(entry: Case): Promise<CaseSummary>;
  viewOf(entry: Case): Promise<CaseView>;
}

/** Reads what a case looks like; checks nothing and changes nothing. */
export function createCaseViews(tools: {
  readonly store: Store;
  readonly staff: StaffRoom;
  readonly naming: Naming;
  readonly leads: (entry: Case) => CaseLeads | null;
}): CaseViews {
  const { store, staff, naming, leads } = tools;
  const isFinding = new Set(naming.findings.map(({ slot }) => slot));

  async function nameOf(id: string): Promise<string> {
    return (await staff.find(id))?.name ?? id;
  }

  async function summaryOf(entry: Case): Promise<CaseSummary> {
    return {
      id: entry.id,
      state: entry.state,
      level: entry.level,
      label: entry.label,
      channel: entry.channel,
      language: entry.language,
      reason: entry.reason,
      since: entry.since,
      lastMessageAt: entry.lastMessageAt,
      claimedBy: entry.claimedBy === null ? null : { id: entry.claimedBy, name: await nameOf(entry.claimedBy) },
      leaseUntil: entry.leaseUntil,
      alert: entry.alert,
      unread: entry.unread,
    };
  }

  async function viewOf(entry: Case): Promise<CaseView> {
    const entries = await readTranscript(store, entry.person);
    const understood = understoodMessages(entries, String(entry.known['patient'] ?? ''));
    const first = entry.state === 'claimed' ? firstOfCase(entries, entry.since) : Infinity;
    const transcript = await Promise.all(
      entries.map((item) => shown(item, entry.person, understood.get(item.number), first)),
    );
    const { session } = await loadSession(store, entry.person, { label: entry.label, channel: entry.channel });
    const line = session.lines[entry.channel];
    return {
      ...(await summaryOf(entry)),
      summary: {
        patient: String(entry.known['patient'] ?? 'unknown'),
        ageText: ageText(entry.known['age_days']),
        complaint: entry.pack === null ? null : naming.pack(entry.pack),
        because: [...entry.because].reverse(),
        findings: Object.entries(entry.known)
          .filter(([slot, value]) => value !== 'absent' && slot !== 'patient' && slot !== 'age_days')
          // A first contact is no news.
          .filter(([slot, value]) => slot !== 'contacts_in_72h' || value !== 1)
          .map(([slot, value]) => naming.finding(slot, String(value))),
        corrected: entry.corrected,
        disposition: entry.disposition,
      },
      leads: leads(entry),
      names: naming.namesIn(idsOf(entry, transcript)),
      contactHint: line?.phone == null ? entry.channel : `…${line.phone.slice(-2)}`,
      transcript,
      outcome: entry.outcome,
      trainingConsent:
        entry.training === undefined
          ? null
          : {
              agreed: entry.training.agreed,
              askedBy: await nameOf(entry.training.staff),
              at: entry.training.at,
            },
    };
  }

  async function shown(
    entry: Entry,
    person: string,
    message: UnderstoodMessage | undefined,
    first: number,
  ): Promise<TranscriptEntry> {
    const mine = entry.by === 'bot' || entry.by === 'nurse';
    const delivery = mine && entry.messageId !== null ? await store.get(keys.delivery(person, entry.messageId)) : null;
    return {
      number: entry.number,
      at: entry.at,
      by: entry.by,
      who: entry.who === null ? null : await nameOf(entry.who),
      text: entry.text,
      event: entry.by === 'event' || entry.event?.name !== 'said' ? entry.event : null,
      media: entry.media,
      location: entry.location,
      delivery: !mine ? null : delivery === null ? 'queued' : (delivery.value as Delivery).state,
      understood: message === undefined ? null : await understoodOf(message, entry.number >= first),
    };
  }

  async function understoodOf(message: UnderstoodMessage, correctable: boolean): Promise<Understood> {
    const { corrected } = message;
    const { language, findings } = corrected ?? message;
    return {
      language,
      findings: findings.filter(({ slot }) => isFinding.has(slot)),
      corrected: corrected === null ? null : { by: await nameOf(corrected.by), at: corrected.at },
      correctable,
    };
  }

  return { summaryOf, viewOf };
}

/** Everything in a case that may be an id: what the release does not know has no name and does no harm. */
function idsOf(entry: Case, transcript: readonly TranscriptEntry[]): readonly string[] {
  const values = transcript.flatMap(({ event }) => Object.entries(event?.values ?? {}));
  return [
    ...entry.because,
    ...(entry.disposition === null ? [] : [entry.disposition]),
    ...values.flatMap(([name, value]) => [`${name}=${value}`, ...value.split(' ')]),
  ];
}

function ageText(ageDays: unknown): string {
  if (typeof ageDays !== 'number') return '';
  if (ageDays < 60) return `${ageDays} d`;
  if (ageDays < 1827) return `${Math.floor(ageDays / 30.4375)} m`;
  return `${Math.floor(ageDays / 365.25)} y`;
}
