import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { encryptedStore } from '../../bot/store/codec.js';
import { deriveKey, fingerprint, pseudonym } from '../../bot/store/keys.js';
import { createMemoryStore } from '../../bot/store/memory.js';
import type { Key, Store } from '../../bot/store/store.js';
import { heldClock } from '../../core/time.js';

const START = new Date('2026-01-05T09:00:00Z');
const KEY: Key = ['session', 'p', 'c1'];
const LINE = { text: 'j’ai de la fièvre' };

describe('the codec', () => {
  let driver: Store;
  let masterKey: Buffer;
  beforeEach(() => {
    driver = createMemoryStore({ clock: heldClock(START) });
    masterKey = randomBytes(32);
  });
  async function raw(key: Key): Promise<string> {
    return String((await driver.get(key))?.value);
  }
  async function putRaw(key: Key, value: unknown): Promise<void> {
    await driver.commit([{ op: 'put', key, value }]);
  }

  it('gives the driver a marked, unreadable text, another one each time', async () => {
    const store = await encryptedStore(driver, masterKey);
    await store.commit([{ op: 'put', key: KEY, value: LINE }]);
    const first = await raw(KEY);
    await store.commit([{ op: 'put', key: KEY, value: LINE }]);
    expect(await raw(KEY)).not.toBe(first);
    expect(first).toMatch(/^aes256gcm\.1:[\w-]{8}:[A-Za-z0-9+/]+=*$/);
    expect(first.split(':')[1]).toBe(fingerprint(masterKey));
    expect(Buffer.from(first.split(':')[2] ?? '', 'base64').includes('fièvre')).toBe(false);
    expect((await store.get(KEY))?.value).toEqual(LINE);
    expect((await store.list(['session', 'p'], { limit: 1 }))[0]?.value).toEqual(LINE);
  });

  it('refuses another master key at once, and does not touch the store', async () => {
    const store = await encryptedStore(driver, masterKey);
    await store.commit([{ op: 'put', key: KEY, value: LINE }]);
    const mismatch = { code: 'STORE_KEY_MISMATCH' };
    await expect(encryptedStore(driver, randomBytes(32))).rejects.toMatchObject(mismatch);
    const again = await encryptedStore(driver, masterKey);
    expect((await again.get(KEY))?.value).toEqual(LINE);
  });

  it('refuses another master key that claims the same id', async () => {
    await encryptedStore(driver, masterKey, { keyId: 'main' });
    const wrong = encryptedStore(driver, randomBytes(32), { keyId: 'main' });
    await expect(wrong).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
  });

  it('refuses a single value under another master key', async () => {
    const store = await encryptedStore(driver, masterKey);
    const elsewhere = createMemoryStore({ clock: heldClock(START) });
    const other = await encryptedStore(elsewhere, randomBytes(32));
    await other.commit([{ op: 'put', key: KEY, value: LINE }]);
    await putRaw(KEY, (await elsewhere.get(KEY))?.value);
    const mismatch = { code: 'STORE_KEY_MISMATCH' };
    await expect(store.get(KEY)).rejects.toMatchObject(mismatch);
    await expect(store.list(['session', 'p'], { limit: 1 })).rejects.toMatchObject(mismatch);
  });

  it('reads what retired master keys wrote and writes under the new one', async () => {
    const old = await encryptedStore(driver, masterKey);
    await old.commit([{ op: 'put', key: KEY, value: LINE }]);
    const newKey = randomBytes(32);
    const store = await encryptedStore(driver, newKey, { retired: [{ masterKey }] });
    expect((await store.get(KEY))?.value).toEqual(LINE);
    await store.commit([{ op: 'put', key: ['session', 'p', 'c2'], value: LINE }]);
    expect((await raw(['session', 'p', 'c2'])).split(':')[1]).toBe(fingerprint(newKey));
    await expect(encryptedStore(driver, masterKey)).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
    const twice = encryptedStore(driver, newKey, { retired: [{ masterKey: newKey }] });
    await expect(twice).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('refuses a value that was changed, wherever it was changed', async () => {
    const store = await encryptedStore(driver, masterKey);
    await store.commit([{ op: 'put', key: KEY, value: LINE }]);
    const [format = '', keyId = '', sealed = ''] = (await raw(KEY)).split(':');
    const bytes = Buffer.from(sealed, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        await putRaw(KEY, `${format}:${keyId}:${changed.toString('base64')}`);
        await expect(store.get(KEY)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      }),
    );
  });

  it('refuses a value that was moved to another key or was never encrypted', async () => {
    const store = await encryptedStore(driver, masterKey);
    await store.commit([{ op: 'put', key: KEY, value: LINE }]);
    const value = await raw(KEY);
    for (const strange of [value, LINE, null, 7, '', 'text', 'a:b:c', value.slice(0, 30), `${value}:x`]) {
      await putRaw(['session', 'p', 'c2'], strange);
      await expect(store.get(['session', 'p', 'c2'])).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    }
  });

  it('opens an empty store for two processes at the same moment', async () => {
    const opened = await Promise.all([encryptedStore(driver, masterKey), encryptedStore(driver, masterKey)]);
    await opened[0].commit([{ op: 'put', key: KEY, value: LINE }]);
    expect((await opened[1].get(KEY))?.value).toEqual(LINE);
  });

  it('never says in an error what the value was', async () => {
    const store = await encryptedStore(driver, masterKey);
    await putRaw(KEY, 'my number is 0612345678');
    const error: unknown = await store.get(KEY).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('0612345678');
  });

  it('refuses master keys and key ids of a wrong shape', async () => {
    const invalid = { code: 'CONFIG_INVALID' };
    await expect(encryptedStore(driver, randomBytes(16))).rejects.toMatchObject(invalid);
    await expect(encryptedStore(driver, masterKey, { keyId: 'a:b' })).rejects.toMatchObject(invalid);
  });
});

describe('keys of a purpose', () => {
  const master = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');

  it('are the same on every start and differ between purposes and masters', () => {
    const keys = (['store', 'pseudonym', 'session', 'dataset'] as const).map((purpose) =>
      deriveKey(master, purpose).toString('hex'),
    );
    // From `openssl kdf … HKDF` with the same salt and info; a change would make every stored value unreadable.
    expect(keys).toEqual([
      '69e2f81a34c1d741d0cd053309cb043cc57ed37d8e109269d61bab1f43e7b68d',
      '3ac98888cc2a29417f87c90d44f34c62fd75484c6f606e88a67600bbe7b9b39e',
      'd70b636905e2e048b295cbb7e31150a822c6dcd4591e6d0d26a6e724800f8209',
      '4e621fa70fc875296b09bb997b5ba81ec3327b4081ab243b965b6ea7f2f90eee',
    ]);
    expect(new Set([...keys, master.toString('hex'), deriveKey(Buffer.alloc(32), 'store').toString('hex')]).size).toBe(
      6,
    );
    expect(() => deriveKey(Buffer.alloc(31), 'store')).toThrow(/32 bytes/);
  });

  it('make pseudonyms that are stable, short and depend on the key', () => {
    const name = pseudonym(deriveKey(master, 'pseudonym'), '+212612345678');
    expect(name).toMatch(/^[\w-]{22}$/);
    expect(pseudonym(deriveKey(master, 'pseudonym'), '+212612345678')).toBe(name);
    expect(pseudonym(deriveKey(master, 'pseudonym'), '+212612345679')).not.toBe(name);
    expect(pseudonym(deriveKey(master, 'session'), '+212612345678')).not.toBe(name);
  });
});
