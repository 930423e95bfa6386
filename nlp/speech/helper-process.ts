import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.js';

/** What the process says: `ready` (or `failed`) once at its start, then one `answer` or `failed` for each question. */
export type HelperReply<Answer> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly message: string };

export interface HelperOptions {
  /** The module it runs: it takes questions from `process.on('message')` and gives replies to `process.send`. */
  readonly entry: URL;
  /** The one argument of its command line. */
  readonly argument: string;
  /** Until it must be ready. */
  readonly startMilliseconds: number;
  /** From a question to its answer, waiting in line included; and the longest that it may work on one. */
  readonly answerMilliseconds: number;
}

export interface Helper<Question, Answer> {
  /**
   * One question at a time, the others wait in the order in which they came. Rejects with `MODEL_UNAVAILABLE` when the time is
   * up, or when the process failed, has ended or was closed.
   */
  ask(question: Question): Promise<Answer>;
  /** Ends the process for good: whoever waits is answered at once. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * A process beside this one that works off questions and cannot hang for ever: one that takes too long is ended. After an end, however it
 * came, the next question starts a new one. Rejects with `MODEL_UNAVAILABLE` when the first start fails. A process and not a
 * thread: ending a thread in the middle of native computing ends everything (onnxruntime aborts), and this must be endable at any time.
 */
export async function openHelper<Question extends object | string, Answer>(
  options: HelperOptions,
): Promise<Helper<Question, Answer>> {
  let child: ChildProcess | null = null;
  let line: Promise<unknown> = Promise.resolve();
  const waiting = new Set<(error: AppError) => void>();
  let closed = false;

  async function start(): Promise<ChildProcess> {
    const next = await started(options);
    next.once('exit', () => {
      if (child === next) child = null;
    });
    // Closed while it started.
    if (closed) {
      await ended(next);
      throw unavailable('the process was closed');
    }
    return (child = next);
  }

  function end(): Promise<void> {
    const last = child;
    child = null;
    return last === null ? Promise.resolve() : ended(last);
  }

  async function work(question: Question): Promise<Answer> {
    const helper = child ?? (await start());
    try {
      const reply = await answered<Answer>(helper, options.answerMilliseconds, () => helper.send(question));
      if (reply.kind === 'answer') return reply.answer;
      throw unavailable(reply.kind === 'failed' ? reply.message : 'unexpected');
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      await end();
      throw unavailable(error.message);
    }
  }

  await start();
  return {
    ask(question) {
      if (closed) return Promise.reject(unavailable('the process was closed'));
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
            give(error instanceof AppError ? error : unavailable('the process failed'));
          }
        });
      });
    },
    async close() {
      closed = true;
      for (const give of waiting) give(unavailable('the process was closed'));
      await end();
    },
  };
}

/** No reply: the time was up, or the process is no more. */
class Gone extends Error {}

/** The next thing the process says after `begin`. */
function answered<Answer>(child: ChildProcess, milliseconds: number, begin: () => void): Promise<HelperReply<Answer>> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      child.off('message', said).off('error', broke).off('exit', gone);
      done();
    };
    const said = (reply: unknown): void => settle(() => resolve(reply as HelperReply<Answer>));
    const fail = (message: string): void => settle(() => reject(new Gone(message)));
    const broke = (error: Error): void => fail(error.message);
    const gone = (): void => fail('the process has ended');
    const timer = setTimeout(() => fail(`not done within ${milliseconds} ms`), milliseconds);
    child.on('message', said).on('error', broke).on('exit', gone);
    begin();
  });
}

async function started({ entry, argument, startMilliseconds }: HelperOptions): Promise<ChildProcess> {
  const child = fork(fileURLToPath(entry), [argument], {
    // Nothing of this process's environment: no secrets where strangers' voices are heard. And no telemetry of health data.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    execArgv: [],
    // Sounds are typed arrays: JSON would make objects of them.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // A fault between two questions: the next one finds the process ended. Without a listener it would end this one.
  child.on('error', () => undefined);
  const reply = await answered(child, startMilliseconds, () => undefined).catch((error: unknown) => ({
    kind: 'failed' as const,
    message: error instanceof Error ? error.message : 'the process failed',
  }));
  if (reply.kind !== 'ready') {
    await ended(child);
    throw unavailable(reply.kind === 'failed' ? reply.message : 'unexpected');
  }
  // It does not keep the service alive.
  child.unref();
  child.channel?.unref();
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function unavailable(message: string): AppError {
  return new AppError('MODEL_UNAVAILABLE', message, { retryable: false });
}
