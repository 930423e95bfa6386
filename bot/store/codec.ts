import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.js';
import { encodeKey, toJson } from './encoding.js';
import { deriveKey, fingerprint } from './keys.js';
import type { Key, Store, Stored, Write } from './store.js';

const FORMAT = 'aes256gcm.1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CANARY_KEY: Key = ['meta', 'codec', 'canary'];
const CANARY_VALUE = 'labas';

export interface CodecOptions {
  /** The mark of the master key in every value. Default: its fingerprint, which never needs to be chosen. */
  readonly keyId?: string;
  /** Retired master keys that older values may still be under. They are read; whatever is written is under the new one. */
  readonly retired?: readonly { readonly masterKey: Buffer; readonly keyId?: string }[];
}

/**
 * The one codec above all drivers. Every value is encrypted before the driver sees it: AES-256-GCM under a key derived from
 * the master key, a random 96-bit nonce, and the entry's key as associated data, so that a value moved to another key is
 * refused. NIST SP 800-38D (8.3) allows 2^32 values under one key: a new master key after four billion writes.
 *
 * **Keys are not encrypted**, since they are sorted and searched: they must carry pseudonyms, ranks, times and ids only.
 * Sizes, counts and times of change stay visible too, and who may write to the database can put an older value back in its place.
 *
 * Throws `STORE_KEY_MISMATCH` when the store was written under a master key that is not given, at once (a canary entry) and
 * for each such value; `STORE_CORRUPT` for a value that was changed or is none of ours. Closing it closes the driver.
 */
export async function encryptedStore(store: Store, masterKey: Buffer, options: CodecOptions = {}): Promise<Store> {
  const current = ringEntry(masterKey, options.keyId);
  const ring = new Map([current, ...(options.retired ?? []).map((old) => ringEntry(old.masterKey, old.keyId))]);
  if (ring.size !== 1 + (options.retired?.length ?? 0)) {
    throw new AppError('CONFIG_INVALID', 'two master keys of the store have the same key id');
  }

  function open(stored: Stored): Stored {
    return { ...stored, value: decrypt(ring, stored.key, stored.value) };
  }
  function seal(write: Write): Write {
    return write.op === 'put' ? { ...write, value: encrypt(current, write.key, write.value) } : write;
  }

  await checkCanary(store, current, ring);
  return {
    name: `${store.name}, encrypted`,
    async get(key) {
      const stored = await store.get(key);
      return stored === null ? null : open(stored);
    },
    async list(prefix, listOptions) {
      return (await store.list(prefix, listOptions)).map(open);
    },
    async commit(writes) {
      return store.commit(writes.map(seal));
    },
    close: () => store.close(),
  };
}

type RingEntry = readonly [keyId: string, key: Buffer];

function ringEntry(masterKey: Buffer, keyId = fingerprint(masterKey)): RingEntry {
  if (!/^[\w-]{1,64}$/.test(keyId)) throw new AppError('CONFIG_INVALID', 'a key id is 1 to 64 letters, digits, _ or -');
  return [keyId, deriveKey(masterKey, 'store')];
}

/** Opening with a wrong key must fail here, before a patient is answered out of an empty-looking store. */
async function checkCanary(store: Store, current: RingEntry, ring: ReadonlyMap<string, Buffer>): Promise<void> {
  const found = await store.get(CANARY_KEY);
  if (found !== null) {
    const { keyId } = envelopeOf(CANARY_KEY, found.value);
    let value: unknown;
    try {
      value = decrypt(ring, CANARY_KEY, found.value);
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'STORE_KEY_MISMATCH') throw cause;
      throw new AppError('STORE_KEY_MISMATCH', 'the store was written under another master key of the same id', {
        cause,
      });
    }
    if (value !== CANARY_VALUE) throw new AppError('STORE_CORRUPT', 'the canary entry of the store has another value');
    if (keyId === current[0]) return;
  }
  const value = encrypt(current, CANARY_KEY, CANARY_VALUE);
  const expect = found === null ? 'absent' : found.version;
  const outcome = await store.commit([{ op: 'put', key: CANARY_KEY, value, expect }]);
  // Another process opened the same data at the same moment: what it wrote is checked like anything found.
  if (outcome === 'conflict') await checkCanary(store, current, ring);
}

/** Binds a value to its place, format and key id: none of them can be changed without the key. */
function associatedData(key: Key, keyId: string): Buffer {
  return Buffer.from(`${FORMAT}\n${keyId}\n${encodeKey(key)}`, 'utf8');
}

function encrypt([keyId, secret]: RingEntry, key: Key, value: unknown): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(key, keyId));
  const sealed = Buffer.concat([nonce, cipher.update(toJson(value, key), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${FORMAT}:${keyId}:${sealed.toString('base64')}`;
}

function decrypt(ring: ReadonlyMap<string, Buffer>, key: Key, value: unknown): unknown {
  const { keyId, sealed } = envelopeOf(key, value);
  const secret = ring.get(keyId);
  if (secret === undefined) {
    const known = [...ring.keys()].join(', ');
    throw new AppError(
      'STORE_KEY_MISMATCH',
      `a value of "${key[0]}" is under key ${keyId}; the keys given are ${known}`,
    );
  }
  const tagAt = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(key, keyId));
    decipher.setAuthTag(sealed.subarray(tagAt));
    const json = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
    const parsed: unknown = JSON.parse(json.toString('utf8'));
    return parsed;
  } catch (cause) {
    throw new AppError('STORE_CORRUPT', `a value of "${key[0]}" was changed, or moved from another key`, { cause });
  }
}

function envelopeOf(key: Key, value: unknown): { readonly keyId: string; readonly sealed: Buffer } {
  const [format, keyId, sealed, ...rest] = typeof value === 'string' ? value.split(':') : [];
  const bytes = Buffer.from(sealed ?? '', 'base64');
  if (format !== FORMAT || keyId === undefined || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
    throw new AppError('STORE_CORRUPT', `a value of "${key[0]}" is not encrypted as ${FORMAT}`);
  }
  return { keyId, sealed: bytes };
}
