import { createHash, timingSafeEqual } from 'node:crypto';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { Parameters } from './form.js';

/** Compares two secrets in a time that tells neither their content nor their length. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Joins the configured public address and a path; the request's own host header is never believed. */
export function publicUrl(publicBaseUrl: string, path: string): string {
  return `${publicBaseUrl.replace(/\/+$/u, '')}${path}`;
}

/**
 * Whether Twilio (or Somleng) signed this request: HMAC-SHA1 over the public URL and the decoded parameters, compared in
 * constant time. Port and escaping variants that Twilio's back ends produce are accepted.
 */
export function isSignedByTwilio(authToken: string, signature: string, url: string, parameters: Parameters): boolean {
  if (authToken === '' || signature === '') return false;
  try {
    return validateRequest(authToken, signature, url, signed(parameters));
  } catch {
    return false; // a path that is no URL was not signed by anybody
  }
}

/** The `X-Twilio-Signature` for a request; for the simulator and tests, which speak as Twilio. */
export function twilioSignature(authToken: string, url: string, parameters: Parameters): string {
  return getExpectedTwilioSignature(authToken, url, signed(parameters));
}

function signed(parameters: Parameters): Record<string, string | string[]> {
  const entries = [...parameters].map(([name, values]): [string, string | string[]] => {
    const [only, ...more] = values;
    return [name, more.length === 0 ? (only ?? '') : [...values]];
  });
  return Object.fromEntries(entries);
}
