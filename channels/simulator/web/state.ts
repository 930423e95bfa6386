import { computed, effect, signal } from '@preact/signals';
import type { TextChannel, WireEvent, WireHistory, WireMessage } from '../wire.js';
import { eventsUrl, markRead, postMessage, readHistory, type Content } from './api.js';
import { PEOPLE } from './examples.js';

export const person = signal(PEOPLE[0]?.phone ?? '+212600000001');
/** In a preview the three phones are three people's, so that the conversations know nothing of each other; `null`: one person's. */
export const holders = signal<Readonly<Record<TextChannel | 'voice', string>> | null>(null);
/** Whose phone this is. */
export function holderOf(channel: TextChannel | 'voice'): string {
  return holders.value?.[channel] ?? person.value;
}
/** The text phones that a person holds. */
function heldBy(phone: string): readonly TextChannel[] {
  return (['whatsapp', 'sms'] as const).filter((channel) => holderOf(channel) === phone);
}
export const online = signal(true);
export const numbers = signal<WireHistory['numbers']>({ whatsapp: '', sms: '', voice: '' });
const messages = signal<readonly WireMessage[]>([]);

export const chats = {
  whatsapp: computed(() => messages.value.filter((message) => message.channel === 'whatsapp')),
  sms: computed(() => messages.value.filter((message) => message.channel === 'sms')),
};
export const drafts = { whatsapp: signal(''), sms: signal('') };
/** The text phone used last: example sentences and STOP go there. */
export const lastUsed = signal<TextChannel>('whatsapp');
export const duplicate = signal(false);

function take(phone: string, event: WireEvent): void {
  if (event.type === 'cleared') return empty(phone);
  if (event.type === 'status') {
    const { sid, status } = event;
    messages.value = messages.value.map((message) => (message.sid === sid ? { ...message, status } : message));
    if (status === 'delivered') shown(sid);
    return;
  }
  const { message } = event;
  if (!heldBy(phone).includes(message.channel)) return;
  if (messages.value.some((known) => known.sid === message.sid)) return;
  messages.value = [...messages.value, message];
}

/** The phone lies open: what arrives on WhatsApp is read. */
function shown(sid: string): void {
  const message = messages.value.find((known) => known.sid === sid);
  if (message?.channel === 'whatsapp' && message.by === 'service' && document.visibilityState === 'visible') {
    markRead(holderOf('whatsapp'), sid);
  }
}

/** How often a phone was emptied: a history that was asked for before is out of date. */
const emptied = new Map<string, number>();

function empty(phone: string): void {
  emptied.set(phone, (emptied.get(phone) ?? 0) + 1);
  messages.value = messages.value.filter(({ channel }) => !heldBy(phone).includes(channel));
}

/** Reads what a phone shows. What arrives while it is read comes after it, and is not in it. */
async function refresh(phone: string): Promise<void> {
  const before = new Set(messages.value.map(({ sid }) => sid));
  const times = emptied.get(phone);
  try {
    const history = await readHistory(phone);
    const held = heldBy(phone);
    if (held.length === 0) return;
    numbers.value = history.numbers;
    online.value = true;
    if (emptied.get(phone) !== times) return;
    const shown = history.messages.filter(({ channel }) => held.includes(channel));
    const known = new Set([...before, ...shown.map(({ sid }) => sid)]);
    const others = messages.value.filter(({ channel }) => !held.includes(channel));
    const late = messages.value.filter(({ channel, sid }) => held.includes(channel) && !known.has(sid));
    messages.value = [...others, ...shown, ...late];
  } catch {
    online.value = false;
  }
}

/** Follows the phones of whoever holds them. Call once. */
export function connect(): void {
  effect(() => {
    const phones = new Set([holderOf('whatsapp'), holderOf('sms')]);
    messages.value = [];
    const sources = [...phones].map(follow);
    return () => {
      for (const source of sources) source.close();
    };
  });
}

function follow(phone: string): EventSource {
  const source = new EventSource(eventsUrl(phone));
  // Also after a break: whatever came meanwhile is in the history.
  source.addEventListener('open', () => void refresh(phone));
  source.addEventListener('error', () => {
    online.value = false;
  });
  source.addEventListener('message', (event: MessageEvent<string>) => take(phone, JSON.parse(event.data) as WireEvent));
  return source;
}

export async function send(channel: TextChannel, content: Content): Promise<void> {
  lastUsed.value = channel;
  try {
    await postMessage(holderOf(channel), channel, content, duplicate.value);
    online.value = true;
  } catch {
    online.value = false;
  }
}

/** Sends what is written on a phone. */
export async function sendDraft(channel: TextChannel): Promise<void> {
  const draft = drafts[channel];
  const text = draft.value.trim();
  if (text === '') return;
  draft.value = '';
  await send(channel, { text });
}

/** Types a sentence on the text phone used last, and puts the cursor there. */
export function typeIn(sentence: string): void {
  const channel = lastUsed.value;
  drafts[channel].value = sentence;
  document.getElementById(`${channel}-input`)?.focus();
}
