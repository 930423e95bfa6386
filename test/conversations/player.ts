import { createHash } from 'node:crypto';
import type { Entry } from '../../bot/transcript/transcript.js';
import { assemble, type Bot } from '../../bot/assemble.js';
import { createMemoryStore, type MemoryStore } from '../../bot/store/index.js';
import { channelId, contactId } from '../../channels/channel.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import type { Staff } from '../../console/desk.js';
import { countedIds } from '../../core/ids.js';
import type { Inbound, Outbound, Part } from '../../core/message.js';
import type { Logger } from '../../core/log.js';
import { heldClock } from '../../core/time.js';
import type { Release } from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import type { Transcriber } from '../../nlp/speech/index.js';
import type { Script, ScriptStep } from './script.js';

/** Events that say who is safe: they change in a golden file only on purpose. */
const SAFETY = new Set([
  'red_flag_raised',
  'red_flag_other_person',
  'disposition_reached',
  'handoff_opened',
  'handoff_raised',
  'handoff_claimed',
  'handoff_closed',
  'handoff_returned',
  'level_lowered',
  'level_raised',
  'lease_ran_out',
  'silence',
  'unclaimed',
  'emergency_called',
  'fault',
  'follow_up_worse',
  'follow_up_silent',
  'follow_up_dropped',
]);
/** Recorded for the nurse, noise in a story. */
const QUIET = new Set(['understood', 'said']);

export interface Played {
  readonly steps: readonly ScriptStep[];
  readonly ends: string;
  readonly log: readonly string[];
  readonly said: readonly string[];
}

/**
 * Plays a script on the real bot: memory store, local channel, held clock, counted ids. After every step all state is
 * written out as text, the bot is thrown away, and a new one is built from that text.
 */
export async function play(script: Script, parts: { readonly release: Release; readonly nlu: Nlu }): Promise<Played> {
  const clock = heldClock(new Date(script.headers.get('clock') ?? '2026-01-05T09:00:00Z'));
  const log: string[] = [];
  const said: string[] = [];
  const sent: Outbound[] = [];
  let ids = 0;
  let webhook = 0;
  let lastInbound: Inbound | null = null;
  let lastAnswerId: string | null = null;
  let seen = 0;
  let channelName = script.headers.get('channel') ?? 'whatsapp';
  const phone = `+2126${createHash('sha256').update(script.headers.get('title') ?? '').digest('hex').replace(/\D/g, '').padEnd(8, '0').slice(0, 8)}`;
  let store: MemoryStore = createMemoryStore({ clock });
  let counter = countedIds();
  let attach: Attach = () => '';
  let bot = await build();
  const nurses = new Map<string, Staff>();

  async function build(): Promise<Bot> {
    const channels = (['whatsapp', 'sms', 'voice'] as const).map((kind) =>
      createLocalChannel({ kind, onSend: (message) => void sent.push(message), hasTemplate: true }),
    );
    attach = (mediaType, words = 'invented') => channels[0]?.attach({ mediaType, bytes: Buffer.from(words) }) ?? '';
    counter = countedIds(ids);
    return assemble({
      store,
      channels,
      nlu: parts.nlu,
      transcriber: scripted,
      release: parts.release,
      clock,
      ids: counter,
      log: capturing(log),
      pseudonymKey: Buffer.alloc(32, 7),
      retentionDays: 90,
      nurseMinutes: 10,
      speaks: (language) => ['fr', 'ary-Arab', 'ary-Latn'].includes(language),
      burstMilliseconds: 0,
    });
  }

  async function reload(): Promise<void> {
    ids = counter.count();
    const text = store.snapshot();
    await bot.stop();
    await store.close();
    store = createMemoryStore({ clock, snapshot: text });
    bot = await build();
  }

  function inbound(part: Part): Inbound {
    webhook += 1;
    return {
      channelId: channelId(channelName),
      externalId: `w-${webhook}`,
      from: contactId(channelName === 'whatsapp' ? `whatsapp:${phone}` : phone),
      phone,
      part,
      sentAt: clock.now(),
      answers: channelName === 'voice' ? lastAnswerId : null,
    };
  }

  async function deliver(message: Inbound): Promise<void> {
    lastInbound = message;
    await bot.accept([message]);
    await bot.idle();
    if (channelName !== 'voice') return;
    const replies = await bot.answerTo(message);
    sent.unshift(...replies.map((reply) => ({ ...reply, notAfter: new Date(reply.notAfter) })));
    lastAnswerId = replies.at(-1)?.id ?? lastAnswerId;
  }

  async function nurse(name: string): Promise<Staff> {
    const known = nurses.get(name);
    if (known !== undefined) return known;
    const entry = { email: `${name}@example.org`, name, role: 'nurse' as const, password: 'golden-conversation' };
    const added = await bot.staff.add(entry);
    nurses.set(name, added);
    return added;
  }

  async function openCase(by: Staff): Promise<string> {
    const [first] = await bot.desk.queue(by);
    if (first === undefined) throw new Error('no case is open for the nurse');
    return first.id;
  }

  async function nurseActs(words: string): Promise<string | null> {
    const [, name = '', verb = '', rest = ''] = /^nurse (\S+) (\S+) ?(.*)$/.exec(words) ?? [];
    const by = await nurse(name);
    if (verb === 'arrives') return null;
    const caseId = await openCase(by);
    switch (verb) {
      case 'claims':
        return bot.desk.claim(by, caseId);
      case 'returns':
        return bot.desk.handBack(by, caseId);
      case 'closes':
        return bot.desk.close(by, caseId, 'advice_given', rest);
      case 'lowers':
        return bot.desk.setLevel(by, caseId, 'same_day', rest);
      default:
        throw new Error(`a nurse cannot "${verb}"`);
    }
  }

  async function perform(action: string): Promise<string | null> {
    if (action.startsWith('> ')) {
      await deliver(inbound(partOf(action.slice(2), channelName, attach)));
      return null;
    }
    if (action.startsWith('n> ')) {
      const by = await nurse('n1');
      return bot.desk.reply(by, await openCase(by), action.slice(3), `k-${webhook}-${sent.length}`);
    }
    if (action.startsWith('+ ')) {
      clock.advance(milliseconds(action.slice(2)));
      await bot.tick();
      return null;
    }
    const words = action.slice(2);
    if (words === 'duplicate' && lastInbound !== null) {
      await bot.accept([lastInbound]);
      return null;
    }
    if (words.startsWith('channel ')) {
      channelName = words.slice(8);
      return null;
    }
    return nurseActs(words);
  }

  const steps: ScriptStep[] = [];
  let ends = '-';
  for (const step of script.steps) {
    sent.length = 0;
    const verdict = await perform(step.action);
    await bot.idle();
    const entries = await transcript();
    const news = entries.slice(seen);
    seen = entries.length;
    for (const entry of news) {
      if (entry.by === 'patient' && entry.text.length > 2) said.push(entry.text);
      const reached = entry.event?.name === 'disposition_reached' ? entry.event.values : null;
      if (reached !== null) ends = `${reached['level']} ${reached['disposition']}`;
    }
    const outcome = [...(verdict === null || verdict === 'done' ? [] : [`    = ${verdict}`]), ...eventsOf(news), ...sent.flatMap(shown)];
    steps.push({ ...step, outcome });
    await reload();
  }
  await bot.stop();
  return { steps, ends, log, said: [...said, phone] };

  async function transcript(): Promise<readonly Entry[]> {
    const all: Entry[] = [];
    for (const partition of '0123456789abcdef') {
      for (const stored of await store.list(['transcript', partition], { limit: 5000 })) all.push(stored.value as Entry);
    }
    return all.sort((a, b) => a.number - b.number);
  }
}

