import { parentPort, workerData } from 'node:worker_threads';
import { loadEar, type Heard } from './ear.js';
import type { ThreadReply } from './thread.js';

/** The thread that hears: minutes of computing never hold up the event loop that acknowledges webhooks. */
export interface HearRequest {
  /** Mono at 16 kHz. */
  readonly samples: Float32Array;
  /** ISO 639-1; `null`: the model guesses. */
  readonly language: string | null;
}

if (parentPort === null) throw new Error('whisper-worker runs in a worker thread');
const port = parentPort;
const { directory } = workerData as { readonly directory: string };

try {
  const ear = await loadEar(directory);
  port.on('message', (request: HearRequest) => void answer(request));
  post({ kind: 'ready' });

  async function answer({ samples, language }: HearRequest): Promise<void> {
    try {
      post({ kind: 'answer', answer: await ear.hear(samples, language) });
    } catch (error) {
      post({ kind: 'failed', message: error instanceof Error ? error.message : 'unknown' });
    }
  }
} catch (error) {
  post({ kind: 'failed', message: error instanceof Error ? error.message : 'unknown' });
}

function post(reply: ThreadReply<Heard>): void {
  port.postMessage(reply);
}
