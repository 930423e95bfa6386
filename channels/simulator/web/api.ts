import type { CallReply, PreviewChoice, SendReply, TextChannel, WireHistory, WirePreview } from '../wire.js';

/** What a person sends; one of these. */
export type Content =
  | { readonly text: string }
  | { readonly buttonId: string; readonly title: string }
  | { readonly listId: string; readonly title: string }
  | { readonly media: { readonly dataUrl: string; readonly caption: string } }
  | { readonly location: { readonly latitude: number; readonly longitude: number; readonly label: string } }
  | { readonly stop: true };

async function post<Reply>(url: string, body: object): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Reply;
}

export function postMessage(
  phone: string,
  channel: TextChannel,
  content: Content,
  duplicate: boolean,
): Promise<SendReply> {
  return post('/simulator/send', { phone, channel, duplicate, ...content });
}

export function postCall(phone: string, what: object): Promise<CallReply> {
  return post('/simulator/call', { phone, ...what });
}

/** Hangs up also while the page is being closed. */
export function hangUpAtOnce(phone: string, callSid: string, seconds: number): void {
  const body = new Blob([JSON.stringify({ phone, callSid, hangUp: true, seconds })], { type: 'application/json' });
  navigator.sendBeacon('/simulator/call', body);
}

export async function readHistory(phone: string): Promise<WireHistory> {
  const response = await fetch(`/simulator/history?phone=${encodeURIComponent(phone)}`);
  if (!response.ok) throw new Error(`history answered ${response.status}`);
  return (await response.json()) as WireHistory;
}

export function markRead(phone: string, sid: string): void {
  void fetch('/simulator/read', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, sid }),
  }).catch(() => undefined);
}

export function eventsUrl(phone: string): string {
  return `/simulator/events?phone=${encodeURIComponent(phone)}`;
}

export const PREVIEW_EVENTS = '/preview/events';

export async function readPreview(): Promise<WirePreview> {
  const response = await fetch('/preview/state');
  if (!response.ok) throw new Error(`the preview answered ${response.status}`);
  return (await response.json()) as WirePreview;
}

export function postChoice(choice: PreviewChoice): Promise<WirePreview> {
  return post('/preview/choose', choice);
}
