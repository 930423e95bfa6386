import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PackProof, ProofReport } from '../../flows/index.js';
import type { ProveReply } from './prove-worker.js';

/** More threads than this gain nothing: the largest packs then decide how long it takes. */
const MOST_THREADS = 8;

/**
 * Proves packs on several threads, each of which loads the content of `directory` for itself. The result is the one that
 * `prove` gives on one thread, in the order of `packIds`; `seconds` is the time on the clock. `onProof` is told each pack as it
 * is done. A fault of a thread rejects.
 */
export async function proveAll(
  directory: string,
  packIds: readonly string[],
  onProof: (proof: PackProof) => void = () => undefined,
): Promise<ProofReport> {
  const started = performance.now();
  const waiting = [...packIds];
  const done = new Map<string, PackProof>();
  const count = Math.min(MOST_THREADS, availableParallelism(), packIds.length);
  await Promise.all(Array.from({ length: count }, () => work()));
  const packs = packIds.flatMap((id) => done.get(id) ?? []);
  return {
    holds: packs.length === packIds.length && packs.every((pack) => pack.holds),
    packs,
    states: packs.reduce((sum, pack) => sum + pack.states, 0),
    steps: packs.reduce((sum, pack) => sum + pack.steps, 0),
    seconds: (performance.now() - started) / 1000,
  };

  /** One thread takes the next pack as long as there is one. */
  function work(): Promise<void> {
    const entry = import.meta.url.endsWith('.ts') ? './prove-worker.mjs' : './prove-worker.js';
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: { directory }, execArgv: [] });
    return new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const id = waiting.shift();
        if (id === undefined) resolve();
        else worker.postMessage(id);
      };
      const fail = (error: Error): void => {
        // The other threads end with what they are at.
        waiting.length = 0;
        reject(error);
      };
      worker.on('message', (reply: ProveReply) => {
        if (reply.kind === 'failed') return fail(new Error(reply.message));
        if (reply.kind === 'proved') {
          done.set(reply.proof.pack, reply.proof);
          onProof(reply.proof);
        }
        next();
      });
      worker.on('error', fail);
    }).finally(() => worker.terminate());
  }
}
