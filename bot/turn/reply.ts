import { createHash } from 'node:crypto';
import type { WrittenForm } from '../../core/language.js';
import type { Choice, Expects, Outbound, SpeechLine, TextId } from '../../core/message.js';
import { addSeconds } from '../../core/time.js';
import type { Channel } from '../../channels/channel.js';
import type { Prompt, Release } from '../../flows/index.js';
import type { Speech } from './draft.js';

export interface Composer {
  readonly release: Release;
  readonly numbers: Readonly<Record<string, string>>;
  /** Values filled into every text, such as the minutes a nurse usually takes. */
  readonly values: Readonly<Record<string, string>>;
}

/** What is not delivered within its time is not sent at all. */
export const NOT_AFTER_SECONDS = { question: 3600, emergency: 6 * 3600, nurse: 24 * 3600 } as const;

/**
 * One message per turn: every text of the turn in order, the question last, in one language. The channel's layout adds
 * numbers, buttons or keys.
 */
export function compose(
  composer: Composer,
  speech: readonly Speech[],
  to: {
    readonly id: string;
    readonly address: Outbound['to'];
    readonly channel: Pick<Channel, 'id' | 'capabilities'>;
    readonly language: WrittenForm;
  },
  at: Date,
  last: boolean,
): Outbound | null {
  if (speech.length === 0) return null;
  const { language, channel } = to;
  const text = (id: TextId, values: Readonly<Record<string, string>> = {}): string =>
    wording(composer, id, language, values);
  const units: { id: string; text: string }[] = [];
  let choices: readonly Choice[] = [];
  let expects: Expects = 'nothing';
  let leading: TextId | null = null;
  for (const item of speech) {
    if (item.kind === 'nurse') {
      units.push({ id: '-', text: item.text });
      continue;
    }
    leading ??= item.kind === 'prompt' ? item.prompt.stem : item.textId;
    if (item.kind === 'text') {
      const said = { id: item.textId, text: text(item.textId, item.values) };
      if (!units.some((unit) => unit.text === said.text)) units.push(said);
    } else if (item.kind === 'menu') {
      units.push({ id: item.textId, text: text(item.textId, item.values) });
      choices = item.choices.map((choice, index) => ({
        id: choice.id,
        label: choice.label ?? (choice.textId === null ? choice.id : text(choice.textId)),
        key: String(index + 1),
      }));
      expects = 'one_choice';
    } else {
      const called = channel.capabilities.audioOut;
      units.push({ id: item.prompt.id, text: question(item.prompt, text, called) });
      choices = item.prompt.choices.map((choice, index) => ({
        id: choice.id,
        label: [choice.text, ...(choice.more ?? [])].map((id) => text(id)).join(' · '),
        key: String(index + 1),
      }));
      expects = item.prompt.expects;
    }
  }
  const body = units.map((unit) => unit.text).join('\n');
  return {
    id: to.id,
    channelId: channel.id,
    to: to.address,
    language,
    textId: leading,
    text: body,
    choices,
    expects,
    menuLabel: text('common.menu' as TextId),
    speech: channel.capabilities.audioOut ? spoken(units, choices, expects, text, last) : null,
    last,
    notAfter: addSeconds(at, NOT_AFTER_SECONDS[expects === 'nothing' || tellsLevel(speech) ? 'emergency' : 'question']),
  };
}

/** A disposition keeps its time although a question stands behind it. */
function tellsLevel(speech: readonly Speech[]): boolean {
  return speech.some((item) => item.kind === 'text' && item.textId.startsWith('common.level_'));
}

/** The stem, and what is read inside it: signs on calls, the complaints that are named. Asked again: in front, what to do. */
function question(prompt: Prompt, text: (id: TextId) => string, called: boolean): string {
  const simple = prompt.expects === 'many_choices' ? 'common.retry_simple_many' : 'common.retry_simple';
  const retry = called ? 'common.retry_keys' : prompt.attempt === 1 ? 'common.retry' : simple;
  const again = prompt.attempt === 0 ? '' : `${text(retry as TextId)}\n`;
  const stem = text(prompt.stem);
  if (prompt.lines.length === 0) return `${again}${stem}`;
  const colon = prompt.lines.length > 1 && !stem.endsWith(':') ? ':' : '';
  return `${again}${stem}${colon} ${prompt.lines.map((line) => text(line)).join('. ')}.`;
}

/** A text of the release with its placeholders filled. A missing text is a fault of the content: it never goes out empty. */
export function wording(
  composer: Composer,
  id: TextId,
  language: WrittenForm,
  values: Readonly<Record<string, string>> = {},
): string {
  const raw = composer.release.text(id, language) ?? composer.release.text(id, 'fr');
  if (raw === null) throw new Error(`text ${id} is missing in ${language}`);
  return fill(raw, { ...composer.numbers, ...composer.values, ...values });
}

export function fill(raw: string, values: Readonly<Record<string, string>>): string {
  return raw.replace(/\{([a-z_]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * The lines of a call, each a unit that can be recorded whole. Its id carries a hash of the words, so that a recording of
 * an older wording is never played for a newer one. What ends a call is said twice.
 */
function spoken(
  units: readonly { readonly id: string; readonly text: string }[],
  choices: readonly Choice[],
  expects: Expects,
  text: (id: TextId, values?: Readonly<Record<string, string>>) => string,
  last: boolean,
): readonly SpeechLine[] {
  const lines = units.map((unit) => line(unit.id, unit.text));
  const keyed = choices.map((choice) =>
    line(`key.${choice.id}`, text('common.press_key' as TextId, { label: choice.label, n: choice.key })),
  );
  if (last) return [...lines, line('common.said_twice', text('common.said_twice' as TextId)), ...lines];
  return expects === 'nothing' ? lines : [...lines, ...keyed];
}

function line(id: string, text: string): SpeechLine {
  const safe = id.replace(/[^A-Za-z0-9_.]/g, '_');
  return { id: `${safe}.${createHash('sha256').update(text).digest('hex').slice(0, 8)}`, text };
}
