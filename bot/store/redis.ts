import { createClient } from 'redis';
import { AppError } from '../../core/errors.js';
import type { Logger } from '../../core/log.js';
import { silentLogger } from '../../core/log.js';
import type { Clock } from '../../core/time.js';
import { encodeKey, prepareCommit, rangeOf, versionSource } from './encoding.js';
import { parseEntries, parseEntry, partitionNames, scripts } from './redis-scripts.js';
import type { Store } from './store.js';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user and password where the server has them. */
  readonly url: string;
  readonly clock: Clock;
  /** What all names in Redis begin with. Default: `labas`. */
  readonly prefix?: string;
  /** Hears of lost connections, and once at the start of settings under which Redis may lose what it acknowledged. */
  readonly log?: Logger;
  /** How long one call may take before it fails. Default: 5 seconds. */
  readonly callTimeoutMs?: number;
}

const LONGEST_RECONNECT_WAIT_MS = 2000;

/**
 * The driver for several processes: Redis 7.0 or later, alone or as one slot range of a cluster (every call stays in the slot
 * of its partition). A commit is one script, so it is all or nothing; commits of the same moment travel together, and Redis
 * flushes them together.
 *
 * **The server must run with `appendonly yes` and `appendfsync always`**: it then answers a commit when the disk has it. With
 * `everysec` a power cut loses up to a second of acknowledged turns. It must also keep `maxmemory-policy noeviction`.
 *
 * Throws `STORE_UNAVAILABLE` (worth trying again) at once while there is no connection, and for a call whose answer did
 * not come in time: such a commit may have happened, so read before trying again.
 */
export async function createRedisStore(options: RedisOptions): Promise<Store> {
  const { clock, prefix = 'labas', log = silentLogger, callTimeoutMs = 5000 } = options;
  if (!/^[\w:.-]{1,64}$/.test(prefix)) {
    throw new AppError('CONFIG_INVALID', 'the prefix of the Redis store is 1 to 64 letters, digits, _ : . or -');
  }
  const nextVersion = versionSource();
  const client = clientFor(options.url, callTimeoutMs);
  // Without a listener a lost connection would end the process; the client goes on connecting by itself.
  client.on('error', (error: unknown) => log.warn('store.connection_lost', { reason: nameOf(error) }));
  let isClosed = false;

  async function call<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (isClosed) throw new AppError('STORE_UNAVAILABLE', 'the Redis store is closed');
    try {
      return await inTime(work(), callTimeoutMs);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('STORE_UNAVAILABLE', `${what} in Redis failed: ${nameOf(cause)}`, { cause, retryable: true });
    }
  }

  function now(): number {
    return clock.now().getTime();
  }

  await connect(client);
  await warnOfWeakSettings(client, log);
  return {
    name: 'redis',
    async get(key) {
      const encoded = encodeKey(key);
      const names = partitionNames(prefix, key[1]);
      const entry = await call('a read', () => client.get(names.entryPrefix + encoded));
      if (entry === null) return null;
      const { stored, expiresAt } = parseEntry(encoded, entry);
      return expiresAt !== 0 && expiresAt <= now() ? null : stored;
    },
    async list(keyPrefix, listOptions) {
      const range = rangeOf(keyPrefix, listOptions);
      const names = partitionNames(prefix, keyPrefix[1]);
      return parseEntries(await call('a list', () => client.listEntries(names, range, now())));
    },
    async commit(writes) {
      const at = now();
      const commit = prepareCommit(writes, new Date(at), nextVersion);
      if (commit === null) return 'committed';
      const names = partitionNames(prefix, commit.partition);
      const isCommitted = await call('a commit', () => client.commitEntries(names, commit, at));
      return isCommitted ? 'committed' : 'conflict';
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      // Waits for the answers under way; without a connection there are none.
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

type Client = ReturnType<typeof clientFor>;

function clientFor(url: string, connectTimeout: number) {
  if (!/^rediss?:/.test(url) || !URL.canParse(url)) {
    throw new AppError('CONFIG_INVALID', 'the address of Redis is not a redis:// or rediss:// URL');
  }
  return createClient({
    url,
    scripts,
    RESP: 3,
    name: 'labas',
    // A turn must fail while the patient can still be told, not wait for a server to come back.
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: {
      connectTimeout,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, LONGEST_RECONNECT_WAIT_MS),
    },
  });
}

/** At the start a wrong address must be an error, not a wait: the first lost connection ends the attempt. */
async function connect(client: Client): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('error', reject);
      client.connect().then(() => resolve(), reject);
    });
  } catch (cause) {
    client.destroy();
    // The address may hold a password: it is not part of the message.
    throw new AppError('STORE_UNAVAILABLE', `Redis does not answer: ${nameOf(cause)}`, { cause, retryable: true });
  }
}

/** Managed servers may refuse the question; then the operator's word has to do. */
async function warnOfWeakSettings(client: Client, log: Logger): Promise<void> {
  const wanted = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' };
  let found: Readonly<Record<string, string>>;
  try {
    found = await client.configGet(Object.keys(wanted));
  } catch {
    log.info('store.settings_unknown', { store: 'redis' });
    return;
  }
  for (const [setting, value] of Object.entries(wanted)) {
    const actual = found[setting];
    if (actual !== value) log.warn('store.may_lose_data', { store: 'redis', setting, value: actual, wanted: value });
  }
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AppError('STORE_UNAVAILABLE', `Redis gave no answer within ${milliseconds} ms`, { retryable: true }),
        ),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What failed, without what it failed on: a reply of the server may quote a command, and a command holds a value. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{2,}/.exec(error.message)?.[0] ?? error.constructor.name;
}
