import { createServer, type IncomingMessage } from 'node:http';

/** What the stand-in does with one request. `cut`: ends the connection; `never`: takes it and says nothing. */
export type Behaviour =
  { readonly kind: 'answer'; readonly status: number; readonly body: string } | { readonly kind: 'cut' | 'never' };

export interface Asked {
  readonly path: string;
  readonly authorization: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
}

export interface TranscriptionStandIn {
  /** To be given as the base URL. */
  readonly baseUrl: string;
  readonly asked: readonly Asked[];
  /** Behaviours in turn; the last one stays. */
  will(...behaviours: readonly Behaviour[]): void;
  close(): Promise<void>;
}

/** An answer as a transcription server gives it. */
export const words = (text: string, more: object = {}): Behaviour => ({
  kind: 'answer',
  status: 200,
  body: JSON.stringify({ text, ...more }),
});

/** A transcription server on loopback that says what it is told to say and keeps what it was sent. */
export async function startTranscriptionServer(): Promise<TranscriptionStandIn> {
  const asked: Asked[] = [];
  let queue: readonly Behaviour[] = [words('')];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const [now = words(''), ...later] = queue;
      if (later.length > 0) queue = later;
      asked.push(parsed(request, body));
      if (now.kind === 'cut') request.socket.destroy();
      else if (now.kind === 'answer')
        response.writeHead(now.status, { 'content-type': 'application/json' }).end(now.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    will(...behaviours) {
      asked.length = 0;
      queue = behaviours;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A multipart form as `fetch` writes it; one byte is one letter here. */
function parsed(request: IncomingMessage, body: Buffer): Asked {
  const [, boundary = ''] = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '') ?? [];
  const fields: Record<string, string> = {};
  let file: Asked['file'] = { name: '', type: '', bytes: new Uint8Array() };
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const at = part.indexOf('\r\n\r\n');
    const head = part.slice(0, at);
    const content = part.slice(at + 4, -2);
    const [, name = ''] = / name="([^"]*)"/.exec(head) ?? [];
    const [, filename] = / filename="([^"]*)"/.exec(head) ?? [];
    const [, type = ''] = /content-type: (\S+)/i.exec(head) ?? [];
    if (filename === undefined) fields[name] = content;
    else file = { name: filename, type, bytes: Uint8Array.from(Buffer.from(content, 'latin1')) };
  }
  return { path: request.url ?? '', authorization: request.headers.authorization ?? null, fields, file };
}
