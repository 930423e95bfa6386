import process from 'node:process';
import { loadEar, type Heard } from './ear.js';
import type { HelperReply } from './helper-process.js';

/** The process that hears: minutes of computing never hold up the event loop that acknowledges webhooks. */
export interface HearRequest {
  /** Mono at 16 kHz. */
  readonly samples: Float32Array;
  /** ISO 639-1; `null`: the model guesses. */
  readonly language: string | null;
}

// Whoever asks is gone: nobody is left to hear for.
process.once('disconnect', () => process.exit(0));

try {
  const ear = await loadEar(process.argv[2] ?? '');
  process.on('message', (request: HearRequest) => void answer(request));
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

function post(reply: HelperReply<Heard>): void {
  process.send?.(reply);
}
