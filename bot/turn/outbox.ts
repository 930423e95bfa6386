import type { Logger } from '../../core/log.js';
import { addSeconds, type Clock } from '../../core/time.js';
import type { ChannelId } from '../../core/message.js';
import type { Channel, DeliveryStatus, SendResult } from '../../channels/channel.js';
import { keys, listAll, partitionOf, PARTITIONS } from '../session/repository.js';
import type { Store, Stored } from '../store/store.js';
import type { OutboxRow } from './turn.js';

/** How far a message came, kept for the transcript and for asking the provider. */
export interface Delivery {
  readonly person: string;
  readonly state: 'accepted' | 'delivered' | 'read' | 'failed';
  readonly externalId: string | null;
  readonly at: string;
}

export interface Outbox {
  /** Delivers rows that this process has just committed. Returns at once. */
  enqueue(rows: readonly OutboxRow[]): void;
  /** Rows of an earlier process, and rows whose next try is due. Uncertain ones are asked about before they are repeated. */
  recover(): Promise<number>;
  /** Statuses arrive late, repeated and in any order: they only move forward. */
  note(statuses: readonly DeliveryStatus[]): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const RETRY_SECONDS = [1, 3, 10, 30, 60, 300];
const SEND_TIMEOUT_MS = 15_000;
const KEEP_SECONDS = 40 * 86_400;

export function createOutbox(tools: {
  readonly store: Store;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly processId: string;
  readonly onDelivery: (person: string, state: Delivery['state']) => void;
  /** A send that may have happened before was settled. */
  readonly onRecovered: (how: 'found' | 'repeated' | 'uncertain') => void;
}): Outbox {
  const { store, clock, log } = tools;
  const early = new Map<string, DeliveryStatus>();
  const tails = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  /** One person's messages leave in order: a row that must wait holds back those behind it. */
  function chain(person: string): void {
    const before = tails.get(person) ?? Promise.resolve();
    const mine = before
      .then(() => deliverAll(person))
      .catch((error: unknown) => log.error('outbox.failed', { code: codeOf(error) }))
      .finally(() => {
        if (tails.get(person) === mine) tails.delete(person);
      });
    tails.set(person, mine);
  }

  async function deliverAll(person: string): Promise<void> {
    for (;;) {
      if (stopping.signal.aborted) return;
      const page = await store.list(['outbox', partitionOf(person), person], { limit: 1 });
      const stored = page[0];
      if (stored === undefined) return;
      if (!(await deliver(stored))) return;
    }
  }

  /** `true`: this row is settled, the next may go. */
  async function deliver(stored: Stored): Promise<boolean> {
    const row = stored.value as OutboxRow;
    const { message } = row;
    const now = clock.now();
    if (new Date(row.nextAt) > now) return false;
    if (new Date(message.notAfter) < now) {
      log.warn('send.late', { channel: message.channelId });
      return settle(stored, row, { state: 'failed', externalId: null });
    }
    const channel = tools.channels.get(message.channelId);
    if (channel === undefined) return settle(stored, row, { state: 'failed', externalId: null });
    const revived = { ...message, notAfter: new Date(message.notAfter) };
    if (row.by !== tools.processId || row.attempts < 0) {
      const found = await channel.lookup(revived, new Date(row.since), await accountedFor(row), timeLimit());
      if (found.kind === 'sent') {
        tools.onRecovered('found');
        return settle(stored, row, { state: 'accepted', externalId: found.externalId });
      }
      if (found.kind === 'unknown') {
        tools.onRecovered('uncertain');
        log.warn('send.uncertain', { code: 'SEND_UNCERTAIN', channel: message.channelId });
      } else tools.onRecovered('repeated');
    }
    const result = await channel.send(revived, timeLimit());
    return conclude(stored, row, result);
  }

  async function conclude(stored: Stored, row: OutboxRow, result: SendResult): Promise<boolean> {
    if (result.kind === 'sent') {
      return settle(stored, row, { state: 'accepted', externalId: result.externalId });
    }
    if (result.kind === 'failed') {
      log.error('send.failed', { code: 'SEND_FAILED', why: result.code, channel: row.message.channelId });
      return settle(stored, row, { state: 'failed', externalId: null });
    }
    const attempts = Math.abs(row.attempts) + 1;
    const seconds = result.afterSeconds ?? RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 300;
    const next: OutboxRow = {
      ...row,
      // A negative count marks "may have arrived": the next try asks first.
      attempts: result.mayHaveArrived ? -attempts : attempts,
      nextAt: addSeconds(clock.now(), seconds).toISOString(),
      by: tools.processId,
    };
    await store.commit([{ op: 'put', key: stored.key, value: next, expect: stored.version }]);
    log.warn('send.retry', { why: result.code, channel: row.message.channelId, attempts, seconds });
    return false;
  }

  async function settle(
    stored: Stored,
    row: OutboxRow,
    delivery: Pick<Delivery, 'state' | 'externalId'>,
  ): Promise<boolean> {
    const value: Delivery = { person: row.person, at: clock.now().toISOString(), ...delivery };
    await store.commit([
      { op: 'delete', key: stored.key },
      { op: 'put', key: keys.delivery(row.person, row.message.id), value, ttlSeconds: KEEP_SECONDS },
      ...(delivery.externalId === null
        ? []
        : [
            {
              op: 'put' as const,
              key: ['sent', partitionOf(row.person), row.person, delivery.externalId] as const,
              value: { id: row.message.id },
              ttlSeconds: 86_400,
            },
          ]),
    ]);
    tools.onDelivery(row.person, delivery.state);
    const known = early.get(row.message.id);
    early.delete(row.message.id);
    if (known !== undefined) await noteOne(known);
    return true;
  }

  /** Provider ids of messages to this person that are already marked: the same words may have been sent before. */
  async function accountedFor(row: OutboxRow): Promise<ReadonlySet<string>> {
    const stored = await listAll(store, ['sent', partitionOf(row.person), row.person]);
    return new Set(stored.map((entry) => entry.key[3] ?? ''));
  }

  function timeLimit(): AbortSignal {
    return AbortSignal.any([stopping.signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
  }

  return {
    enqueue(rows) {
      for (const person of new Set(rows.map((row) => row.person))) chain(person);
    },
    async recover() {
      const pages = await Promise.all(PARTITIONS.map((partition) => listAll(store, ['outbox', partition])));
      const now = clock.now();
      const due = pages.flat().filter((stored) => new Date((stored.value as OutboxRow).nextAt) <= now);
      const people = new Set(due.map((stored) => stored.key[2] ?? ''));
      for (const person of people) if (!tails.has(person)) chain(person);
      return people.size;
    },
    async note(statuses) {
      for (const status of statuses) await noteOne(status);
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
    async stop() {
      stopping.abort();
      await Promise.all(tails.values());
    },
  };

  /** A report may overtake our own mark of the send: it waits for it. One that waits for nothing is forgotten in time. */
  function keepEarly(status: DeliveryStatus): void {
    const known = early.get(status.outboundId);
    if (known !== undefined && RANK[known.state] >= RANK[status.state]) return;
    if (early.size >= MOST_EARLY) early.delete(early.keys().next().value ?? '');
    early.set(status.outboundId, status);
  }

  async function noteOne(status: DeliveryStatus): Promise<void> {
    const partition = /^m([0-9a-f])-/.exec(status.outboundId)?.[1];
    if (partition === undefined) return;
    const stored = await store.get(['delivery', partition, status.outboundId]);
    if (stored === null) return keepEarly(status);
    const before = stored.value as Delivery;
    if (RANK[status.state] <= RANK[before.state]) return;
    const value: Delivery = { ...before, state: status.state, at: status.at.toISOString() };
    await store.commit([{ op: 'put', key: stored.key, value, expect: stored.version, ttlSeconds: KEEP_SECONDS }]);
    tools.onDelivery(before.person, status.state);
  }
}

/** Reports that wait for their message to be marked; more than this at once are strays. */
const MOST_EARLY = 1000;

const RANK: Readonly<Record<Delivery['state'], number>> = { accepted: 0, failed: 1, delivered: 2, read: 3 };

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
}
