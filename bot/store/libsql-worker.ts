import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../core/errors.js';
import type { PreparedCommit } from './encoding.js';
import type { DatabaseOptions, Writer } from './libsql-database.js';
import { openWriter, unavailable } from './libsql-database.js';

/** What the event loop asks of the writing thread. All but `purge` are answered, once and in order. */
export type WriterRequest =
  | { readonly kind: 'commit'; readonly commits: readonly PreparedCommit[]; readonly now: number }
  | { readonly kind: 'purge'; readonly now: number }
  | { readonly kind: 'close' };

export type WriterReply =
  | { readonly kind: 'opened' | 'closed' }
  | { readonly kind: 'committed'; readonly outcomes: readonly boolean[] }
  | { readonly kind: 'failed'; readonly message: string; readonly retryable: boolean };

const PURGE_EVERY_MS = 60_000;

if (parentPort === null) throw new Error('libsql-worker runs in a worker thread');
const port = parentPort;
// Given by startWriter of the same build, in libsql.ts.
const options = workerData as DatabaseOptions;
let lastPurge = Number.NEGATIVE_INFINITY;

function answer(work: () => WriterReply): void {
  let reply: WriterReply;
  try {
    reply = work();
  } catch (error) {
    // An error loses its class on the way between threads, so what matters of it is sent as plain data.
    const { message, retryable } = error instanceof AppError ? error : unavailable('SQLite refused', error);
    reply = { kind: 'failed', message, retryable };
  }
  port.postMessage(reply);
}

function purge(writer: Writer, now: number): void {
  try {
    lastPurge = writer.purge(now) ? Number.NEGATIVE_INFINITY : now;
  } catch {
    // Expired entries are not returned anyway, and the next commit tries again.
    lastPurge = Number.NEGATIVE_INFINITY;
  }
}

function serve(writer: Writer): void {
  port.on('message', (request: WriterRequest) => {
    switch (request.kind) {
      case 'commit':
        answer(() => ({ kind: 'committed', outcomes: writer.commit(request.commits, request.now) }));
        // Answered first: nobody waits for the cleaning.
        if (request.now - lastPurge >= PURGE_EVERY_MS) purge(writer, request.now);
        return;
      case 'purge':
        purge(writer, request.now);
        return;
      case 'close':
        answer(() => {
          writer.close();
          return { kind: 'closed' };
        });
        port.close();
        return;
    }
  });
}

answer(() => {
  serve(openWriter(options));
  return { kind: 'opened' };
});
