import { z } from 'zod';
import type { Outbound } from '../../core/message.js';
import type { Lookup } from '../channel.js';
import { basicAuth, callHttp, json } from '../http.js';
import type { TwilioMessagingOptions } from './options.js';
import { messagesUrl } from './send.js';

/** Twilio keeps whole seconds, and its clock is not ours. */
const TOLERANCE_MILLISECONDS = 2000;
const MAX_PAGES = 20;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

const Page = z.object({
  messages: z.array(
    z.object({
      sid: z.string().min(1),
      body: z.string().nullish(),
      date_created: z.string().nullish(),
    }),
  ),
  next_page_uri: z.string().nullish(),
});
type Page = z.infer<typeof Page>;

/**
 * Looks for a message with exactly these words to this person since `since`. Asked twice before "not sent": filtered by date,
 * then the newest page unfiltered, because a message still in the queue has no sending date to be filtered by. A provider
 * that does not answer is `unknown`.
 */
export async function lookupMessage(
  options: TwilioMessagingOptions,
  message: Outbound,
  text: string,
  since: Date,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Lookup> {
  const earliest = since.getTime() - TOLERANCE_MILLISECONDS;
  const isIt = ({ sid, body, date_created: created }: Page['messages'][number]) =>
    !known.has(sid) && (body ?? '').trim() === text && isSince(created, earliest);

  const recent = new URLSearchParams({ To: message.to, PageSize: '1000' });
  // Named `DateSent>` with `=` after it: at or after.
  recent.set('DateSent>', new Date(earliest).toISOString().replace(/\.\d{3}Z$/u, 'Z'));
  const newest = new URLSearchParams({ To: message.to, PageSize: '1000' });

  for (const [query, pages] of [
    [recent, MAX_PAGES],
    [newest, 1],
  ] as const) {
    let url: string | null = `${messagesUrl(options)}?${query.toString()}`;
    for (let page = 0; url !== null && page < pages; page += 1) {
      const read: Page | null = await readPage(options, url, signal);
      if (read === null) return { kind: 'unknown' };
      const found = read.messages.find(isIt);
      if (found !== undefined) return { kind: 'sent', externalId: found.sid };
      url = nextUrl(options, read.next_page_uri);
    }
    if (url !== null && pages > 1) return { kind: 'unknown' }; // more pages than anybody has messages
  }
  return { kind: 'not_sent' };
}

function isSince(created: string | null | undefined, earliest: number): boolean {
  const at = Date.parse(created ?? '');
  return Number.isNaN(at) || at >= earliest; // no date yet: it is being created
}

/** The next page, only ever at the address that we were configured with. */
function nextUrl(options: TwilioMessagingOptions, uri: string | null | undefined): string | null {
  if (uri === null || uri === undefined || uri === '') return null;
  const here = new URL(messagesUrl(options));
  const next = URL.canParse(uri, here.href) ? new URL(uri, here) : null;
  return next?.origin === here.origin ? next.href : null;
}

async function readPage(options: TwilioMessagingOptions, url: string, signal: AbortSignal): Promise<Page | null> {
  // Reading is harmless to repeat: once more when the connection fails.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const result = await callHttp({
      method: 'GET',
      url,
      headers: { authorization: basicAuth(options.accountSid, options.authToken), accept: 'application/json' },
      timeoutMilliseconds: (options.timeoutSeconds ?? 10) * 1000,
      maxBytes: MAX_PAGE_BYTES,
      signal,
    });
    if (result.kind === 'response' && result.status === 200) {
      const page = Page.safeParse(json(result.body));
      return page.success ? page.data : null;
    }
    if (result.kind === 'response' && result.status < 500) return null;
  }
  return null;
}
