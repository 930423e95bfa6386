import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Key, Store, Write } from '../bot/store/index.js';
import { openStore } from '../bot/store/index.js';
import { systemClock } from '../core/time.js';

/** All stores are encrypted, as in a service. A commit is what a turn writes: session, two lines of transcript, one outgoing message. */
export interface StoreFigures {
  readonly store: string;
  /** One turn after the other, each durable before the next. */
  readonly commitsPerSecond: number;
  readonly commitsPerSecond64: number;
  /** How long the slowest hundredth of the 64 concurrent commits took. */
  readonly commitP99Ms64: number;
  readonly getsPerSecond: number;
  readonly getsPerSecond64: number;
  /** Lists of 20 entries, one after the other. */
  readonly listsPerSecond: number;
  /** How long the event loop was held up at most, in 99 of 100 samples, under 64 concurrent commits. */
  readonly loopDelayP99Ms: number;
}

const PARTITIONS = 64;
const SESSION = {
  pack: 'fever_adult',
  node: 'fever_days',
  slots: { fever_days: 2, cough: 'absent' },
  asked: 'x'.repeat(900),
};
const LINE = {
  at: '2026-01-05T09:00:00Z',
  from: 'patient',
  text: 'عندي السخانة من البارح و راسي كيضرني بزاف'.repeat(2),
};

/** Measures the embedded store in a folder of its own, and Redis where an address is given (its data is left there). */
export async function benchStore(
  options: { readonly redisUrl?: string; readonly seconds?: number } = {},
): Promise<readonly StoreFigures[]> {
  const { redisUrl, seconds = 2 } = options;
  const common = { clock: systemClock, masterKey: randomBytes(32) };
  const folder = mkdtempSync(join(tmpdir(), 'labas-bench-'));
  try {
    const figures = [
      await measure(await openStore({ driver: 'libsql', ...common, file: join(folder, 'bench.db') }), seconds),
    ];
    if (redisUrl !== undefined) {
      const prefix = `bench-${randomBytes(4).toString('hex')}`;
      figures.push(await measure(await openStore({ driver: 'redis', ...common, url: redisUrl, prefix }), seconds));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(store: Store, seconds: number): Promise<StoreFigures> {
  let turns = 0;
  async function commit(): Promise<void> {
    await store.commit(turnWrites(turns++));
  }
  async function get(): Promise<void> {
    await store.get(sessionKey(turns++));
  }
  async function list(): Promise<void> {
    await store.list(['transcript', partitionOf(turns++)], { limit: 20 });
  }

  await rate(commit, 1, seconds / 4);
  const single = await rate(commit, 1, seconds);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const many = await rate(commit, 64, seconds);
  delay.disable();
  const figures: StoreFigures = {
    store: store.name,
    commitsPerSecond: single.perSecond,
    commitsPerSecond64: many.perSecond,
    commitP99Ms64: many.p99Ms,
    getsPerSecond: (await rate(get, 1, seconds)).perSecond,
    getsPerSecond64: (await rate(get, 64, seconds)).perSecond,
    listsPerSecond: (await rate(list, 1, seconds)).perSecond,
    loopDelayP99Ms: Math.round(delay.percentile(99) / 1e5) / 10,
  };
  await store.close();
  return figures;
}

function partitionOf(turn: number): string {
  return `p${turn % PARTITIONS}`;
}

function sessionKey(turn: number): Key {
  return ['session', partitionOf(turn), `c${turn % 4096}`];
}

function turnWrites(turn: number): Write[] {
  const [partition, id] = [partitionOf(turn), String(turn).padStart(9, '0')];
  return [
    { op: 'put', key: sessionKey(turn), value: { ...SESSION, turn } },
    { op: 'put', key: ['transcript', partition, id, '1'], value: LINE, expect: 'absent' },
    { op: 'put', key: ['transcript', partition, id, '2'], value: LINE, expect: 'absent' },
    { op: 'put', key: ['outbox', partition, String(turn % 512)], value: LINE, ttlSeconds: 3600 },
  ];
}

interface Rate {
  readonly perSecond: number;
  readonly p99Ms: number;
}

async function rate(work: () => Promise<void>, concurrency: number, seconds: number): Promise<Rate> {
  const took: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  async function again(): Promise<void> {
    for (let at = performance.now(); at < end;) {
      await work();
      const now = performance.now();
      took.push(now - at);
      at = now;
    }
  }
  await Promise.all(Array.from({ length: concurrency }, again));
  const elapsedSeconds = (performance.now() - start) / 1000;
  const p99 = took.sort((one, other) => one - other)[Math.floor(took.length * 0.99)] ?? 0;
  return { perSecond: Math.round(took.length / elapsedSeconds), p99Ms: Math.round(p99 * 10) / 10 };
}
