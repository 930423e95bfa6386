import { createHash } from 'node:crypto';
import type { Store, Stored, Version, Write, Key } from '../store/store.js';
import { newSession, NO_PREVENTION, type Case, type Session } from './session.js';
import type { ChannelId } from '../../core/message.js';

/** Where everything is kept. Every key of one person lies in that person's partition. */
export const PARTITIONS = Array.from({ length: 16 }, (_, index) => index.toString(16));

/** First hex digit of a hash of the pseudonym: sixteen partitions, spread evenly. */
export function partitionOf(person: string): string {
  return createHash('sha256').update(person).digest('hex').slice(0, 1);
}

export const keys = {
  session: (person: string): Key => ['session', partitionOf(person), person],
  inbox: (person: string, id: string): Key => ['inbox', partitionOf(person), person, id],
  seen: (person: string, channel: string, externalId: string): Key => [
    'seen',
    partitionOf(person),
    channel,
    createHash('sha256').update(externalId).digest('base64url').slice(0, 27),
  ],
  entry: (person: string, number: number): Key => ['transcript', partitionOf(person), person, padded(number)],
  outbox: (person: string, id: string): Key => ['outbox', partitionOf(person), person, id],
  delivery: (person: string, outboundId: string): Key => ['delivery', partitionOf(person), outboundId],
  answer: (person: string, channel: string, externalId: string): Key => [
    'answer',
    partitionOf(person),
    channel,
    createHash('sha256').update(externalId).digest('base64url').slice(0, 27),
  ],
  case: (person: string, id: string): Key => ['case', partitionOf(person), id],
  waiting: (entry: { person: string; level: number; since: string; id: string }): Key => [
    'waiting',
    partitionOf(entry.person),
    String(9 - entry.level),
    entry.since,
    entry.id,
  ],
  timer: (person: string, due: string, id: string): Key => ['timer', partitionOf(person), due, id],
  media: (person: string, id: string): Key => ['media', partitionOf(person), person, id],
};

function padded(number: number): string {
  return String(number).padStart(8, '0');
}

export interface Loaded {
  readonly session: Session;
  readonly version: Version | 'absent';
  readonly case: { readonly value: Case; readonly version: Version } | null;
}

/** Loads the session of a person, or a new one, and the case it is in. */
export async function loadSession(
  store: Store,
  person: string,
  make: { readonly label: string; readonly channel: ChannelId },
): Promise<Loaded> {
  const stored = await store.get(keys.session(person));
  const session = stored === null ? newSession(person, make.label, make.channel) : asSession(stored);
  const caseId = session.owner.kind === 'bot' ? null : session.owner.caseId;
  const held = caseId === null ? null : await store.get(keys.case(person, caseId));
  return {
    session,
    version: stored?.version ?? 'absent',
    case: held === null ? null : { value: asCase(held), version: held.version },
  };
}

/** Values were written by us, encrypted and authenticated by the codec: the schema number is all that needs a look. */
export function asSession(stored: Stored): Session {
  // Sessions of before voice notes were understood, anybody was asked again, or prevention was offered, have no such fields.
  const later = { unconfirmed: null, contactAt: null, prevention: NO_PREVENTION };
  const session = { ...later, ...(stored.value as Omit<Session, keyof typeof later> & Partial<Session>) };
  return { ...session, episodes: session.episodes.map((episode) => ({ ...{ followUp: null }, ...episode })) };
}
export function asCase(stored: Stored): Case {
  return stored.value as Case;
}

/** How long a case is kept after its last change. */
export const CASE_SECONDS = 365 * 86_400;

/** How long what is known of a person is kept after the last turn: as long as the transcript, a "stop" for a year. */
export function keptSeconds(session: Session, retentionDays: number): number {
  if (session.stopped) return 365 * 86_400;
  return session.consent === 'given' ? Math.max(retentionDays, 3) * 86_400 : 72 * 3600;
}

export function putSession(session: Session, version: Version | 'absent', retentionDays: number): Write {
  const ttlSeconds = keptSeconds(session, retentionDays);
  return { op: 'put', key: keys.session(session.person), value: session, expect: version, ttlSeconds };
}

/** Every entry under a prefix, page by page. */
export async function listAll(store: Store, prefix: Key): Promise<readonly Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await store.list(prefix, { limit: 500, ...(last === undefined ? {} : { after: last.key }) });
    all.push(...page);
    if (page.length < 500) return all;
  }
}
