import type { CaseSummary, CaseView, Correction, NamedSlot, Outcome, PackReview, Role, Staff } from '../desk.js';
import type { TriageLevel } from '../../core/triage.js';

/** The desk over HTTP. Every call answers with a value or a named failure; none throws. */
export type Failure =
  /** No session, or it locked. */
  | { readonly kind: 'session' }
  | { readonly kind: 'network' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly result: 'taken' | 'not_holder' | 'gone' | null;
      readonly message: string;
      readonly retryAfterSeconds: number | null;
    };
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

const TIMEOUT_MILLISECONDS = 15_000;
/** Server time minus ours, from its `date` header: waiting times are right on a computer whose clock is not. */
let offset = 0;
let foregroundAt = 0;

export function serverNow(): number {
  return Date.now() + offset;
}
/** When somebody's own act last reached the server. */
export function lastForeground(): number {
  return foregroundAt;
}

async function call<T>(
  method: 'GET' | 'POST',
  path: string,
  options: { body?: object; background?: boolean } = {},
): Promise<Result<T>> {
  const background = options.background === true;
  let answer: Response;
  try {
    answer = await fetch(`/api/desk${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        'x-labas': '1',
        ...(background ? { 'x-labas-background': '1' } : {}),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(options.body ?? {}) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const text = await answer.text();
    readClock(answer);
    const json: unknown = text === '' ? null : JSON.parse(text);
    if (answer.ok) {
      if (!background) foregroundAt = Date.now();
      // The server is of the same release and its answers are typed by the same contract.
      return { ok: true, value: json as T };
    }
    if (answer.status === 401 && path !== '/login') return { ok: false, failure: { kind: 'session' } };
    return { ok: false, failure: refused(answer, json) };
  } catch {
    return { ok: false, failure: { kind: 'network' } };
  }
}

function refused(answer: Response, json: unknown): Failure {
  const body = json as {
    readonly error?: { readonly message?: string };
    readonly result?: 'taken' | 'not_holder' | 'gone';
  } | null;
  const wait = Number(answer.headers.get('retry-after'));
  return {
    kind: 'refused',
    status: answer.status,
    result: body?.result ?? null,
    message: body?.error?.message ?? String(answer.status),
    retryAfterSeconds: wait > 0 ? wait : null,
  };
}

function readClock(answer: Response): void {
  const server = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(server)) return;
  const found = server - Date.now();
  // The header has whole seconds; below that it is not our clock that is wrong.
  offset = Math.abs(found) > 2500 ? found : 0;
}

const post = <T>(path: string, body: object = {}): Promise<Result<T>> => call<T>('POST', path, { body });
const ofCase = (id: string, act: string): string => `/cases/${encodeURIComponent(id)}/${act}`;
type Done = { readonly result: 'done' };

export const api = {
  login: (email: string, password: string) => post<{ readonly staff: Staff }>('/login', { email, password }),
  logout: () => post<null>('/logout'),
  me: () => call<{ readonly staff: Staff }>('GET', '/me'),
  queue: () => call<{ readonly cases: readonly CaseSummary[] }>('GET', '/queue', { background: true }),
  alarm: () => call<{ readonly waiting: number; readonly alerts: number }>('GET', '/alarm', { background: true }),
  view: (id: string, background: boolean) =>
    call<{ readonly case: CaseView }>('GET', `/cases/${encodeURIComponent(id)}`, { background }),
  claim: (id: string) => post<{ readonly result: 'claimed' }>(ofCase(id, 'claim')),
  renew: (id: string) => call<Done>('POST', ofCase(id, 'renew'), { background: true }),
  reply: (id: string, text: string, key: string) => post<Done>(ofCase(id, 'reply'), { text, key }),
  setLevel: (id: string, level: TriageLevel, reason: string) => post<Done>(ofCase(id, 'level'), { level, reason }),
  close: (id: string, outcome: Outcome, note: string) => post<Done>(ofCase(id, 'close'), { outcome, note }),
  handBack: (id: string) => post<Done>(ofCase(id, 'hand-back')),
  release: (id: string) => post<Done>(ofCase(id, 'release')),
  findings: () => call<{ readonly findings: readonly NamedSlot[] }>('GET', '/findings'),
  correct: (id: string, correction: Correction) => post<Done>(ofCase(id, 'correct'), correction),
  setTrainingConsent: (id: string, agreed: boolean) => post<Done>(ofCase(id, 'training-consent'), { agreed }),
  reviews: () => call<{ readonly packs: readonly PackReview[] }>('GET', '/reviews'),
  reveal: (id: string) => post<{ readonly contact: string }>(ofCase(id, 'reveal')),
  duty: (onDuty: boolean) => post<{ readonly staff: Staff }>('/duty', { onDuty }),
  staff: () => call<{ readonly staff: readonly Staff[] }>('GET', '/staff'),
  addStaff: (entry: {
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly password: string;
  }) => post<{ readonly staff: Staff }>('/staff', entry),
  disableStaff: (id: string) => post<Done>(`/staff/${encodeURIComponent(id)}/disable`),
};

export function mediaUrl(caseId: string, mediaId: string): string {
  return `/api/desk/cases/${encodeURIComponent(caseId)}/media/${encodeURIComponent(mediaId)}`;
}
