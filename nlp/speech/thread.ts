import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.js';

/** What the thread says: `ready` (or `failed`) once at its start, then one `answer` or `failed` for each question. */
export type ThreadReply<Answer> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly message: string };

export interface ThreadOptions {
  readonly entry: URL;
  readonly data: unknown;
  /** Until it must be ready. */
  readonly startMilliseconds: number;
  /** From a question to its answer, waiting in line included; and the longest that the thread may work on one. */
  readonly answerMilliseconds: number;
}

export interface Thread<Question, Answer> {
  /**
   * One question at a time, the others wait in the order in which they came. Rejects with `MODEL_UNAVAILABLE` when the time is
   * up, or when the thread failed, has ended or was closed.
   */
  ask(question: Question): Promise<Answer>;
  /** Ends the thread for good: whoever waits is answered at once. Safe to call twice. */
  close(): Promise<void>;
}

/** How long an ended thread is waited for before the next one starts: native code cannot be interrupted, and two are large. */
const LAST_BREATH_MS = 5000;

/**
 * A thread that works off questions and cannot hang for ever: one that takes too long is ended. After an end, however it came,
 * the next question starts a new one. Rejects with `MODEL_UNAVAILABLE` when the first start fails.
 */
export async function openThread<Question, Answer>(options: ThreadOptions): Promise<Thread<Question, Answer>> {
  let worker: Worker | null = null;
  let ending: Promise<unknown> = Promise.resolve();
  let line: Promise<unknown> = Promise.resolve();
  const waiting = new Set<(error: AppError) => void>();
  let closed = false;

  async function start(): Promise<Worker> {
    const next = await started(options);
    next.once('exit', () => {
      if (worker === next) worker = null;
    });
    // Closed while it started.
    if (closed) {
      await next.terminate();
      throw unavailable('the thread was closed');
    }
    return (worker = next);
  }

  function end(): Promise<unknown> {
    const ended = worker;
    worker = null;
    return (ending = ended === null ? ending : ended.terminate());
  }

  async function running(): Promise<Worker> {
    if (worker !== null) return worker;
    await Promise.race([ending, sleep(LAST_BREATH_MS, undefined, { ref: false })]);
    return start();
  }

  async function work(question: Question): Promise<Answer> {
    const thread = await running();
    try {
      const reply = await answered<Answer>(thread, options.answerMilliseconds, () => thread.postMessage(question));
      if (reply.kind === 'answer') return reply.answer;
      throw unavailable(reply.kind === 'failed' ? reply.message : 'unexpected');
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      void end();
      throw unavailable(error.message);
    }
  }

  await start();
  return {
    ask(question) {
      if (closed) return Promise.reject(unavailable('the thread was closed'));
      return new Promise((resolve, reject) => {
        const give = (error: AppError): void => {
          clearTimeout(timer);
          waiting.delete(give);
          reject(error);
        };
        const late = `no answer within ${options.answerMilliseconds} ms`;
        const timer = setTimeout(() => give(unavailable(late)), options.answerMilliseconds);
        waiting.add(give);
        line = line.then(async () => {
          // Given up while it waited: nobody is there to hear the answer.
          if (!waiting.has(give)) return;
          try {
            const answer = await work(question);
            clearTimeout(timer);
            waiting.delete(give);
            resolve(answer);
          } catch (error) {
            give(error instanceof AppError ? error : unavailable('the thread failed'));
          }
        });
      });
    },
    async close() {
      closed = true;
      for (const give of waiting) give(unavailable('the thread was closed'));
      await end();
    },
  };
}

/** No reply: the time was up, or the thread is no more. */
class Gone extends Error {}

/** The next thing the thread says after `begin`. */
function answered<Answer>(worker: Worker, milliseconds: number, begin: () => void): Promise<ThreadReply<Answer>> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      worker.off('message', said).off('error', broke).off('exit', ended);
      done();
    };
    const said = (reply: ThreadReply<Answer>): void => settle(() => resolve(reply));
    const fail = (message: string): void => settle(() => reject(new Gone(message)));
    const broke = (error: unknown): void => fail(error instanceof Error ? error.message : 'the thread failed');
    const ended = (): void => fail('the thread has ended');
    const timer = setTimeout(() => fail(`not done within ${milliseconds} ms`), milliseconds);
    worker.on('message', said).on('error', broke).on('exit', ended);
    begin();
  });
}

async function started({ entry, data, startMilliseconds }: ThreadOptions): Promise<Worker> {
  const worker = new Worker(entry, {
    workerData: data,
    // Nothing of the process's environment: no secrets where strangers' voices are heard. And no telemetry of health data.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    execArgv: [],
  });
  // A fault between two questions: the next one finds the thread ended. Without a listener it would end the process.
  worker.on('error', () => undefined);
  const reply = await answered(worker, startMilliseconds, () => undefined).catch((error: unknown) => ({
    kind: 'failed' as const,
    message: error instanceof Error ? error.message : 'the thread failed',
  }));
  if (reply.kind !== 'ready') {
    void worker.terminate();
    throw unavailable(reply.kind === 'failed' ? reply.message : 'unexpected');
  }
  worker.unref();
  return worker;
}

function unavailable(message: string): AppError {
  return new AppError('MODEL_UNAVAILABLE', message, { retryable: false });
}
