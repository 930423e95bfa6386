import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.js';
import type { ReadRequest, TextReading, WorkerReply } from './model-worker.js';

/** A trained model behind one method. Messages that arrive together are read together, in a thread of their own. */
export interface TextModel {
  /** `id@version` of the manifest. */
  readonly name: string;
  /** Rejects with `MODEL_UNAVAILABLE` when the thread has ended or the graph failed; never hangs longer than `patience`. */
  read(text: string): Promise<TextReading>;
  close(): Promise<void>;
}

interface Waiting {
  readonly text: string;
  readonly resolve: (reading: TextReading) => void;
  readonly reject: (error: AppError) => void;
}

/** A patient waits no longer for the model than this: then the lexicon answers alone. */
const PATIENCE_MS = 1500;
/** How often a closing model looks whether the last reading is done. */
const CHECKED_MS = 5;
/** A start that takes longer is a fault of the machine. */
const START_MS = 20_000;

/** Starts the thread and waits until the model is ready; throws `MODEL_UNAVAILABLE` when it cannot be. */
export async function openModel(directory: string): Promise<TextModel> {
  const entry = import.meta.url.endsWith('.ts') ? './model-worker.mjs' : './model-worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), {
    workerData: { directory },
    // Nothing of the process's environment: no secrets where strangers' words are read. And no telemetry of health data.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    execArgv: [],
    // What a reading leaves behind is small and short-lived; by itself the thread would take thirty megabytes more for it.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const name = await ready(worker);
  worker.unref();
  const open = new Map<number, readonly Waiting[]>();
  let queued: Waiting[] = [];
  let count = 0;
  let ended: AppError | null = null;

  const failAll = (message: string): void => {
    ended ??= unavailable(message);
    for (const waiting of [...[...open.values()].flat(), ...queued]) waiting.reject(ended);
    open.clear();
    queued = [];
  };
  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind !== 'read' && reply.kind !== 'refused') return;
    const waiting = open.get(reply.id) ?? [];
    open.delete(reply.id);
    waiting.forEach((each, at) => {
      const reading = reply.kind === 'read' ? reply.readings[at] : undefined;
      if (reading === undefined) each.reject(unavailable(reply.kind === 'refused' ? reply.message : 'no reading'));
      else each.resolve(reading);
    });
    send();
  });
  worker.on('error', (error) => failAll(error instanceof Error ? error.message : 'the thread failed'));
  worker.on('exit', () => failAll('the thread of the model has ended'));

  /** One batch at a time: what arrives while the thread reads goes together into the next. */
  function send(): void {
    if (queued.length === 0 || open.size > 0) return;
    const batch = queued;
    queued = [];
    count += 1;
    open.set(count, batch);
    const request: ReadRequest = { id: count, texts: batch.map(({ text }) => text) };
    worker.postMessage(request);
  }

  return {
    name,
    read(text) {
      if (ended !== null) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(unavailable(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
        const settle =
          <T>(done: (value: T) => void) =>
          (value: T): void => {
            clearTimeout(timer);
            done(value);
          };
        queued.push({ text, resolve: settle(resolve), reject: settle(reject) });
        if (queued.length === 1) queueMicrotask(send);
      });
    },
    async close() {
      ended ??= unavailable('the model was closed');
      for (const waiting of queued) waiting.reject(ended);
      queued = [];
      // Ending the thread in the middle of native computing would abort the process: what it reads is let finish.
      const until = Date.now() + PATIENCE_MS;
      while (open.size > 0 && Date.now() < until) await sleep(CHECKED_MS);
      await worker.terminate();
    },
  };
}

function ready(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      clearTimeout(timer);
      void worker.terminate();
      reject(unavailable(message));
    };
    const timer = setTimeout(() => fail(`not ready within ${START_MS} ms`), START_MS);
    worker.once('error', (error) => fail(error instanceof Error ? error.message : 'the thread failed'));
    worker.once('message', (reply: WorkerReply) => {
      if (reply.kind !== 'ready') return fail(reply.kind === 'failed' ? reply.message : 'unexpected');
      clearTimeout(timer);
      resolve(reply.name);
    });
  });
}

function unavailable(message: string): AppError {
  return new AppError('MODEL_UNAVAILABLE', message, { retryable: false });
}
