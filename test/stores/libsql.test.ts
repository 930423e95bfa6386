import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Worker } from 'node:worker_threads';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLibsqlStore } from '../../bot/store/libsql.js';
import type { Store } from '../../bot/store/store.js';
import { heldClock, systemClock } from '../../core/time.js';
import { storeSuite } from '../suites/store.suite.js';

const START = new Date('2026-01-05T09:00:00Z');
const CHILD = new URL('./libsql-child.ts', import.meta.url).pathname;

storeSuite('libsql', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labas-libsql-'));
  const clock = heldClock(START);
  return {
    clock,
    open: () => createLibsqlStore({ file: join(folder, 'labas.db'), clock }),
    bytesAtRest: async () => bytesIn(folder),
    dispose: async () => rmSync(folder, { recursive: true }),
  };
});

function bytesIn(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

describe('the file of the libsql store', () => {
  let folder: string;
  let file: string;
  const opened: Store[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'labas-libsql-'));
    file = join(folder, 'var', 'labas.db');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });
  async function open(more: { busyTimeoutMs?: number; clock?: ReturnType<typeof heldClock> } = {}): Promise<Store> {
    const store = await createLibsqlStore({ file, clock: systemClock, ...more });
    opened.push(store);
    return store;
  }

  it('is made together with its folder, for its owner only', async () => {
    const store = await open();
    await store.commit([{ op: 'put', key: ['a', 'p', '1'], value: 1 }]);
    expect(statSync(join(folder, 'var')).mode & 0o777).toBe(0o700);
    for (const name of ['labas.db', 'labas.db-wal', 'labas.db-shm']) {
      expect(statSync(join(folder, 'var', name)).mode & 0o077).toBe(0);
    }
  });

  it('is shared by two processes without losing a change', async () => {
    const stores = [await open(), await open()];
    const key = ['counter', 'p', 'x'] as const;
    await stores[0]?.commit([{ op: 'put', key, value: 0 }]);
    async function increment(store: Store): Promise<void> {
      for (;;) {
        const read = await store.get(key);
        if (read === null) throw new Error('the counter is gone');
        const write = { op: 'put', key, value: Number(read.value) + 1, expect: read.version } as const;
        if ((await store.commit([write])) === 'committed') return;
      }
    }
    await Promise.all(stores.flatMap((store) => Array.from({ length: 20 }, () => increment(store))));
    for (const store of stores) expect((await store.get(key))?.value).toBe(40);
  });

  it('that another process holds makes a commit fail in time, worth trying again, with nothing of it stored', async () => {
    const store = await open({ busyTimeoutMs: 20 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const key = ['a', 'p', '1'] as const;
    const commits = [1, 2].map((value) => store.commit([{ op: 'put', key, value }]));
    for (const result of await Promise.allSettled(commits)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE', retryable: true } });
    }
    expect(await store.get(key)).toBeNull();
    other.exec('ROLLBACK');
    other.close();
    expect(await store.commit([{ op: 'put', key, value: 3 }])).toBe('committed');
    expect((await store.get(key))?.value).toBe(3);
  });

  it('that is no database, cannot be opened or is of a later version is refused', async () => {
    const unavailable = { code: 'STORE_UNAVAILABLE' };
    const text = join(folder, 'text.db');
    writeFileSync(
      text,
      'this is not a database, whatever its name says; it is long enough to have a header\n'.repeat(20),
    );
    await expect(createLibsqlStore({ file: text, clock: systemClock })).rejects.toMatchObject(unavailable);
    await expect(createLibsqlStore({ file: folder, clock: systemClock })).rejects.toMatchObject(unavailable);
    await (await open()).close();
    const later = new Database(file);
    later.exec('PRAGMA user_version = 2');
    later.close();
    await expect(open()).rejects.toMatchObject({ ...unavailable, message: expect.stringContaining('later version') });
  });

  it('says so when a value in it is damaged', async () => {
    const store = await open();
    await store.commit([{ op: 'put', key: ['session', 'p', '1'], value: { a: 1 } }]);
    const other = new Database(file);
    other.pragma('busy_timeout = 5000');
    other.exec(`UPDATE entries SET value = '{"a":'`);
    other.close();
    const damaged = { code: 'STORE_CORRUPT', message: expect.stringContaining('session') };
    await expect(store.get(['session', 'p', '1'])).rejects.toMatchObject(damaged);
    await expect(store.list(['session', 'p'], { limit: 1 })).rejects.toMatchObject(damaged);
  });

  it('holds nothing any more of what has expired or was deleted', async () => {
    const clock = heldClock(START);
    const store = await open({ clock });
    const words = Array.from({ length: 500 }, (_, at) => `forgotten word ${at} ${'.'.repeat(300)}`);
    for (const [at, value] of words.entries()) {
      await store.commit([{ op: 'put', key: ['seen', 'p', String(at)], value, ttlSeconds: 60 }]);
    }
    await store.commit([{ op: 'put', key: ['seen', 'p', 'deleted'], value: 'forgotten word, too' }]);
    await store.commit([{ op: 'delete', key: ['seen', 'p', 'deleted'] }]);
    clock.advance(61_000);
    // Purging takes 200 entries after a commit.
    for (let round = 0; round < 4; round++)
      await store.commit([{ op: 'put', key: ['a', 'p', 'x'], value: 'kept word' }]);
    await store.close();
    const bytes = bytesIn(join(folder, 'var'));
    expect(bytes.includes('kept word')).toBe(true);
    expect(bytes.includes('forgotten word')).toBe(false);
  });

  it('can still be read when the writing thread has died; every commit then fails, the waiting ones too', async () => {
    let thread: Worker | undefined;
    process.once('worker', (started: Worker) => (thread = started));
    const store = await open();
    const key = ['a', 'p', '1'] as const;
    // The second commit is not followed by a purge: the thread is idle then.
    for (const value of [0, 1]) await store.commit([{ op: 'put', key, value }]);
    const waiting = Array.from({ length: 3 }, () => store.commit([{ op: 'put', key, value: 2 }]));
    const results = Promise.allSettled(waiting);
    await thread?.terminate();
    const failed = { code: 'STORE_UNAVAILABLE' };
    for (const result of await results) expect(result).toMatchObject({ status: 'rejected', reason: failed });
    await expect(store.commit([{ op: 'put', key, value: 3 }])).rejects.toMatchObject(failed);
    expect((await store.get(key))?.value).toBe(1);
    await store.close();
  });

  it('has every acknowledged commit, and no half of any, after its process was killed', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round++) await commitUntilKilled(file, 300, acknowledged);
    const store = await open();
    let seen = 0;
    for (let at = 0; at < 16; at++) {
      const [sessions, lines] = await Promise.all(
        ['session', 'transcript'].map((collection) => store.list([collection, `p${at}`], { limit: 1_000_000 })),
      );
      const ids = sessions?.map(({ key }) => key[2]);
      expect(lines?.map(({ key }) => key[2])).toEqual(ids);
      for (const id of ids ?? []) if (acknowledged.delete(`p${at} ${id}`)) seen++;
    }
    expect(seen).toBeGreaterThanOrEqual(900);
    expect([...acknowledged]).toEqual([]);
  }, 60_000);
});

/** Starts a process that commits without end, kills it after so many acknowledgements and notes all it gave. */
async function commitUntilKilled(file: string, enough: number, acknowledged: Set<string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, file, String(acknowledged.size * 10)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be cut short by the kill: only whole ones count.
    if (!/^p\d+ \d{9}$/.test(line)) continue;
    acknowledged.add(line);
    if (++count === enough) child.kill('SIGKILL');
  }
  expect(count).toBeGreaterThanOrEqual(enough);
}
