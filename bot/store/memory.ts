import { z } from 'zod';
import { AppError } from '../../core/errors.js';
import type { Clock } from '../../core/time.js';
import type { KeyRange, PreparedWrite } from './encoding.js';
import { attempt, compareKeys, decodeKey, encodeKey, prepareCommit, rangeOf, toVersion } from './encoding.js';
import type { Store, Stored, Write } from './store.js';

/** A store that can be written out as text and built again from it, which is how tests prove persistence. */
export interface MemoryStore extends Store {
  /** Everything that is not expired, as JSON. */
  snapshot(): string;
}

const entrySchema = z.strictObject({
  version: z.string().transform(toVersion),
  json: z.string(),
  expiresAt: z.number().nullable(),
});
const snapshotSchema = z.strictObject({
  lastVersion: z.number(),
  entries: z.array(z.tuple([z.string(), entrySchema])),
});
type Entry = Readonly<z.infer<typeof entrySchema>>;

/**
 * The driver for tests and for trying things out: nothing survives the process, except through `snapshot`. Values are kept
 * as JSON, so that nobody can change a stored value by changing an object.
 */
export function createMemoryStore(options: { readonly clock: Clock; readonly snapshot?: string }): MemoryStore {
  const { clock } = options;
  const entries = new Map<string, Entry>();
  // Encoded keys in the order of the contract: a list is a slice, not a sort.
  const order: string[] = [];
  let lastVersion = 0;
  let commitsUntilPurge = 0;
  let closed = false;

  function open(): number {
    if (closed) throw new AppError('STORE_UNAVAILABLE', 'the memory store is closed');
    return clock.now().getTime();
  }

  function live(key: string, now: number): Entry | null {
    const entry = entries.get(key);
    return entry === undefined || isExpired(entry, now) ? null : entry;
  }

  function get(key: string, now: number): Stored | null {
    const entry = live(key, now);
    return entry === null ? null : stored(key, entry);
  }

  function remove(key: string): void {
    if (entries.delete(key)) order.splice(position(order, key), 1);
  }

  function apply(write: PreparedWrite): void {
    if (write.op === 'delete') {
      remove(write.key);
      return;
    }
    if (!entries.has(write.key)) order.splice(position(order, write.key), 0, write.key);
    entries.set(write.key, { version: write.version, json: write.json, expiresAt: write.expiresAt });
  }

  /** Walks over everything, but so rarely that a commit pays for about one entry. */
  function purge(now: number): void {
    if (commitsUntilPurge-- > 0) return;
    for (const [key, entry] of [...entries]) if (isExpired(entry, now)) remove(key);
    commitsUntilPurge = Math.max(100, entries.size);
  }

  function inRange(range: KeyRange, now: number): Stored[] {
    const found: Stored[] = [];
    for (let at = position(order, range.after); at < order.length && found.length < range.limit; at++) {
      const key = order[at];
      if (key === undefined || compareKeys(key, range.before) >= 0) break;
      const entry = live(key, now);
      if (key !== range.after && entry !== null) found.push(stored(key, entry));
    }
    return found;
  }

  if (options.snapshot !== undefined) {
    const saved = snapshotSchema.parse(JSON.parse(options.snapshot));
    lastVersion = saved.lastVersion;
    for (const [key, entry] of saved.entries) {
      entries.set(key, entry);
      order.push(key);
    }
  }

  function commit(writes: readonly Write[]): 'committed' | 'conflict' {
    const now = open();
    const prepared = prepareCommit(writes, new Date(now), () => toVersion(String(++lastVersion)))?.writes ?? [];
    for (const { key, expect } of prepared) {
      if (expect !== null && expect !== (live(key, now)?.version ?? 'absent')) return 'conflict';
    }
    for (const write of prepared) apply(write);
    purge(now);
    return 'committed';
  }

  return {
    name: 'memory',
    get: (key) => attempt(() => get(encodeKey(key), open())),
    list: (prefix, listOptions) => attempt(() => inRange(rangeOf(prefix, listOptions), open())),
    commit: (writes) => attempt(() => commit(writes)),
    close: () =>
      attempt(() => {
        closed = true;
      }),
    snapshot() {
      commitsUntilPurge = 0;
      purge(clock.now().getTime());
      return JSON.stringify({ lastVersion, entries: order.map((key) => [key, entries.get(key)]) });
    },
  };
}

function isExpired(entry: Entry, now: number): boolean {
  return entry.expiresAt !== null && entry.expiresAt <= now;
}

function stored(encoded: string, entry: Entry): Stored {
  const key = decodeKey(encoded);
  if (key === null) throw new AppError('STORE_CORRUPT', 'the memory store holds a key that is none');
  return { key, value: JSON.parse(entry.json), version: entry.version };
}

/** Where the key is, or where it belongs. */
function position(order: readonly string[], key: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = order[middle];
    if (at !== undefined && compareKeys(at, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
