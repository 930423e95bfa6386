import type { SendFailure, SendResult } from '../channel.js';

type Verdict = { readonly code: SendFailure; readonly retryAfterSeconds?: number };

/**
 * Twilio's error codes that decide what to do next (documentation "Error and warning dictionary"). With
 * `retryAfterSeconds` the message was not taken and may be offered again; without, repeating it cannot help.
 */
const VERDICTS: ReadonlyMap<number, Verdict> = new Map([
  [20003, { code: 'config_invalid', retryAfterSeconds: 60 }], // credentials: kept until somebody mends them
  [20404, { code: 'config_invalid' }],
  [20429, { code: 'throttled', retryAfterSeconds: 1 }],
  [14107, { code: 'throttled', retryAfterSeconds: 5 }],
  [21211, { code: 'unreachable' }], // "To" is no number
  [21212, { code: 'config_invalid' }], // "From" is no number
  [21408, { code: 'config_invalid' }], // country not enabled
  [21602, { code: 'message_invalid' }], // no body
  [21603, { code: 'config_invalid' }],
  [21606, { code: 'config_invalid' }],
  [21610, { code: 'contact_opted_out' }],
  [21611, { code: 'throttled', retryAfterSeconds: 60 }], // queue of the sender is full
  [21612, { code: 'unreachable' }], // this pair of numbers has no route
  [21614, { code: 'unreachable' }], // not a mobile
  [21617, { code: 'message_invalid' }], // longer than 1600
  [21655, { code: 'config_invalid' }], // ContentSid
  [21656, { code: 'message_invalid' }], // ContentVariables
  [21659, { code: 'config_invalid' }],
  [30001, { code: 'throttled', retryAfterSeconds: 60 }],
  [30003, { code: 'unreachable', retryAfterSeconds: 60 }], // handset off
  [30005, { code: 'unreachable' }],
  [30006, { code: 'unreachable' }],
  [30007, { code: 'rejected' }], // filtered
  [63003, { code: 'unreachable' }],
  [63013, { code: 'rejected' }], // policy
  [63015, { code: 'unreachable' }], // sandbox not joined
  [63016, { code: 'window_closed' }],
  [63018, { code: 'throttled', retryAfterSeconds: 6 }], // one message in six seconds to one person
  [63024, { code: 'unreachable' }],
  [63032, { code: 'rejected' }],
  [63038, { code: 'throttled', retryAfterSeconds: 3600 }], // daily cap
]);

/** Judges an answer that is not a success. `after`: the provider's own `Retry-After`. */
export function judge(status: number, code: number | null, after: number | null): SendResult {
  const verdict = code === null ? undefined : VERDICTS.get(code);
  if (verdict !== undefined && verdict.retryAfterSeconds === undefined) return { kind: 'failed', code: verdict.code };
  if (verdict?.retryAfterSeconds !== undefined) return retry(verdict.code, after ?? verdict.retryAfterSeconds, false);
  if (status === 429) return retry('throttled', after ?? 1, false);
  if (status === 401 || status === 403) return retry('config_invalid', after ?? 60, false);
  if (status === 408) return retry('unreachable', after, false);
  // A server that fails may have failed after it took the message.
  if (status >= 500) return retry('unreachable', after, true);
  if (status >= 400) return { kind: 'failed', code: 'rejected' };
  return { kind: 'failed', code: 'config_invalid' }; // a redirect: this is not the API
}

function retry(code: SendFailure, after: number | null, mayHaveArrived: boolean): SendResult {
  return { kind: 'retry', code, ...(after === null ? {} : { afterSeconds: after }), mayHaveArrived };
}
