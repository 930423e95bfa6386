import type { Store, Stored, Write } from '../store/store.js';
import { keys, listAll, partitionOf } from '../session/repository.js';
import type { Session } from '../session/session.js';

/** One line of the append-only record of everything said and decided. The only place where a patient's words are kept. */
export interface Entry {
  readonly number: number;
  readonly at: string;
  readonly by: 'patient' | 'bot' | 'nurse' | 'event';
  /** Staff id for a nurse. */
  readonly who: string | null;
  readonly text: string;
  readonly event: { readonly name: string; readonly values: Readonly<Record<string, string>> } | null;
  readonly media: { readonly id: string; readonly mediaType: string } | null;
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  /** Bot and nurse: the outbound message; patient: the inbound id, so that "answered" can be checked. */
  readonly messageId: string | null;
  readonly channel: string;
}

export type NewEntry = Omit<Entry, 'number' | 'at' | 'channel' | 'who' | 'event' | 'media' | 'location' | 'messageId'> &
  Partial<Pick<Entry, 'who' | 'event' | 'media' | 'location' | 'messageId'>>;

/** Entries were written by us, encrypted and authenticated by the codec. */
function asEntry(stored: Stored): Entry {
  return stored.value as Entry;
}

/** Everything that is kept of what a person said and was told, in order. */
export async function readTranscript(store: Store, person: string): Promise<readonly Entry[]> {
  return (await listAll(store, ['transcript', partitionOf(person), person])).map(asEntry);
}

/**
 * Writes for `entries`, numbered on from the session, with their lifetime: people who consented keep their transcript for
 * the configured days, everybody else for 72 hours.
 */
export function appendEntries(
  session: Session,
  entries: readonly NewEntry[],
  at: Date,
  retentionDays: number,
): { readonly session: Session; readonly writes: readonly Write[] } {
  const ttlSeconds = session.consent === 'given' ? retentionDays * 86_400 : 72 * 3600;
  const writes = entries.map((entry, index): Write => {
    const value: Entry = {
      number: session.nextEntry + index,
      at: at.toISOString(),
      who: null,
      event: null,
      media: null,
      location: null,
      messageId: null,
      channel: session.channel,
      ...entry,
    };
    return { op: 'put', key: keys.entry(session.person, value.number), value, expect: 'absent', ttlSeconds };
  });
  return { session: { ...session, nextEntry: session.nextEntry + entries.length }, writes };
}
