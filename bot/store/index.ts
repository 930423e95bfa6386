// Where everything that is remembered is kept: one contract (store.ts), three drivers, one codec above them.
// May import core/ and its own folder. Only a driver imports its library, and only openStore loads a driver.
// To add one: a file with a factory, a line in openDriver, and a test that calls storeSuite (test/suites/store.suite.ts).
import type { Clock } from '../../core/time.js';
import type { Logger } from '../../core/log.js';
import type { CodecOptions } from './codec.js';
import { encryptedStore } from './codec.js';
import type { Store } from './store.js';

export type { Key, Store, Stored, StoreFactory, Version, Write } from './store.js';
export type { CodecOptions } from './codec.js';
export type { KeyPurpose } from './keys.js';
export type { MemoryStore } from './memory.js';
export { encryptedStore } from './codec.js';
export { deriveKey, fingerprint, pseudonym } from './keys.js';
export { createMemoryStore } from './memory.js';

/** Which driver, and what it needs. */
export type DriverOptions =
  | { readonly driver: 'memory'; readonly clock: Clock }
  | { readonly driver: 'libsql'; readonly clock: Clock; readonly file: string }
  | {
      readonly driver: 'redis';
      readonly clock: Clock;
      readonly url: string;
      readonly prefix?: string;
      readonly log?: Logger;
    };

/** What leaves the process is encrypted: only the memory driver may go without a master key. */
export type StoreOptions = DriverOptions &
  (
    | { readonly masterKey: Buffer; readonly codec?: CodecOptions }
    | { readonly driver: 'memory'; readonly masterKey?: undefined }
  );

/** Opens the store of a service, encrypted. Whoever opens it closes it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = await openDriver(options);
  if (options.masterKey === undefined) return store;
  try {
    return await encryptedStore(store, options.masterKey, options.codec);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openDriver(options: DriverOptions): Promise<Store> {
  switch (options.driver) {
    case 'memory':
      return (await import('./memory.js')).createMemoryStore(options);
    case 'libsql':
      return (await import('./libsql.js')).createLibsqlStore(options);
    case 'redis':
      return (await import('./redis.js')).createRedisStore(options);
  }
}
