import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { isRightToLeft, OWN_NAMES, type WrittenForm } from '../../core/language.js';
import type { Outbound, Part } from '../../core/message.js';
import type { LocalChannelKind } from './local.js';

export interface TerminalChatOptions {
  readonly kind: LocalChannelKind;
  /** Named in the heading; the conversation itself decides which language it speaks. */
  readonly language: WrittenForm;
  /** Gives what the person did to the bot and returns everything it answered. Errors end the chat. */
  deliver(part: Part): Promise<readonly Outbound[]>;
  /** `Channel.show` of the channel that is played. */
  show(message: Outbound): readonly string[];
  readonly input: Readable;
  readonly output: Writable;
  /** Messages that come by themselves (a nurse, a reminder): call `print` with them whenever they do. */
  readonly subscribe?: (print: (message: Outbound) => void) => void;
  /** The reference of a photo; default `local:photo`, which nobody can fetch. */
  readonly photo?: () => { readonly mediaType: string; readonly ref: string };
}

const HELP: Readonly<Record<LocalChannelKind, string>> = {
  whatsapp: '/photo  /quit',
  sms: '/quit',
  voice: '/silence  /hangup  /quit',
};

/**
 * A conversation in the terminal. What the person sees is printed as the channel shows it, `<` before it; on a call the
 * spoken lines, in quotes. What is typed is sent: words on `whatsapp` and `sms`, keys on `voice`. Resolves when the person
 * leaves (`/quit`, `/hangup`, end of input) or a call ends.
 */
export async function runTerminalChat(options: TerminalChatOptions): Promise<void> {
  const { kind, output } = options;
  const write = (line: string) => void output.write(`${line}\n`);
  const lines = createInterface({ input: options.input, crlfDelay: Infinity });
  const isCall = kind === 'voice';
  // A last message ends a call, also one that came by itself.
  let ended = false;
  const isOver = () => ended;

  function print(message: Outbound): void {
    // Terminals put a line in order by its first strong letter; the mark keeps `<` and digits where they belong.
    const mark = isRightToLeft(message.language) ? '\u200f' : '';
    const shown = options.show(message);
    shown.forEach((part, index) => {
      const count = kind === 'sms' && shown.length > 1 ? ` (${index + 1}/${shown.length})` : '';
      const [first = '', ...more] = part.split('\n');
      write(isCall ? `< ${mark}« ${part} »` : `<${count} ${mark}${first}`);
      if (!isCall) for (const line of more) write(`  ${mark}${line}`);
    });
    if (isCall && message.last) ended = true;
  }

  async function say(part: Part): Promise<void> {
    for (const message of await options.deliver(part)) print(message);
  }

  function prompt(): void {
    output.write(isCall ? 'keys> ' : '> ');
  }

  options.subscribe?.(print);
  write(`${kind} · ${OWN_NAMES[options.language]} · ${HELP[kind]}`);
  try {
    if (isCall) await say({ kind: 'call', event: 'started' });
    if (isOver()) return;
    prompt();
    for await (const line of lines) {
      if (isOver()) return;
      const typed = understood(line.trim(), kind, options.photo);
      if (typed.kind === 'quit') break;
      if (typed.kind === 'remark') write(typed.words);
      if (typed.kind === 'act') await say(typed.part);
      if (isOver()) return;
      prompt();
    }
    // Leaving, or the end of the input: on a call that is hanging up.
    if (isCall && !isOver()) await say({ kind: 'call', event: 'hung_up' });
  } finally {
    lines.close();
    if (isCall) write('— the call has ended —');
  }
}

type Typed =
  | { readonly kind: 'act'; readonly part: Part }
  /** A remark to the person at the keyboard. */
  | { readonly kind: 'remark'; readonly words: string }
  | { readonly kind: 'quit' | 'nothing' };

const NO_INPUT: Typed = { kind: 'act', part: { kind: 'call', event: 'no_input' } };

function understood(line: string, kind: LocalChannelKind, photo: TerminalChatOptions['photo']): Typed {
  const isCall = kind === 'voice';
  const remark = (words: string): Typed => ({ kind: 'remark', words });
  switch (line) {
    case '/quit':
      return { kind: 'quit' };
    case '/silence':
      return isCall ? NO_INPUT : remark('there is silence only on a call');
    case '/hangup':
      return isCall ? { kind: 'quit' } : remark('this is not a call');
    case '/photo': {
      if (kind !== 'whatsapp') return remark('only WhatsApp carries photos');
      const { mediaType, ref } = photo?.() ?? { mediaType: 'image/jpeg', ref: 'local:photo' };
      return { kind: 'act', part: { kind: 'media', mediaType, ref, caption: '' } };
    }
    case '':
      // On a call an empty line is what it looks like: nothing was pressed.
      return isCall ? NO_INPUT : { kind: 'nothing' };
    default:
      if (line.startsWith('/')) return remark(`there is ${HELP[kind]}`);
      if (!isCall) return { kind: 'act', part: { kind: 'text', text: line } };
      if (!/^[0-9*#]+$/u.test(line)) return remark('a call takes keys: 0-9 * #');
      return { kind: 'act', part: { kind: 'keys', keys: line } };
  }
}
