import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.js';
import type { Clock } from '../../core/time.js';
import type { PreparedCommit } from './encoding.js';
import { attempt, encodeKey, prepareCommit, rangeOf, versionSource } from './encoding.js';
import type { DatabaseOptions } from './libsql-database.js';
import { openReader, unavailable } from './libsql-database.js';
import type { WriterReply, WriterRequest } from './libsql-worker.js';
import type { Store } from './store.js';

export interface LibsqlOptions {
  /** The database file; it and its folder are made when missing. Two files beside it (`-wal`, `-shm`) belong to it. */
  readonly file: string;
  readonly clock: Clock;
  /** How long another process may hold the file before a commit fails. Default: 5 seconds. */
  readonly busyTimeoutMs?: number;
}

const LARGEST_BATCH = 512;
const IDLE_PURGE_MS = 60_000;

type Outcome = 'committed' | 'conflict';
interface Waiting {
  readonly commit: PreparedCommit;
  resolve(outcome: Outcome): void;
  reject(error: AppError): void;
}

/**
 * The embedded driver: one SQLite file in WAL mode with `synchronous=FULL`, for one machine. A commit resolves when the disk
 * has it. Commits that arrive while another is being written share the next transaction, so that a hundred turns cost
 * one flush. Writing happens in a thread of its own; a read takes some microseconds on a second connection, less than
 * asking a thread would.
 *
 * Throws `STORE_UNAVAILABLE` when the file cannot be opened or a commit fails: every commit of that transaction is then undone.
 */
export async function createLibsqlStore(options: LibsqlOptions): Promise<Store> {
  const { clock } = options;
  const database: DatabaseOptions = { file: resolve(options.file), busyTimeoutMs: options.busyTimeoutMs ?? 5000 };
  const nextVersion = versionSource();
  const writer = await startWriter(database);
  const reader = await attempt(() => openReader(database)).catch(async (error: unknown) => {
    await writer.close();
    throw error;
  });
  const queue: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  // An idle service forgets on time as well.
  const purging = setInterval(() => writer.tell({ kind: 'purge', now: clock.now().getTime() }), IDLE_PURGE_MS).unref();

  async function drain(): Promise<void> {
    // Turns that end in this round of the event loop belong in the same transaction.
    await new Promise(setImmediate);
    while (queue.length > 0) await writeBatch(queue.splice(0, LARGEST_BATCH));
    writing = null;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const commits = batch.map(({ commit }) => commit);
      const reply = await writer.ask({ kind: 'commit', commits, now: clock.now().getTime() });
      const outcomes = reply.kind === 'committed' ? reply.outcomes : [];
      batch.forEach((waiting, at) => waiting.resolve(outcomes[at] === true ? 'committed' : 'conflict'));
    } catch (error) {
      for (const waiting of batch) waiting.reject(unavailable('a commit failed', error));
    }
    // What these callers commit next, in the same round, joins the next batch.
    await new Promise(setImmediate);
  }

  function now(): number {
    if (closing !== null) throw new AppError('STORE_UNAVAILABLE', 'the libsql store is closed');
    return clock.now().getTime();
  }

  return {
    name: 'libsql',
    get: (key) => attempt(() => reader.get(encodeKey(key), now())),
    list: (prefix, listOptions) => attempt(() => reader.list(rangeOf(prefix, listOptions), now())),
    async commit(writes) {
      const commit = prepareCommit(writes, new Date(now()), nextVersion);
      if (commit === null) return 'committed';
      return new Promise<Outcome>((resolveCommit, reject) => {
        queue.push({ commit, resolve: resolveCommit, reject });
        writing ??= drain();
      });
    },
    close() {
      closing ??= (async () => {
        clearInterval(purging);
        await writing;
        reader.close();
        await writer.close();
      })();
      return closing;
    },
  };
}

interface WriterThread {
  ask(request: WriterRequest): Promise<WriterReply>;
  tell(request: WriterRequest): void;
  close(): Promise<void>;
}

async function startWriter(workerData: DatabaseOptions): Promise<WriterThread> {
  const entry = import.meta.url.endsWith('.ts') ? './libsql-worker.mjs' : './libsql-worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), { workerData, execArgv: [], name: 'labas-store' });
  const answers: { resolve(reply: WriterReply): void; reject(error: unknown): void }[] = [];
  let ended: AppError | null = null;

  function expectAnswer(): Promise<WriterReply> {
    if (ended !== null) return Promise.reject(ended);
    // A process may end while the thread idles, but not while somebody waits for it.
    worker.ref();
    return new Promise((resolveAnswer, reject) => answers.push({ resolve: resolveAnswer, reject }));
  }
  function end(reason: string, cause?: unknown): void {
    ended ??= new AppError('STORE_UNAVAILABLE', `the writing thread of the store ended: ${reason}`, { cause });
    for (const waiting of answers.splice(0)) waiting.reject(ended);
  }

  worker.on('message', (reply: WriterReply) => {
    const waiting = answers.shift();
    if (answers.length === 0) worker.unref();
    if (reply.kind === 'failed') {
      waiting?.reject(new AppError('STORE_UNAVAILABLE', reply.message, { retryable: reply.retryable }));
    } else waiting?.resolve(reply);
  });
  worker.on('error', (error) => end(error.message, error));
  const exited = new Promise<void>((resolveExit) => {
    worker.once('exit', (code) => {
      end(`exit code ${code}`);
      resolveExit();
    });
  });

  const thread: WriterThread = {
    ask(request) {
      const answer = expectAnswer();
      worker.postMessage(request);
      return answer;
    },
    tell: (request) => worker.postMessage(request),
    async close() {
      if (ended !== null) return;
      await thread.ask({ kind: 'close' });
      worker.ref();
      await exited;
    },
  };
  await expectAnswer();
  return thread;
}
