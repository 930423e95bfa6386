import type { SpokenForm } from '../../core/language.js';
import type { HttpReply } from '../channel.js';
import { noPrompts, type PromptLibrary } from './prompts.js';

/**
 * TwiML in the subset that Twilio and Somleng share: `Gather` (keys; speech only where the operator asks for it, Somleng has
 * none), `Play`, `Say`, `Redirect`, `Hangup`. Somleng ends the call on any other element, also on `Pause`.
 */

/** A line to be said in one spoken form. */
export interface SpokenLine {
  readonly form: SpokenForm;
  readonly id: string;
  readonly text: string;
}

/** What the caller may press. `choice`: one key; `keys`: up to `max` keys ended by `#` or silence; `number`: the same, any length. */
export type Pressing =
  { readonly kind: 'choice' } | { readonly kind: 'keys'; readonly max: number } | { readonly kind: 'number' };

/** Silence that ends a question, in seconds: long enough to think, short enough to be asked again. */
const TIMEOUT_SECONDS = 6;
/** The limit of one `<Say>`. */
const MAX_SAY = 4000;
/** Voices that exist at the providers. None speaks Amazigh. */
const VOICE_LANGUAGE: ReadonlyMap<SpokenForm, string> = new Map([
  ['fr', 'fr-FR'],
  ['ary', 'ar-XA'],
]);
/** Languages the provider's recogniser knows. None is Amazigh. */
const HEARD_LANGUAGE: ReadonlyMap<SpokenForm, string> = new Map([
  ['fr', 'fr-FR'],
  ['ary', 'ar-MA'],
]);
/** Silence that ends what a caller says, in seconds: a breath, not the end of the thought. */
const SPEECH_TIMEOUT_SECONDS = 2;
/** A line in Amazigh without a recording is read by the French voice: poor, but never silence. The bot avoids it. */
const LAST_VOICE = 'fr-FR';

/** Whether a provider's voice can read this spoken form. */
export function hasVoice(form: SpokenForm): boolean {
  return VOICE_LANGUAGE.has(form);
}

/** Escapes text for XML and drops what XML 1.0 cannot hold. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\r\t]|[\p{Surrogate}\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/** `<Play>` of the recording, else `<Say>`; nothing for a line without words. */
export function speak(line: SpokenLine, prompts: PromptLibrary): string {
  const url = line.id === '' ? null : prompts.url(line.form, line.id);
  if (url !== null) return `<Play>${escapeXml(url)}</Play>`;
  return pieces(line.text.trim())
    .map((text) => `<Say language="${VOICE_LANGUAGE.get(line.form) ?? LAST_VOICE}">${escapeXml(text)}</Say>`)
    .join('');
}

function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > MAX_SAY) {
    const space = rest.lastIndexOf(' ', MAX_SAY);
    const at = space > 0 ? space : MAX_SAY;
    found.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? found : [...found, rest];
}

/**
 * Says the lines, which a key interrupts, and posts the keys to `action`; silence is posted too, with empty keys. For one
 * key `finishOnKey` is empty, so that `*` and `#` arrive as keys. A gateway that drops an empty result comes back through
 * the `Redirect`, which means the same. `hears`: the answer may also be spoken in this form, where there is a recogniser.
 */
export function gather(pressing: Pressing, action: string, inner: string, hears: SpokenForm | null = null): string {
  const url = escapeXml(action);
  const keys = {
    choice: 'numDigits="1" finishOnKey=""',
    keys: `numDigits="${pressing.kind === 'keys' ? Math.max(1, pressing.max) : 1}" finishOnKey="#"`,
    number: 'finishOnKey="#"',
  }[pressing.kind];
  const language = hears === null ? undefined : HEARD_LANGUAGE.get(hears);
  const input =
    language === undefined
      ? 'input="dtmf"'
      : `input="dtmf speech" language="${language}" speechTimeout="${SPEECH_TIMEOUT_SECONDS}"`;
  return (
    `<Gather ${input} ${keys} timeout="${TIMEOUT_SECONDS}" actionOnEmptyResult="true" action="${url}" method="POST">` +
    `${inner}</Gather><Redirect method="POST">${url}</Redirect>`
  );
}

export function hangup(): string {
  return '<Hangup/>';
}

export function redirect(url: string): string {
  return `<Redirect method="POST">${escapeXml(url)}</Redirect>`;
}

/** A whole TwiML document. */
export function twiml(...verbs: readonly string[]): string {
  const body = verbs.join('');
  return `<?xml version="1.0" encoding="UTF-8"?>${body === '' ? '<Response/>' : `<Response>${body}</Response>`}`;
}

/** TwiML as an answer to a webhook. */
export function twimlReply(document: string): HttpReply {
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: document };
}

/**
 * What a caller hears when nothing else can be said in time: the fixed lines (they hold the emergency number), then the
 * call ends. Needs nothing but its arguments, so that it also works while the store or a pack is broken. A plain string is
 * French.
 */
export function failureTwiml(lines: readonly (SpokenLine | string)[], prompts: PromptLibrary = noPrompts): HttpReply {
  const spoken = lines.map((line) => (typeof line === 'string' ? { form: 'fr' as const, id: '', text: line } : line));
  return twimlReply(twiml(...spoken.map((line) => speak(line, prompts)), hangup()));
}
