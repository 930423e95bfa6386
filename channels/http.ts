/** One outgoing request, bounded in time and size. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
  readonly timeoutMilliseconds: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export type HttpResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  /** `status` is known when the answer began and then broke. `mayHaveArrived`: the other side may have acted on it. */
  | {
      readonly kind: 'broken';
      readonly reason: 'connect' | 'timeout' | 'aborted' | 'cut' | 'too_large';
      readonly status: number | null;
      readonly mayHaveArrived: boolean;
    };

/** Failures that happen before the first byte of a request leaves. Anything else counts as possibly received. */
const BEFORE_WRITING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_INVALID_URL|ERR_TLS_.+|ERR_SSL_.+|CERT_.+|DEPTH_ZERO_.+|SELF_SIGNED_.+|UNABLE_TO_.+)$/u;

function describe(error: unknown): { code: string; syscall: string } {
  if (typeof error !== 'object' || error === null) return { code: '', syscall: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '';
  if (code === '' && 'cause' in error) return describe(error.cause);
  return { code, syscall };
}

async function readLimited(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null; // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Makes one request. Redirects are returned, not followed. Never throws for what a network can do. */
export async function callHttp(call: HttpCall): Promise<HttpResult> {
  const timeout = AbortSignal.timeout(call.timeoutMilliseconds);
  const wasStopped = () => call.signal.aborted;
  if (wasStopped()) return { kind: 'broken', reason: 'aborted', status: null, mayHaveArrived: false };
  let status: number | null = null;
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { ...call.headers },
      ...(call.form === undefined ? {} : { body: call.form }),
      redirect: 'manual',
      signal: AbortSignal.any([call.signal, timeout]),
    });
    status = response.status;
    const body = await readLimited(response.body, call.maxBytes);
    if (body === null) return { kind: 'broken', reason: 'too_large', status, mayHaveArrived: true };
    return { kind: 'response', status, headers: new Map(response.headers), body };
  } catch (error) {
    if (wasStopped()) return { kind: 'broken', reason: 'aborted', status, mayHaveArrived: true };
    if (timeout.aborted) return { kind: 'broken', reason: 'timeout', status, mayHaveArrived: true };
    const { code, syscall } = describe(error);
    const before = status === null && (BEFORE_WRITING.test(code) || syscall === 'connect');
    return { kind: 'broken', reason: before ? 'connect' : 'cut', status, mayHaveArrived: !before };
  }
}

/** `Retry-After` in seconds (1 … 3600), given as seconds or as a date; `null` when absent or senseless. */
export function retryAfterSeconds(headers: ReadonlyMap<string, string>, now: Date): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (value === '') return null;
  const seconds = /^\d{1,9}$/u.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now.getTime()) / 1000);
  return Number.isFinite(seconds) ? Math.min(3600, Math.max(1, seconds)) : null;
}

/** Parses a body as JSON; `undefined` when it is not. */
export function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** The value of an `Authorization` header for a name and a password. */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