function capturing(lines: string[]): Logger {
  const line = (event: string, fields?: object): void => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { error: line, warn: line, info: line, debug: line };
}

type Attach = (mediaType: string, words?: string) => string;

/** Hears in `(voice note: …)` what the script says in it, and nothing in `(voice note)`. */
const scripted: Transcriber = {
  transcribe({ bytes }) {
    const [, text] = /^said: (.+)$/su.exec(Buffer.from(bytes).toString('utf8')) ?? [];
    return Promise.resolve(
      text === undefined
        ? { kind: 'failed', reason: 'nothing_heard' }
        : { kind: 'heard', text, language: null, confidence: null },
    );
  },
};

function partOf(words: string, channel: string, attach: Attach): Part {
  const [, heard] = /^\(voice note: (.+)\)$/.exec(words) ?? [];
  if (heard !== undefined) {
    return { kind: 'media', mediaType: 'audio/ogg', ref: attach('audio/ogg', `said: ${heard}`), caption: '' };
  }
  switch (words) {
    case '(call)':
      return { kind: 'call', event: 'started' };
    case '(silence)':
      return { kind: 'call', event: 'no_input' };
    case '(hangs up)':
      return { kind: 'call', event: 'hung_up' };
    case '(photo)':
      return { kind: 'media', mediaType: 'image/jpeg', ref: attach('image/jpeg'), caption: '' };
    case '(voice note)':
      return { kind: 'media', mediaType: 'audio/ogg', ref: attach('audio/ogg'), caption: '' };
    case '(location)':
      return { kind: 'location', latitude: 31.63, longitude: -8.0, label: '' };
    default:
      return channel === 'voice' ? { kind: 'keys', keys: words } : { kind: 'text', text: words };
  }
}

function milliseconds(words: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(words) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit];
  if (seconds === undefined) throw new Error(`"+ ${words}" is no time: write 30s, 4m, 2h or 1d`);
  return Number(amount) * seconds * 1000;
}

function eventsOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.event === null || QUIET.has(entry.event.name)) return [];
    const { because, ...values } = entry.event.values;
    const words = [
      entry.event.name,
      ...Object.entries(values).map(([key, value]) => `${key}=${value}`),
      ...(because === undefined || because === '' ? [] : [`because ${because}`]),
    ];
    return [`    ${SAFETY.has(entry.event.name) ? '!' : '='} ${words.join(' ')}`];
  });
}

function shown(message: Outbound): readonly string[] {
  const [first = '', ...more] = message.text.split('\n');
  return [
    `< [${message.textId ?? '-'}] ${first}`,
    // Sent in place of the words, which a closed window would not let through.
    ...(message.template === undefined ? [] : [`    = template ${message.template}`]),
    ...more.map((line) => `    | ${line}`),
    ...message.choices.map((choice) => `    ${choice.key} ${choice.label}`),
  ];
}
