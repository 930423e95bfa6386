import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptedStore } from '../../bot/store/codec.js';
import type { Key, Store, Stored, Version, Write } from '../../bot/store/store.js';
import type { heldClock } from '../../core/time.js';
import { checkAgainstModel } from './store.model.js';

/** A place where a driver keeps its data, for one run of the suite. */
export interface StorePlace {
  /** The clock of every store opened here. */
  readonly clock: ReturnType<typeof heldClock>;
  /** Opens the store; opened again after closing, it has the same data. */
  open(): Promise<Store>;
  /** All that somebody would find who took the disk, while the store is closed. */
  bytesAtRest(): Promise<Buffer>;
  dispose(): Promise<void>;
}

/** What every driver must do. All cases share one store; each has a partition of its own. */
export function storeSuite(name: string, make: () => Promise<StorePlace>): void {
  describe(`the ${name} store`, () => {
    let place: StorePlace;
    let store: Store;
    let partitions = 0;

    beforeAll(async () => {
      place = await make();
      store = await place.open();
    });
    afterAll(async () => {
      await store.close();
      await place.dispose();
    });

    function newPartition(): string {
      return `p${++partitions}`;
    }
    async function put(key: Key, value: unknown, more: { expect?: Version | 'absent'; ttlSeconds?: number } = {}) {
      return store.commit([{ op: 'put', key, value, ...more }]);
    }
    async function versionOf(key: Key): Promise<Version> {
      const stored = await store.get(key);
      if (stored === null) throw new Error(`nothing under ${key.join('/')}`);
      return stored.version;
    }
    async function valueOf(key: Key): Promise<unknown> {
      return (await store.get(key))?.value;
    }

    it('gives back what was put, under its key, until it is deleted', async () => {
      const key: Key = ['session', newPartition(), 'c1'];
      expect(await store.get(key)).toBeNull();
      expect(await put(key, { node: 'fever', days: 2, note: null })).toBe('committed');
      expect(await store.get(key)).toEqual({
        key,
        value: { node: 'fever', days: 2, note: null },
        version: expect.any(String),
      });
      expect(await store.commit([{ op: 'delete', key }])).toBe('committed');
      expect(await store.get(key)).toBeNull();
      expect(await store.commit([{ op: 'delete', key }])).toBe('committed');
    });

    it('changes the version with every put, also when the value is the same or was deleted in between', async () => {
      const key: Key = ['session', newPartition(), 'c1'];
      const versions = new Set<Version>();
      for (let round = 0; round < 4; round++) {
        await put(key, 'same');
        versions.add(await versionOf(key));
        if (round % 2 === 1) await store.commit([{ op: 'delete', key }]);
      }
      expect(versions.size).toBe(4);
    });

    it('commits against the version that was read and refuses an older one', async () => {
      const key: Key = ['session', newPartition(), 'c1'];
      await put(key, 1);
      const read = await versionOf(key);
      expect(await put(key, 2, { expect: read })).toBe('committed');
      expect(await put(key, 3, { expect: read })).toBe('conflict');
      expect(await store.commit([{ op: 'delete', key, expect: read }])).toBe('conflict');
      expect(await valueOf(key)).toBe(2);
      expect(await store.commit([{ op: 'delete', key, expect: await versionOf(key) }])).toBe('committed');
      expect(await put(key, 4, { expect: read })).toBe('conflict');
      expect(await store.commit([{ op: 'delete', key, expect: read }])).toBe('conflict');
      expect(await store.get(key)).toBeNull();
    });

    it('puts where nothing may be only once', async () => {
      const key: Key = ['seen', newPartition(), 'wamid.1'];
      expect(await put(key, 'first', { expect: 'absent' })).toBe('committed');
      expect(await put(key, 'second', { expect: 'absent' })).toBe('conflict');
      expect(await valueOf(key)).toBe('first');
    });

    it('writes all of a commit or nothing of it', async () => {
      const partition = newPartition();
      const taken: Key = ['waiting', partition, 'h1'];
      await put(taken, 'there');
      const writes: Write[] = [
        { op: 'put', key: ['session', partition, 'c1'], value: 1 },
        { op: 'delete', key: taken },
        { op: 'put', key: ['waiting', partition, 'h2'], value: 2, expect: 'absent' },
        { op: 'put', key: taken, value: 'mine', expect: 'absent' },
      ];
      expect(await store.commit(writes)).toBe('conflict');
      expect(await store.get(['session', partition, 'c1'])).toBeNull();
      expect(await store.get(['waiting', partition, 'h2'])).toBeNull();
      expect(await valueOf(taken)).toBe('there');
      expect(await store.commit(writes.slice(0, 3))).toBe('committed');
      expect(await valueOf(['session', partition, 'c1'])).toBe(1);
      expect(await store.get(taken)).toBeNull();
    });

    it('checks a commit against the state before it and writes in the order given', async () => {
      const partition = newPartition();
      const key: Key = ['session', partition, 'c1'];
      const twice: Write[] = [
        { op: 'put', key, value: 1, expect: 'absent' },
        { op: 'put', key, value: 2, expect: 'absent' },
      ];
      expect(await store.commit(twice)).toBe('committed');
      expect(await valueOf(key)).toBe(2);
      const replaced: Write[] = [
        { op: 'put', key, value: 3 },
        { op: 'delete', key, expect: await versionOf(key) },
      ];
      expect(await store.commit(replaced)).toBe('committed');
      expect(await store.get(key)).toBeNull();
    });

    it('does nothing for a commit of nothing', async () => {
      expect(await store.commit([])).toBe('committed');
    });

    it('throws for a commit across partitions and stores nothing of it', async () => {
      const [here, there] = [newPartition(), newPartition()];
      const writes: Write[] = [
        { op: 'put', key: ['session', here, 'c1'], value: 1 },
        { op: 'put', key: ['session', there, 'c1'], value: 1 },
      ];
      await expect(store.commit(writes)).rejects.toThrow(/one partition/);
      expect(await store.get(['session', here, 'c1'])).toBeNull();
    });

    it('throws for keys, values, lifetimes and limits that nobody could mean', async () => {
      const partition = newPartition();
      for (const segment of ['', 'a\u0000b', '\ud83d']) {
        await expect(store.get(['session', partition, segment])).rejects.toThrow(TypeError);
        await expect(put(['session', partition, segment], 1)).rejects.toThrow(TypeError);
      }
      await expect(put(['session', partition, 'c1'], undefined)).rejects.toThrow(TypeError);
      for (const ttlSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(put(['session', partition, 'c1'], 1, { ttlSeconds })).rejects.toThrow(RangeError);
      }
      await expect(store.list(['session', partition], { limit: -1 })).rejects.toThrow(RangeError);
      expect(await store.list(['session', partition], { limit: 9 })).toEqual([]);
    });

    it('lists by code point, segment by segment, without the prefix itself and its neighbours', async () => {
      const partition = newPartition();
      // In UTF-16 order the last two would change places; joined without care, "a!" would come before "a" and its children.
      const inOrder: Key[] = [
        ['q', partition, 'a', '\u0001'],
        ['q', partition, 'a', 'b', 'c'],
        ['q', partition, 'a', 'b!'],
        ['q', partition, 'a', 'é'],
        ['q', partition, 'a', '\ue000'],
        ['q', partition, 'a', '😀'],
      ];
      const outside: Key[] = [
        ['q', partition, 'a'],
        ['q', partition, 'a!'],
        ['q', partition, 'ab', 'c'],
        ['q', partition, 'b'],
        ['qa', partition, 'a', 'b'],
        ['p', partition, 'a', 'b'],
      ];
      for (const key of [...inOrder, ...outside].reverse()) await put(key, key.length);
      await put(['q', `${partition}0`, 'a', 'b'], 'another partition');
      const listed = await store.list(['q', partition, 'a'], { limit: 100 });
      expect(listed.map(({ key }) => key)).toEqual(inOrder);
      expect(listed.map(({ value }) => value)).toEqual(inOrder.map((key) => key.length));
      const all = await store.list(['q', partition], { limit: 100 });
      expect(all.map(({ key }) => key.slice(2).join('/'))).toEqual([
        'a',
        ...inOrder.map((key) => key.slice(2).join('/')),
        'a!',
        'ab/c',
        'b',
      ]);
    });

    it('lists page by page, each entry once, with the version that get gives', async () => {
      const partition = newPartition();
      const writes = Array.from({ length: 25 }, (_, at): Write => {
        return { op: 'put', key: ['outbox', partition, String(at).padStart(3, '0')], value: at };
      });
      await store.commit(writes);
      const pages: (readonly Stored[])[] = [];
      let after: Key | undefined;
      do {
        const page = await store.list(['outbox', partition], { limit: 10, ...(after && { after }) });
        pages.push(page);
        after = page.at(-1)?.key;
      } while (after !== undefined);
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5, 0]);
      expect(pages.flat().map(({ value }) => value)).toEqual(writes.map((_, at) => at));
      for (const stored of pages.flat()) expect(await store.get(stored.key)).toEqual(stored);
      expect(await store.list(['outbox', partition], { limit: 0 })).toEqual([]);
    });

    it('starts a list after a key that is not there, is outside of the prefix, or above it', async () => {
      const partition = newPartition();
      await store.commit(['b', 'd', 'f'].map((id) => ({ op: 'put', key: ['q', partition, 'm', id], value: id })));
      async function after(...path: string[]): Promise<unknown[]> {
        const listed = await store.list(['q', partition, 'm'], { limit: 9, after: ['q', partition, ...path] });
        return listed.map(({ value }) => value);
      }
      expect(await after('m', 'c')).toEqual(['d', 'f']);
      expect(await after('m', 'd', 'x')).toEqual(['f']);
      expect(await after('a')).toEqual(['b', 'd', 'f']);
      expect(await after('m')).toEqual(['b', 'd', 'f']);
      expect(await after('z')).toEqual([]);
    });

    it('forgets an entry when its lifetime is over, and not a moment before', async () => {
      const partition = newPartition();
      const short: Key = ['seen', partition, 'a'];
      await put(short, 1, { expect: 'absent', ttlSeconds: 60 });
      await put(['seen', partition, 'b'], 2, { ttlSeconds: 600 });
      await put(['seen', partition, 'c'], 3);
      const version = await versionOf(short);
      place.clock.advance(59_999);
      expect(await valueOf(short)).toBe(1);
      expect(await put(short, 9, { expect: 'absent' })).toBe('conflict');
      place.clock.advance(1);
      expect(await store.get(short)).toBeNull();
      const listed = await store.list(['seen', partition], { limit: 2 });
      expect(listed.map(({ value }) => value)).toEqual([2, 3]);
      expect(await put(short, 9, { expect: version })).toBe('conflict');
      expect(await store.commit([{ op: 'delete', key: short, expect: version }])).toBe('conflict');
      expect(await put(short, 2, { expect: 'absent', ttlSeconds: 60 })).toBe('committed');
      expect(await valueOf(short)).toBe(2);
      place.clock.advance(600_000);
      expect((await store.list(['seen', partition], { limit: 9 })).map(({ value }) => value)).toEqual([3]);
    });

    it('gives an entry the lifetime of its last put', async () => {
      const key: Key = ['timer', newPartition(), 't1'];
      await put(key, 1, { ttlSeconds: 60 });
      await put(key, 2);
      place.clock.advance(1_000_000);
      expect(await valueOf(key)).toBe(2);
      await put(key, 3, { ttlSeconds: 1.5 });
      place.clock.advance(1499);
      expect(await valueOf(key)).toBe(3);
      place.clock.advance(1);
      expect(await store.get(key)).toBeNull();
    });

    it('lets exactly one of fifty concurrent claims win', async () => {
      const partition = newPartition();
      const waiting: Key = ['waiting', partition, '1', 'h1'];
      await put(waiting, 'case');
      const read = await versionOf(waiting);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, nurse) =>
          store.commit([
            { op: 'delete', key: waiting, expect: read },
            { op: 'put', key: ['claimed', partition, `n${nurse}`, 'h1'], value: nurse },
          ]),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      const claimed = await store.list(['claimed', partition], { limit: 99 });
      expect(claimed.map(({ value }) => value)).toEqual([outcomes.indexOf('committed')]);
      expect(await store.get(waiting)).toBeNull();
    });

    it('gives each of a thousand concurrent commits its own outcome', async () => {
      const [left, right] = [newPartition(), newPartition()];
      const attempts = Array.from({ length: 1000 }, (_, at) => ({
        at,
        key: ['seen', at % 2 === 0 ? left : right, `id${at % 499}`] satisfies Key,
      }));
      const outcomes = await Promise.all(
        attempts.map(async ({ at, key }) => ({ at, key, outcome: await put(key, at, { expect: 'absent' }) })),
      );
      const winners = outcomes.filter(({ outcome }) => outcome === 'committed');
      // 499 is odd, so each of the ids comes up in both partitions before it comes again.
      expect(winners).toHaveLength(998);
      for (const { at, key } of winners) expect(await valueOf(key)).toBe(at);
    });

    it('shows to whoever committed what was committed', async () => {
      const partition = newPartition();
      await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const key: Key = ['session', partition, `c${at}`];
          for (let round = 0; round < 5; round++) {
            await put(key, round);
            expect(await valueOf(key)).toBe(round);
            const listed = await store.list(['session', partition], { limit: 99 });
            expect(listed.find((stored) => stored.key[2] === key[2])?.value).toBe(round);
          }
        }),
      );
    });

    it('never shows half of a commit to a list', async () => {
      const partition = newPartition();
      await put(['token', partition, '0'], 'here');
      let isMoving = true;
      async function move(): Promise<void> {
        for (let at = 0; at < 60; at++) {
          await store.commit([
            { op: 'delete', key: ['token', partition, String(at % 7)] },
            { op: 'put', key: ['token', partition, String((at + 1) % 7)], value: 'here' },
          ]);
        }
        isMoving = false;
      }
      async function watch(): Promise<number> {
        let looks = 0;
        do {
          expect(await store.list(['token', partition], { limit: 9 })).toHaveLength(1);
          looks++;
          // A driver that reads at once would never let the mover run.
          await new Promise(setImmediate);
        } while (isMoving);
        return looks;
      }
      const [, looks] = await Promise.all([move(), watch()]);
      expect(looks).toBeGreaterThan(0);
    });

    it('keeps every script in keys and values', async () => {
      const partition = newPartition();
      const words = ['السلام عليكم', 'ⴰⵣⵓⵍ', 'l7arara 3ndi', 'fièvre', '😷🤒', '{x}%7b', "'; DROP TABLE entries; --"];
      for (const word of words) await put(['word', partition, word], { [word]: [word, '\u0000', '\ud800', '\u2028'] });
      for (const word of words) {
        expect(await valueOf(['word', partition, word])).toEqual({ [word]: [word, '\u0000', '\ud800', '\u2028'] });
      }
      const brace: Key = ['word', `}{${partition}`, 'a'];
      await put(brace, 1);
      expect(await store.list(['word', `}{${partition}`], { limit: 9 })).toHaveLength(1);
    });

    it('gives back every JSON value as it was', async () => {
      const key: Key = ['any', newPartition(), 'x'];
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
          await put(key, value);
          expect(JSON.stringify(await valueOf(key))).toBe(JSON.stringify(value));
        }),
        { numRuns: 50 },
      );
    });

    it('does not let a change of an object change what is stored', async () => {
      const key: Key = ['session', newPartition(), 'c1'];
      const value = { slots: { days: 1 } };
      await put(key, value);
      value.slots.days = 7;
      const read = await store.get(key);
      expect(read?.value).toEqual({ slots: { days: 1 } });
      Object.assign(read?.value ?? {}, { slots: null });
      expect(await valueOf(key)).toEqual({ slots: { days: 1 } });
    });

    it('keeps a value of a megabyte', async () => {
      const key: Key = ['media', newPartition(), 'm1'];
      const value = { bytes: randomBytes(786_432).toString('base64') };
      expect(value.bytes).toHaveLength(1024 * 1024);
      await put(key, value);
      expect(await valueOf(key)).toEqual(value);
      expect(await put(key, 'small', { expect: await versionOf(key) })).toBe('committed');
    });

    it('does what a simple model does, whatever the order of calls', async () => {
      await checkAgainstModel(() => ({ store, clock: place.clock, partition: newPartition() }));
    });

    it('has everything after it is opened again, and no version comes twice', async () => {
      const partition = newPartition();
      const key: Key = ['session', partition, 'c1'];
      await put(key, 'kept');
      await put(['seen', partition, 'a'], 'for a while', { ttlSeconds: 60 });
      const before = await store.list(['session', partition], { limit: 9 });
      await store.close();
      store = await place.open();
      expect(await store.list(['session', partition], { limit: 9 })).toEqual(before);
      const version = await versionOf(key);
      expect(await put(key, 'changed', { expect: version })).toBe('committed');
      expect(await versionOf(key)).not.toBe(version);
      place.clock.advance(60_000);
      expect(await store.get(['seen', partition, 'a'])).toBeNull();
    });

    it('finishes what was asked before it closes and refuses what comes later', async () => {
      const partition = newPartition();
      const pending = Array.from({ length: 20 }, (_, at) => put(['late', partition, String(at)], at));
      const closing = store.close();
      expect(await Promise.all(pending)).toEqual(pending.map(() => 'committed'));
      await closing;
      await store.close();
      const key: Key = ['late', partition, '0'];
      const refused = { code: 'STORE_UNAVAILABLE' };
      await expect(put(key, 1)).rejects.toMatchObject(refused);
      await expect(store.get(key)).rejects.toMatchObject(refused);
      await expect(store.list(['late', partition], { limit: 1 })).rejects.toMatchObject(refused);
      store = await place.open();
      expect(await store.list(['late', partition], { limit: 99 })).toHaveLength(20);
    });

    it('leaves nothing readable behind under the codec', async () => {
      const partition = newPartition();
      const [hidden, plain] = ['kaydreni rassi bezzaf', 'written without the codec'];
      await put(['transcript', partition, '1'], { plain });
      await store.close();
      const sealed = await encryptedStore(await place.open(), randomBytes(32), { keyId: 'suite-key' });
      await sealed.commit([{ op: 'put', key: ['transcript', partition, '2'], value: { hidden, note: 'حرارة' } }]);
      expect((await sealed.get(['transcript', partition, '2']))?.value).toEqual({ hidden, note: 'حرارة' });
      await sealed.close();
      const bytes = await place.bytesAtRest();
      expect(bytes.includes(plain)).toBe(true);
      expect(bytes.includes(hidden)).toBe(false);
      expect(bytes.includes('حرارة')).toBe(false);
      expect(bytes.includes('suite-key')).toBe(true);
      store = await place.open();
    });
  });
}
