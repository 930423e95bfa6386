export type Version = string & { readonly brand: 'Version' };

/**
 * `[collection, partition, ...path]`. The partition is a short hash of the person: one commit stays inside one, so that a
 * cluster can hold them apart. Queue, timers, inbox and outbox exist once per partition and are merged on reading. Keys
 * carry pseudonyms, never addresses. Segments are non-empty and never contain `\u0000`; keys sort by code point, segment by
 * segment.
 */
export type Key = readonly [collection: string, partition: string, ...path: string[]];

export interface Stored {
  readonly key: Key;
  /** Plain JSON. */
  readonly value: unknown;
  readonly version: Version;
}

export type Write =
  | {
      readonly op: 'put';
      readonly key: Key;
      readonly value: unknown;
      readonly expect?: Version | 'absent';
      readonly ttlSeconds?: number;
    }
  | { readonly op: 'delete'; readonly key: Key; readonly expect?: Version };

/** Four methods carry everything, and there is no other way to remember. Expired entries are never returned. */
export interface Store {
  readonly name: string;
  get(key: Key): Promise<Stored | null>;
  /** Entries under a prefix (the prefix itself excluded), in key order, after `after` when given. */
  list(prefix: Key, options: { readonly limit: number; readonly after?: Key }): Promise<readonly Stored[]>;
  /**
   * All of the writes, or none of them; durable when it resolves. Every key of one commit has the same partition (else it
   * throws). Concurrent commits are grouped; each keeps its own outcome.
   */
  commit(writes: readonly Write[]): Promise<'committed' | 'conflict'>;
  close(): Promise<void>;
}

export type StoreFactory<Options> = (options: Options) => Promise<Store>;
