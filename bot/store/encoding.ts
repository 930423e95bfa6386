import { randomBytes } from 'node:crypto';
import { addSeconds } from '../../core/time.js';
import type { Key, Version, Write } from './store.js';

const SEPARATOR = '\u0000';
const AFTER_SEPARATOR = '\u0001';

/**
 * The segments of a key joined by `\u0000`, so that the UTF-8 bytes of two encoded keys compare as the keys do: segment by
 * segment, by code point. Throws a `TypeError` for a key that no store could give back: that is a bug of the caller.
 */
export function encodeKey(key: Key): string {
  for (const segment of key) {
    if (segment === '') throw new TypeError(`a key of "${key[0]}" has an empty segment`);
    if (segment.includes(SEPARATOR)) throw new TypeError(`a key of "${key[0]}" has a segment with \\u0000`);
    // Half a surrogate pair has no UTF-8 form: two such keys would silently become one.
    if (/\p{Surrogate}/u.test(segment)) throw new TypeError(`a key of "${key[0]}" has a segment with half a character`);
  }
  return key.join(SEPARATOR);
}

/** The reverse of `encodeKey`, or null for a text that is no encoded key. */
export function decodeKey(encoded: string): Key | null {
  const [collection, partition, ...path] = encoded.split(SEPARATOR);
  return collection === undefined || partition === undefined ? null : [collection, partition, ...path];
}

/** Orders encoded keys as the contract does. JavaScript itself compares UTF-16 units, which differ above U+FFFF. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const one = left.charCodeAt(at);
    const other = right.charCodeAt(at);
    if (one !== other) return byCodePoint(one) - byCodePoint(other);
  }
  return left.length - right.length;
}

// Surrogates (U+D800 to U+DFFF) stand for characters above U+FFFF, so they come behind the units U+E000 to U+FFFF.
function byCodePoint(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export interface KeyRange {
  /** Encoded; the range starts behind it. */
  readonly after: string;
  /** Encoded; the range ends before it. */
  readonly before: string;
  readonly limit: number;
}

/** What a `list` call covers. Both ends are outside of the range; a range may be empty. */
export function rangeOf(prefix: Key, options: { readonly limit: number; readonly after?: Key }): KeyRange {
  if (!Number.isSafeInteger(options.limit) || options.limit < 0) {
    throw new RangeError(`a limit must be a whole number of at least 0, not ${options.limit}`);
  }
  const encoded = encodeKey(prefix);
  const start = encoded + SEPARATOR;
  const after = options.after === undefined ? start : encodeKey(options.after);
  return {
    after: compareKeys(after, start) > 0 ? after : start,
    before: encoded + AFTER_SEPARATOR,
    limit: options.limit,
  };
}

/** A write as every driver stores it. `expiresAt` is in milliseconds since 1970; an entry is gone from that moment on. */
export type PreparedWrite =
  | {
      readonly op: 'put';
      readonly key: string;
      readonly expect: Version | 'absent' | null;
      readonly json: string;
      readonly version: Version;
      readonly expiresAt: number | null;
    }
  | { readonly op: 'delete'; readonly key: string; readonly expect: Version | null };

export interface PreparedCommit {
  readonly partition: string;
  readonly writes: readonly PreparedWrite[];
}

/**
 * Checks and encodes the writes of one commit; null when there is nothing to do. All expectations of a commit are about the
 * state before it, then its writes happen in their order. Throws a `TypeError` or `RangeError` for a commit across
 * partitions, a value that is not JSON and a lifetime that is not positive: bugs of the caller, found before anything is stored.
 */
export function prepareCommit(writes: readonly Write[], now: Date, nextVersion: () => Version): PreparedCommit | null {
  const first = writes[0];
  if (first === undefined) return null;
  const partition = first.key[1];
  const prepared = writes.map((write): PreparedWrite => {
    if (write.key[1] !== partition) throw new TypeError('a commit stays inside one partition; this one names two');
    const key = encodeKey(write.key);
    if (write.op === 'delete') return { op: 'delete', key, expect: write.expect ?? null };
    const expiresAt = write.ttlSeconds === undefined ? null : expiryOf(now, write.ttlSeconds);
    return {
      op: 'put',
      key,
      expect: write.expect ?? null,
      json: toJson(write.value, write.key),
      version: nextVersion(),
      expiresAt,
    };
  });
  return { partition, writes: prepared };
}

function expiryOf(now: Date, ttlSeconds: number): number {
  const expiresAt = Math.ceil(addSeconds(now, ttlSeconds).getTime());
  if (!(ttlSeconds > 0) || !Number.isSafeInteger(expiresAt)) {
    throw new RangeError(`a lifetime must be a positive number of seconds, not ${ttlSeconds}`);
  }
  return expiresAt;
}

/** Throws a `TypeError` for what JSON cannot hold at all. */
export function toJson(value: unknown, key: Key): string {
  const json: unknown = JSON.stringify(value);
  if (typeof json !== 'string') throw new TypeError(`a value of "${key[0]}" is not JSON`);
  return json;
}

/** Marks a text that a driver kept as a version. */
export function toVersion(text: string): Version {
  return text as Version;
}

/**
 * Versions that never come twice, not even after a delete or from another process on the same data: a random part for each
 * opened store and a count behind it.
 */
export function versionSource(): () => Version {
  const opened = randomBytes(9).toString('base64url');
  let count = 0;
  return () => toVersion(`${opened}.${(++count).toString(36)}`);
}

/** Work that is done at once, behind the promise of the contract: what it throws becomes a rejection. */
export function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
