import { smsParts } from '../sms-text.js';
import type { ProviderMessage } from './provider.js';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/** RFC 2822 with a numeric zone and whole seconds, as Twilio writes times. */
export function rfc2822(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** A message as the REST API shows it. */
export function toResource(
  message: ProviderMessage,
  accountSid: string,
  prefix: string,
): Readonly<Record<string, unknown>> {
  const uri = `${prefix}/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: message.from.startsWith('MG') ? message.from : null,
    to: message.to,
    from: message.from.startsWith('MG') ? null : message.from,
    body: message.body,
    status: message.status,
    direction: 'outbound-api',
    date_created: rfc2822(message.createdAt),
    date_updated: rfc2822(message.sentAt ?? message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    num_segments: String(message.to.startsWith('whatsapp:') ? 1 : smsParts(message.body).parts.length),
    num_media: '0',
    price: null,
    price_unit: 'USD',
    error_code: null,
    error_message: null,
    api_version: '2010-04-01',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** One page of a list, newest first. The page token is the last message seen, so that new ones do not shift the pages. */
export function messagesPage(
  messages: readonly ProviderMessage[],
  query: ReadonlyMap<string, string>,
  accountSid: string,
  prefix: string,
): Readonly<Record<string, unknown>> {
  const asked = Number.parseInt(query.get('PageSize') ?? '', 10);
  const size = Number.isNaN(asked) ? DEFAULT_PAGE_SIZE : Math.min(MAX_PAGE_SIZE, Math.max(1, asked));
  const page = Math.max(0, Number.parseInt(query.get('Page') ?? '0', 10) || 0);
  const matching = messages.filter((message) => isAsked(message, query)).reverse();
  const token = query.get('PageToken') ?? '';
  const after = token === '' ? -1 : matching.findIndex((message) => `PA${message.sid}` === token);
  const start = token === '' ? page * size : after + 1;
  const shown = matching.slice(start, start + size);
  const last = shown.at(-1);

  const uri = (number: number, pageToken: string | null) => {
    const parameters = new URLSearchParams([...query].filter(([name]) => name !== 'Page' && name !== 'PageToken'));
    parameters.set('PageSize', String(size));
    parameters.set('Page', String(number));
    if (pageToken !== null) parameters.set('PageToken', pageToken);
    return `${prefix}/2010-04-01/Accounts/${accountSid}/Messages.json?${parameters.toString()}`;
  };
  return {
    messages: shown.map((message) => toResource(message, accountSid, prefix)),
    page,
    page_size: size,
    start,
    end: start + shown.length - 1,
    uri: uri(page, token === '' ? null : token),
    first_page_uri: uri(0, null),
    previous_page_uri: page > 0 ? uri(page - 1, null) : null,
    next_page_uri: last !== undefined && start + size < matching.length ? uri(page + 1, `PA${last.sid}`) : null,
  };
}

function isAsked(message: ProviderMessage, query: ReadonlyMap<string, string>): boolean {
  const [to, from] = [query.get('To'), query.get('From')];
  if (to !== undefined && message.to !== to) return false;
  if (from !== undefined && message.from !== from) return false;
  // The parameter is named `DateSent>`: in `DateSent>=2026-…` the `=` separates it from its value.
  const bounds = [
    ['DateSent>', (sent: number, bound: number) => sent >= bound],
    ['DateSent<', (sent: number, bound: number) => sent <= bound],
  ] as const;
  for (const [name, holds] of bounds) {
    const bound = Date.parse(query.get(name) ?? '');
    if (!Number.isNaN(bound) && (message.sentAt === null || !holds(wholeSeconds(message.sentAt), bound))) return false;
  }
  const day = query.get('DateSent');
  return day === undefined || message.sentAt?.toISOString().slice(0, 10) === day.slice(0, 10);
}

function wholeSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000;
}
