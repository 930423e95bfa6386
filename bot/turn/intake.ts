import type { Inbound, Outbound } from '../../core/message.js';
import { AppError } from '../../core/errors.js';
import type { Clock } from '../../core/time.js';
import type { IdSource } from '../../core/ids.js';
import type { Logger } from '../../core/log.js';
import type { Store, Stored, Write } from '../store/store.js';
import { keys, listAll, partitionOf, PARTITIONS } from '../session/repository.js';

/** A message that we acknowledged and have not answered yet. */
export interface InboxRow {
  readonly id: string;
  readonly person: string;
  readonly inbound: Omit<Inbound, 'sentAt'> & { readonly sentAt: string };
  readonly receivedAt: string;
}

export interface Intake {
  /**
   * Stores messages before they are acknowledged. Repeats (same channel and provider id) are dropped. Resolves when
   * everything is durable; throws `STORE_UNAVAILABLE` when it cannot be: then the webhook must not be acknowledged.
   */
  accept(inbound: readonly Inbound[]): Promise<void>;
  /** Resolves when every message accepted so far is answered or given up to the fallback. */
  idle(): Promise<void>;
  /** Goes on with what a previous process left unanswered. */
  recover(): Promise<number>;
  /** Runs `work` alone for this person, after what is already waiting. */
  alone<T>(person: string, work: () => Promise<T>): Promise<T>;
  /** The stored answer to a call's webhook; waits for the turn that makes it. */
  answerTo(inbound: Inbound): Promise<readonly Outbound[]>;
}

export function createIntake(tools: {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  /** Keyed hash of the phone number, or of the address. */
  readonly personOf: (inbound: Inbound) => string;
  /** One turn for this row; deletes the row in its commit. Must not throw. */
  readonly turn: (person: string, rows: readonly InboxRow[], deletes: readonly Write[]) => Promise<void>;
  /** Milliseconds that more words are waited for, so that a burst is answered once; 0: each message is answered by itself. */
  readonly burstMilliseconds: number;
  /** A message that cannot wait: an answer, a command, or anything alarming. */
  readonly isPressing: (row: InboxRow) => Promise<boolean>;
}): Intake {
  const { store, clock, ids } = tools;
  /** Per person: the tail of the chain of work. One person's messages one at a time, different people in parallel. */
  const tails = new Map<string, Promise<unknown>>();

  function alone<T>(person: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(person) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine
      .catch(() => undefined)
      .finally(() => {
        if (tails.get(person) === tail) tails.delete(person);
      });
    tails.set(person, tail);
    return mine;
  }

  async function accept(inbound: readonly Inbound[]): Promise<void> {
    const people = new Set<string>();
    for (const message of inbound) {
      const person = tools.personOf(message);
      if (await keep(person, message)) people.add(person);
    }
    for (const person of people) schedule(person);
  }

  async function keep(person: string, message: Inbound): Promise<boolean> {
    const id = ids.next('i');
    const row: InboxRow = {
      id,
      person,
      inbound: { ...message, sentAt: message.sentAt.toISOString() },
      receivedAt: clock.now().toISOString(),
    };
    const outcome = await store.commit([
      {
        op: 'put',
        key: keys.seen(person, message.channelId, message.externalId),
        value: { id },
        expect: 'absent',
        ttlSeconds: SEEN_SECONDS,
      },
      { op: 'put', key: keys.inbox(person, id), value: row, expect: 'absent' },
    ]);
    if (outcome === 'conflict') tools.log.info('intake.repeat', { channel: message.channelId });
    return outcome === 'committed';
  }

  function schedule(person: string): void {
    void alone(person, () => drain(person));
  }

  /** Answers everything that waits for this person, oldest first. */
  async function drain(person: string): Promise<void> {
    for (;;) {
      const waiting = await store.list(['inbox', partitionOf(person), person], { limit: 1 });
      if (waiting[0] === undefined) return;
      await moreWords(asRow(waiting[0]));
      const stored = await store.list(['inbox', partitionOf(person), person], { limit: 20 });
      const rows = stored.map(asRow);
      if (rows.length === 0) return;
      const taken = tools.burstMilliseconds === 0 ? 1 : burstOf(rows);
      await tools.turn(person, rows.slice(0, taken), stored.slice(0, taken).map(deleteOf));
      const next = await store.get(['inbox', partitionOf(person), person, rows[0]?.id ?? '-']);
      if (next !== null) {
        // The fallback could not even remove the row (the store is away): it is tried again at recovery.
        tools.log.error('intake.stuck', {});
        return;
      }
    }
  }

  /** People write one thought in three messages: words wait a moment for the next ones. */
  async function moreWords(row: InboxRow): Promise<void> {
    if (tools.burstMilliseconds === 0 || !isWords(row)) return;
    const age = clock.now().getTime() - new Date(row.receivedAt).getTime();
    const left = tools.burstMilliseconds - age;
    if (left <= 0 || (await tools.isPressing(row))) return;
    await new Promise((resolve) => setTimeout(resolve, left));
  }

  async function recover(): Promise<number> {
    const pages = await Promise.all(PARTITIONS.map((partition) => listAll(store, ['inbox', partition])));
    const people = new Set(pages.flat().map((stored) => stored.key[2] ?? ''));
    for (const person of people) if (!tails.has(person)) schedule(person);
    return people.size;
  }

  async function idle(): Promise<void> {
    while (tails.size > 0) await Promise.all(tails.values());
  }

  async function answerTo(inbound: Inbound): Promise<readonly Outbound[]> {
    const person = tools.personOf(inbound);
    await (tails.get(person) ?? Promise.resolve());
    const stored = await store.get(keys.answer(person, inbound.channelId, inbound.externalId));
    return stored === null ? [] : (stored.value as readonly Outbound[]);
  }

  return { accept, idle, recover, alone, answerTo };
}

/** Providers repeat webhooks for up to seven days. */
const SEEN_SECONDS = 8 * 86_400;

function asRow(stored: Stored): InboxRow {
  return stored.value as InboxRow;
}
function deleteOf(stored: Stored): Write {
  return { op: 'delete', key: stored.key, expect: stored.version };
}

export function inboundOf(row: InboxRow): Inbound {
  return { ...row.inbound, sentAt: new Date(row.inbound.sentAt) };
}

/**
 * How many rows from the front are one burst of text, answered once: words only, on one channel, never a number, a
 * button or a call.
 */
export function burstOf(rows: readonly InboxRow[]): number {
  const first = rows[0];
  if (first === undefined || !isWords(first)) return 1;
  const end = rows.findIndex((row) => !isWords(row) || row.inbound.channelId !== first.inbound.channelId);
  return end === -1 ? rows.length : end;
}

function isWords(row: InboxRow): boolean {
  const { part } = row.inbound;
  // What was said on a call is never waited with: the caller holds the line.
  return (
    part.kind === 'text' && part.confidence === undefined && /\p{L}{2}/u.test(part.text) && part.text.length < 2000
  );
}

/** One message out of a burst: the words in order, under the newest id. */
export function joined(rows: readonly InboxRow[]): Inbound {
  const last = rows.at(-1);
  if (last === undefined) throw new AppError('INPUT_INVALID', 'a burst has at least one message');
  if (rows.length === 1) return inboundOf(last);
  const text = rows.map((row) => (row.inbound.part.kind === 'text' ? row.inbound.part.text : '')).join('\n');
  return { ...inboundOf(last), part: { kind: 'text', text } };
}
