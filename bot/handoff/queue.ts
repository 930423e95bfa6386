import type { IdSource } from '../../core/ids.js';
import { moreUrgent, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON, type FlowState } from '../../flows/index.js';
import type { Write } from '../store/store.js';
import { CASE_SECONDS, keys } from '../session/repository.js';
import type { Case } from '../session/session.js';
import { dueIn, WAITS } from '../session/timers.js';
import { languageOf, record, type Draft, type Escalation } from '../turn/draft.js';

/** The teleconsultation queue: opened in the same commit as the answer, so that the nurse knows before the patient is told. */

/** Seconds a case may wait unclaimed before the patient is told and what to do instead. */
export const UNCLAIMED_SECONDS: Readonly<Record<TriageLevel, number>> = {
  emergency: 300,
  urgent: 900,
  same_day: 3600,
  routine: 3600,
  self_care: 3600,
};

/** Seconds a nurse keeps a case without a sign of life from her console. */
export const LEASE_SECONDS = 120;

/** Opens a case for this conversation, or raises the one that is open. A level never falls here. */
export function openHandoff(ids: IdSource) {
  return (draft: Draft, escalation: Escalation): void => {
    const open = draft.case;
    if (open !== null && (open.state === 'waiting' || open.state === 'claimed')) {
      const level = moreUrgent(escalation.level, open.level);
      // How it went after the disposition is news about a case that waits, also at the same level.
      const told = escalation.reason.startsWith('follow_up_') && escalation.reason !== open.reason;
      const raised = level !== open.level || told;
      draft.case = { ...open, level, reason: raised ? escalation.reason : open.reason };
      if (raised) {
        record(draft, 'handoff_raised', { level, reason: escalation.reason });
        draft.timers.push({ kind: 'unclaimed', due: dueIn(draft.at, UNCLAIMED_SECONDS[level]), about: open.id });
      }
      return;
    }
    const id = ids.next('c');
    draft.case = {
      schema: 1,
      id,
      person: draft.session.person,
      label: draft.session.label,
      channel: draft.channel.id,
      language: languageOf(draft),
      level: escalation.level,
      reason: escalation.reason,
      state: 'waiting',
      since: draft.at.toISOString(),
      lastMessageAt: draft.at.toISOString(),
      claimedBy: null,
      leaseUntil: null,
      alert: false,
      seenEntry: 0,
      unread: 0,
      known: {},
      because: [],
      pack: null,
      disposition: null,
      corrected: false,
      outcome: null,
    };
    draft.session = { ...draft.session, owner: { kind: 'queue', caseId: id } };
    record(draft, 'handoff_opened', { level: escalation.level, reason: escalation.reason });
    draft.timers.push({ kind: 'unclaimed', due: dueIn(draft.at, UNCLAIMED_SECONDS[escalation.level]), about: id });
  };
}

/** What the nurse reads first, as it stands after this turn. */
export function refreshSummary(draft: Draft): void {
  const { interview, opening } = draft.session;
  if (draft.case === null) return;
  draft.case = {
    ...draft.case,
    channel: draft.channel.id,
    language: languageOf(draft),
    lastMessageAt: draft.input.kind === 'message' ? draft.at.toISOString() : draft.case.lastMessageAt,
    ...(interview === null
      ? { known: Object.keys(opening.known).length === 0 ? draft.case.known : opening.known }
      : {
          known: interview.slots,
          because: interview.because,
          pack: complaintOf(interview),
          disposition: interview.disposition,
          corrected: interview.corrected,
          level: moreUrgent(draft.case.level, draft.case.state === 'claimed' ? null : interview.level),
        }),
  };
}

/** The complaint that is asked about; while the common questions go on after it, the one that was. */
function complaintOf({ pack, done }: FlowState): string {
  return [pack, ...done].find((id) => id !== COMMON) ?? COMMON;
}

/** Writes for the case and its place in the queue: the old place is left, the new one taken, all or nothing. */
export function caseWrites(draft: Draft): readonly Write[] {
  const before = draft.loadedCase;
  const after = draft.case;
  if (after === null) return [];
  if (before !== null && before.value.id === after.id && JSON.stringify(before.value) === JSON.stringify(after))
    return [];
  const writes: Write[] = [];
  const same = before !== null && before.value.id === after.id;
  if (same && before.value.state === 'waiting') writes.push(leaveQueue(before.value));
  writes.push({
    op: 'put',
    key: keys.case(after.person, after.id),
    value: after,
    expect: same ? before.version : 'absent',
    ttlSeconds: CASE_SECONDS,
  });
  if (after.state === 'waiting') writes.push(takePlace(after));
  // Deleting and taking the same place is one put: the store applies writes in order.
  return dedupe(writes);
}

export function placeOf(entry: Case): readonly [string, string, ...string[]] {
  return keys.waiting({ person: entry.person, level: urgencyRank(entry.level), since: entry.since, id: entry.id });
}

export function leaveQueue(entry: Case): Write {
  return { op: 'delete', key: placeOf(entry) };
}

export function takePlace(entry: Case): Write {
  return { op: 'put', key: placeOf(entry), value: { id: entry.id, person: entry.person } };
}

/** One write per key: the last one wins. */
function dedupe(writes: readonly Write[]): readonly Write[] {
  const byKey = new Map(writes.map((write) => [write.key.join('\u0000'), write]));
  return [...byKey.values()];
}

export function leaseUntil(at: Date): string {
  return dueIn(at, LEASE_SECONDS).toISOString();
}

export const SUPERVISE_SECONDS = WAITS.supervise;
