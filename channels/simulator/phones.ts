import { countSms } from './webhook-forms.js';
import type { Provider, ProviderMessage } from './provider.js';
import type { TextChannel, WireEvent, WireMessage } from './wire.js';

/** What every person's phones show: both sides of their conversations, in memory. */
export interface Phones {
  /** Both channels, oldest first. */
  history(phone: string): readonly WireMessage[];
  /** The person sent this. */
  say(phone: string, message: WireMessage): void;
  /** What our webhook made of what the person sent. */
  mark(phone: string, sid: string, status: WireMessage['status']): void;
  /** Empties the phone, as if nothing had been said. */
  clear(phone: string): void;
  watch(phone: string, listener: (event: WireEvent) => void): () => void;
  stop(): void;
}

const KEPT_EACH = 200;
const KEPT_PHONES = 500;

export function createPhones(provider: Provider): Phones {
  const histories = new Map<string, WireMessage[]>();
  const listeners = new Map<string, Set<(event: WireEvent) => void>>();

  function tell(phone: string, event: WireEvent): void {
    for (const listener of listeners.get(phone) ?? []) listener(event);
  }

  function add(phone: string, message: WireMessage): void {
    const history = histories.get(phone) ?? [];
    history.push(message);
    if (history.length > KEPT_EACH) history.shift();
    histories.delete(phone);
    histories.set(phone, history); // the phone used last is dropped last
    for (const oldest of histories.keys()) {
      if (histories.size <= KEPT_PHONES) break;
      histories.delete(oldest);
    }
    tell(phone, { type: 'message', message });
  }

  function mark(phone: string, sid: string, status: WireMessage['status']): void {
    const history = histories.get(phone) ?? [];
    const at = history.findIndex((message) => message.sid === sid);
    const message = history[at];
    if (message === undefined) return;
    history[at] = { ...message, status };
    tell(phone, { type: 'status', sid, status });
  }

  const stop = provider.watch((event) => {
    const { phone, message } = shown(event.message);
    if (event.type === 'message') add(phone, message);
    else mark(phone, message.sid, message.status);
  });

  return {
    history: (phone) => [...(histories.get(phone) ?? [])],
    say: add,
    mark,
    clear(phone) {
      histories.delete(phone);
      tell(phone, { type: 'cleared' });
    },
    watch(phone, listener) {
      const watching = listeners.get(phone) ?? new Set();
      listeners.set(phone, watching.add(listener));
      return () => {
        watching.delete(listener);
        if (watching.size === 0 && listeners.get(phone) === watching) listeners.delete(phone);
      };
    },
    stop,
  };
}

function shown(message: ProviderMessage): { readonly phone: string; readonly message: WireMessage } {
  const channel: TextChannel = message.to.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
  const { content } = message;
  return {
    phone: message.to.replace(/^whatsapp:/u, ''),
    message: {
      sid: message.sid,
      channel,
      by: 'service',
      text: message.body,
      at: message.createdAt.toISOString(),
      status: message.status,
      choices: content === null ? null : { form: content.form, menuLabel: content.menuLabel, options: content.options },
      media: null,
      place: null,
      sms: channel === 'sms' ? countSms(message.body) : null,
      posted: 1,
    },
  };
}
