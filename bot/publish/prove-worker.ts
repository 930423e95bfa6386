import { parentPort, workerData } from 'node:worker_threads';
import { prove, type PackProof } from '../../flows/index.js';
import { openRelease } from '../open.js';

export type ProveReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'proved'; readonly proof: PackProof }
  | { readonly kind: 'failed'; readonly message: string };

if (parentPort === null) throw new Error('prove-worker runs in a worker thread');
const port = parentPort;
const { directory } = workerData as { readonly directory: string };
const release = openRelease(directory);

port.on('message', (packId: string) => {
  try {
    for (const proof of prove(release, packId).packs) post({ kind: 'proved', proof });
  } catch (error) {
    post({
      kind: 'failed',
      message: `${packId}: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`,
    });
  }
});
post({ kind: 'ready' });

function post(reply: ProveReply): void {
  port.postMessage(reply);
}
