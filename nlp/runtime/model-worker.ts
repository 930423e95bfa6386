import { parentPort, workerData } from 'node:worker_threads';
import { loadEncoder } from './encoder.js';
import { loadLanguageModel } from './language-model.js';
import { loadManifest } from './manifest.js';
import { readingOf, type ModelReading } from './reading.js';
import { wordsOf } from './words.js';

/** The thread that reads: an inference never holds up the event loop that acknowledges webhooks. */
export interface ReadRequest {
  readonly id: number;
  readonly texts: readonly string[];
}
export type WorkerReply =
  | { readonly kind: 'ready'; readonly name: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'read'; readonly id: number; readonly readings: readonly TextReading[] }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };

/** The encoder's reading, and the n-grams' view of the language (`null`: no letters). */
export interface TextReading extends ModelReading {
  readonly byLetters: readonly { readonly label: string; readonly score: number }[] | null;
  /** How the languages share the words, by the n-grams; `null`: no letters. */
  readonly mixed: TextReading['byLetters'];
}

if (parentPort === null) throw new Error('model-worker runs in a worker thread');
const port = parentPort;
const { directory } = workerData as { readonly directory: string };

try {
  const manifest = loadManifest(directory);
  const letters = loadLanguageModel(directory);
  const encoder = await loadEncoder(directory, manifest.max_length);
  // The first run builds what later runs reuse.
  await encoder.read([wordsOf('labas')]);
  port.on('message', (request: ReadRequest) => void answer(request));
  post({ kind: 'ready', name: `${manifest.id}@${manifest.version}` });

  async function answer({ id, texts }: ReadRequest): Promise<void> {
    try {
      const words = texts.map(wordsOf);
      const raw = await encoder.read(words);
      const readings = raw.map((each): TextReading => {
        const own = each.words.map((word) => word.text);
        const named = (scores: readonly number[] | null): TextReading['byLetters'] =>
          scores?.map((score, at) => ({ label: letters.classes[at] ?? '', score })) ?? null;
        return { ...readingOf(manifest, each), byLetters: named(letters.score(own)), mixed: named(letters.mix(own)) };
      });
      post({ kind: 'read', id, readings });
    } catch (error) {
      post({ kind: 'refused', id, message: error instanceof Error ? error.message : 'unknown' });
    }
  }
} catch (error) {
  post({ kind: 'failed', message: error instanceof Error ? error.message : 'unknown' });
}

function post(reply: WorkerReply): void {
  port.postMessage(reply);
}
