import { AppError } from '../../core/errors.js';
import type { FetchedMedia } from '../channel.js';
import { basicAuth, callHttp } from '../http.js';
import { DEFAULT_API_BASE_URL, type TwilioMessagingOptions } from './options.js';

const MAX_MEDIA_BYTES = 16 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches the bytes behind a media address from a webhook. Credentials go to the API only, never to the CDN that it redirects
 * to; any other host is refused, so that an address cannot make the server call strangers or its own network.
 */
export async function fetchTwilioMedia(
  options: TwilioMessagingOptions,
  ref: string,
  signal: AbortSignal,
): Promise<FetchedMedia> {
  const apis = new Set(
    [DEFAULT_API_BASE_URL, options.apiBaseUrl ?? DEFAULT_API_BASE_URL].map((url) => new URL(url).origin),
  );
  let url = ref;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const target = URL.canParse(url) ? new URL(url) : null;
    if (target === null || target.username !== '' || target.password !== '') throw unavailable('not a media address');
    const isApi = apis.has(target.origin);
    const isCdn = hop > 0 && target.protocol === 'https:' && target.hostname.endsWith('.twiliocdn.com');
    if (!isApi && !isCdn) throw unavailable('a media address of another host');
    const result = await callHttp({
      method: 'GET',
      url: target.href,
      headers: isApi ? { authorization: basicAuth(options.accountSid, options.authToken) } : {},
      timeoutMilliseconds: (options.timeoutSeconds ?? 10) * 1000,
      maxBytes: MAX_MEDIA_BYTES,
      signal,
    });
    if (result.kind === 'broken') {
      const tooLarge = result.reason === 'too_large';
      throw unavailable(tooLarge ? 'larger than 16 MB' : `connection: ${result.reason}`, !tooLarge);
    }
    const location = result.headers.get('location');
    if (REDIRECTS.has(result.status) && location !== undefined && URL.canParse(location, target.href)) {
      url = new URL(location, target).href;
      continue;
    }
    if (result.status !== 200) {
      // 404: the file may still be on its way from the carrier.
      throw unavailable(
        `status ${result.status}`,
        result.status >= 500 || result.status === 404 || result.status === 429,
      );
    }
    return { mediaType: result.headers.get('content-type') ?? 'application/octet-stream', bytes: result.body };
  }
  throw unavailable('too many redirects');
}

/** The message never holds the address: it names a patient's file. */
function unavailable(what: string, retryable = false): AppError {
  return new AppError('MEDIA_UNAVAILABLE', `media from Twilio: ${what}`, { retryable });
}
