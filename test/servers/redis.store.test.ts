import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../bot/store/index.js';
import { createRedisStore } from '../../bot/store/redis.js';
import type { LogFields, Logger } from '../../core/log.js';
import { silentLogger } from '../../core/log.js';
import { heldClock } from '../../core/time.js';
import { storeSuite } from '../suites/store.suite.js';
import type { RedisServer } from './redis-server.js';
import { startRedis } from './redis-server.js';

const START = new Date('2026-01-05T09:00:00Z');

function place(more: readonly string[] = [], prepare: (server: RedisServer) => Promise<void> = async () => {}) {
  return async () => {
    const server = await startRedis(more);
    await prepare(server);
    const clock = heldClock(START);
    return {
      clock,
      open: () => createRedisStore({ url: server.url, clock }),
      bytesAtRest: async () => bytesIn(server.folder),
      dispose: () => server.dispose(),
    };
  };
}

function bytesIn(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(names.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

storeSuite('redis', place());
// A server in cluster mode refuses a call that touches two slots.
storeSuite(
  'redis (cluster mode)',
  place(['--cluster-enabled', 'yes'], async (server) => {
    const client = await createClient({ url: server.url }).connect();
    await client.clusterAddSlotsRange({ start: 0, end: 16383 });
    while (!(await client.clusterInfo()).includes('cluster_state:ok')) await new Promise(setImmediate);
    await client.close();
  }),
);

describe('the redis store and its server', () => {
  const clock = heldClock(START);
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  let prefixes = 0;
  let prefix: string;
  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.dispose();
  });
  beforeEach(() => {
    prefix = `test${++prefixes}`;
  });
  function recorder(): Logger & { readonly lines: (LogFields & { readonly event: string })[] } {
    const lines: (LogFields & { readonly event: string })[] = [];
    return { ...silentLogger, lines, warn: (event, fields) => void lines.push({ event, ...fields }) };
  }
  async function within(seconds: number, work: () => Promise<unknown>): Promise<unknown> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise(setImmediate);
      }
    }
  }

  it('lets Redis remove what has expired, and clears its index at later commits', async () => {
    const store = await createRedisStore({ url: server.url, clock, prefix });
    const writes = Array.from({ length: 30 }, (_, at) => {
      return { op: 'put', key: ['seen', 'p', String(at)], value: at, ttlSeconds: 60 } as const;
    });
    await store.commit(writes);
    await store.commit([{ op: 'put', key: ['session', 'p', 'c1'], value: 1 }]);
    const lifetime = await client.pTTL(`${prefix}:{p}:entry:seen\u0000p\u00007`);
    expect(lifetime).toBeGreaterThan(60_000);
    expect(lifetime).toBeLessThanOrEqual(120_000);
    expect(await client.pTTL(`${prefix}:{p}:entry:session\u0000p\u0000c1`)).toBe(-1);
    expect(await client.zCard(`${prefix}:{p}:index`)).toBe(31);
    clock.advance(120_000);
    await store.commit([{ op: 'put', key: ['session', 'p', 'c1'], value: 2 }]);
    await store.commit([{ op: 'put', key: ['session', 'p', 'c1'], value: 3 }]);
    expect(await client.zRange(`${prefix}:{p}:index`, 0, -1)).toEqual(['session\u0000p\u0000c1']);
    expect(await client.zCard(`${prefix}:{p}:expiries`)).toBe(0);
    await store.close();
  });

  it('skips a page of entries that Redis removed already and still fills the list', async () => {
    const store = await createRedisStore({ url: server.url, clock, prefix });
    const keys = Array.from({ length: 30 }, (_, at) => ['q', 'p', String(at).padStart(2, '0')] as const);
    await store.commit(keys.map((key) => ({ op: 'put', key, value: key[2] })));
    for (const key of keys.slice(0, 25)) await client.del(`${prefix}:{p}:entry:${key.join('\u0000')}`);
    const listed = await store.list(['q', 'p'], { limit: 3 });
    expect(listed.map(({ value }) => value)).toEqual(['25', '26', '27']);
    await store.close();
  });

  it('says so when an entry is damaged, and does not overwrite it as if there were none', async () => {
    const store = await createRedisStore({ url: server.url, clock, prefix });
    const key = ['session', 'p', 'c1'] as const;
    await store.commit([{ op: 'put', key, value: 1 }]);
    for (const damaged of ['not an entry', 'v1 0\n{"cut":']) {
      await client.set(`${prefix}:{p}:entry:${key.join('\u0000')}`, damaged);
      await expect(store.get(key)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      await expect(store.list(['session', 'p'], { limit: 1 })).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    }
    await client.set(`${prefix}:{p}:entry:${key.join('\u0000')}`, 'not an entry');
    const write = { op: 'put', key, value: 2, expect: 'absent' } as const;
    await expect(store.commit([write])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await store.close();
  });

  it('keeps two prefixes apart', async () => {
    const one = await createRedisStore({ url: server.url, clock, prefix: `${prefix}a` });
    const other = await createRedisStore({ url: server.url, clock, prefix: `${prefix}b` });
    await one.commit([{ op: 'put', key: ['a', 'p', '1'], value: 1 }]);
    expect(await other.get(['a', 'p', '1'])).toBeNull();
    expect(await other.list(['a', 'p'], { limit: 1 })).toEqual([]);
    await Promise.all([one.close(), other.close()]);
    const braces = createRedisStore({ url: server.url, clock, prefix: 'a{b' });
    await expect(braces).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('warns at the start of every setting under which an acknowledged commit may be lost', async () => {
    const log = recorder();
    await (await createRedisStore({ url: server.url, clock, prefix, log })).close();
    expect(log.lines).toEqual([]);
    await client.configSet({ appendfsync: 'everysec', 'maxmemory-policy': 'allkeys-lru' });
    await (await createRedisStore({ url: server.url, clock, prefix, log })).close();
    await client.configSet({ appendfsync: 'always', 'maxmemory-policy': 'noeviction' });
    expect(log.lines).toEqual([
      { event: 'store.may_lose_data', store: 'redis', setting: 'appendfsync', value: 'everysec', wanted: 'always' },
      {
        event: 'store.may_lose_data',
        store: 'redis',
        setting: 'maxmemory-policy',
        value: 'allkeys-lru',
        wanted: 'noeviction',
      },
    ]);
  });

  it('refuses a server that does not answer, and an address that is none', async () => {
    const nobody = createRedisStore({ url: 'redis://user:s3cret@127.0.0.1:1', clock });
    const error: unknown = await nobody.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(String(error)).not.toContain('s3cret');
    const address = createRedisStore({ url: 'http://127.0.0.1', clock });
    await expect(address).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('fails a call whose answer does not come, instead of waiting for it', async () => {
    const store = await createRedisStore({ url: server.url, clock, prefix, callTimeoutMs: 100 });
    server.pause();
    const failed = { code: 'STORE_UNAVAILABLE', retryable: true };
    await expect(store.get(['a', 'p', '1'])).rejects.toMatchObject(failed);
    await expect(store.commit([{ op: 'put', key: ['a', 'p', '1'], value: 1 }])).rejects.toMatchObject(failed);
    server.resume();
    // The commit arrived all the same: this is why a failed one must be read again.
    await within(5, async () => expect((await store.get(['a', 'p', '1']))?.value).toBe(1));
    await store.close();
  });

  it('has every acknowledged commit after the server was killed, fails at once meanwhile, and connects again by itself', async () => {
    const log = recorder();
    const store = await createRedisStore({ url: server.url, clock, prefix, log });
    const acknowledged = new Set<string>();
    let next = 0;
    let isKilled = false;
    async function turnAfterTurn(): Promise<void> {
      while (!isKilled) {
        const id = String(next++).padStart(6, '0');
        const writes = ['session', 'transcript'].map(
          (room) => ({ op: 'put', key: [room, 'p', id], value: id }) as const,
        );
        const outcome = await store.commit(writes).catch((error: unknown) => error);
        if (outcome === 'committed') acknowledged.add(id);
        else expect(outcome).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
        if (acknowledged.size === 500) await server.kill();
        if (outcome !== 'committed') isKilled = true;
      }
    }
    await Promise.all(Array.from({ length: 16 }, turnAfterTurn));
    await expect(store.get(['session', 'p', '000000'])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(log.lines.map(({ event }) => event)).toContain('store.connection_lost');
    await server.start();
    await within(10, () => store.get(['session', 'p', '000000']));
    const [sessions, lines] = await Promise.all(
      ['session', 'transcript'].map((room) => store.list([room, 'p'], { limit: 100_000 })),
    );
    const ids = new Set(sessions?.map(({ value }) => value));
    expect(lines?.map(({ value }) => value)).toEqual([...ids]);
    expect(acknowledged.size).toBeGreaterThanOrEqual(500);
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    await store.close();
  }, 30_000);

  it('is opened encrypted', async () => {
    const masterKey = randomBytes(32);
    const options = { driver: 'redis', url: server.url, clock, prefix, masterKey } as const;
    const store = await openStore(options);
    await store.commit([{ op: 'put', key: ['session', 'p', 'c1'], value: 'kaydreni rassi' }]);
    expect((await store.get(['session', 'p', 'c1']))?.value).toBe('kaydreni rassi');
    await store.close();
    expect(bytesIn(server.folder).includes('kaydreni')).toBe(false);
    const wrong = openStore({ ...options, masterKey: randomBytes(32) });
    await expect(wrong).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
  });
});
