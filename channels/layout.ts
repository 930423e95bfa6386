import type { Choice, Outbound } from '../core/message.js';
import type { ChannelCapabilities, ChoiceForm } from './channel.js';
import { smsParts } from './sms-text.js';

/** WhatsApp by Twilio: body ≤ 1600 (REST), 3 reply buttons of 20, a list of 10 rows of 24 (+72), 24 h service window. */
export const WHATSAPP_CAPABILITIES: ChannelCapabilities = {
  maxTextLength: 1600,
  choiceForms: [
    { form: 'buttons', max: 3, titleLength: 20, descriptionLength: 0 },
    { form: 'list', max: 10, titleLength: 24, descriptionLength: 72 },
  ],
  text: 'rich',
  audioIn: true,
  audioOut: false,
  delivery: 'push',
  replyWindowHours: 24,
};

/** The SMS budget: people with basic phones get at most this many parts, 153 letters (GSM-7) or 67 (any other) each. */
export const MAX_SMS_PARTS = 3;

/** SMS: numbered text only. `maxTextLength` is the budget in GSM-7; `fitsFor` counts the real parts. */
export const SMS_CAPABILITIES: ChannelCapabilities = {
  maxTextLength: MAX_SMS_PARTS * 153,
  choiceForms: [],
  text: 'sms',
  audioIn: false,
  audioOut: false,
  delivery: 'push',
  replyWindowHours: null,
};

/** A call: recorded or spoken lines, one key. `maxTextLength` is the limit of one `<Say>`. */
export const VOICE_CAPABILITIES: ChannelCapabilities = {
  maxTextLength: 4096,
  choiceForms: [{ form: 'keys', max: 8, titleLength: 4096, descriptionLength: 0 }],
  text: 'rich',
  audioIn: false,
  audioOut: true,
  delivery: 'in_response',
  replyWindowHours: null,
};

/** What one `Outbound` becomes on a text channel. Labels are always whole. */
export type Laid =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'buttons'; readonly text: string; readonly buttons: readonly Choice[] }
  | { readonly form: 'list'; readonly text: string; readonly menuLabel: string; readonly rows: readonly Choice[] };

/** Limits of WhatsApp interactive messages that do not depend on the form. */
const INTERACTIVE_BODY = 1024;
const LIST_BUTTON = 20;

function choicesFit(message: Outbound, { form, max, titleLength }: ChoiceForm): boolean {
  const labels = message.choices.map((choice) => choice.label.trim());
  return (
    labels.length >= 1 &&
    labels.length <= max &&
    labels.every((label) => label !== '' && label.length <= titleLength) &&
    // Two buttons of one name are refused together with the whole message.
    new Set(labels).size === labels.length &&
    (form !== 'list' || (message.menuLabel.trim() !== '' && message.menuLabel.length <= LIST_BUTTON))
  );
}

/** Labels beyond this, in letters, are several lines on a phone, and stand apart where an empty line costs nothing. */
const LONG_LABEL = 80;

function numbered(message: Outbound, air: boolean): string {
  const lines = message.choices.map((choice) => `${choice.key} ${choice.label}`);
  const apart = air && lines.some((line) => line.length > LONG_LABEL) ? '\n\n' : '\n';
  return [message.text, ...lines].filter((line) => line !== '').join(apart);
}

/**
 * Takes the richest form in which everything fits whole, else numbers the choices in the text with their keys. Several
 * answers at once (`many_choices`) are always numbers: buttons and lists return one.
 */
export function layOut(message: Outbound, capabilities: ChannelCapabilities): Laid {
  const interactive =
    message.choices.length > 0 &&
    message.expects !== 'many_choices' &&
    message.text.trim() !== '' &&
    message.text.length <= INTERACTIVE_BODY;
  const form = interactive ? capabilities.choiceForms.find((each) => choicesFit(message, each))?.form : undefined;
  if (form === 'buttons') return { form, text: message.text, buttons: message.choices };
  if (form === 'list') return { form, text: message.text, menuLabel: message.menuLabel, rows: message.choices };
  return { form: 'text', text: numbered(message, capabilities.text === 'rich') };
}

/** What is said on a call: the speech lines, or for words without them (a nurse's) the text and then the choices. */
export function spokenLines(message: Outbound): readonly { readonly id: string; readonly text: string }[] {
  if (message.speech !== null && message.speech.length > 0) return message.speech;
  return numbered(message, false)
    .split('\n')
    .map((text) => ({ id: '', text }));
}

/** What the person sees or hears, piece by piece: SMS parts, one bubble, or the lines of a call. */
export function renderFor(capabilities: ChannelCapabilities, message: Outbound): readonly string[] {
  if (capabilities.audioOut) return spokenLines(message).map((line) => line.text);
  const laid = layOut(message, capabilities);
  switch (laid.form) {
    case 'text':
      return capabilities.text === 'sms' ? smsParts(laid.text).parts : [laid.text.trim()];
    case 'buttons':
      return [`${laid.text}\n${laid.buttons.map((choice) => `[${choice.label}]`).join(' ')}`];
    case 'list':
      return [[laid.text, `[${laid.menuLabel}]`, ...laid.rows.map((choice) => `- ${choice.label}`)].join('\n')];
  }
}

/** Why this message cannot be shown whole, in words for the author of the text; empty: it can. */
export function fitsFor(capabilities: ChannelCapabilities, message: Outbound): readonly string[] {
  const problems: string[] = [];
  const keys = message.choices.map((choice) => choice.key);
  if (new Set(keys).size !== keys.length) problems.push('two choices have the same key');
  if (message.choices.some((choice) => choice.label.trim() === '')) problems.push('a choice has no label');
  if (capabilities.audioOut) {
    const lines = spokenLines(message);
    if (lines.every((line) => line.text.trim() === '')) problems.push('nothing is said');
    for (const { text } of lines) {
      if (text.length > capabilities.maxTextLength) problems.push(`a spoken line has ${text.length} characters`);
    }
    return problems;
  }
  const laid = layOut(message, capabilities);
  if (laid.text.trim() === '') problems.push('the message is empty');
  if (capabilities.text === 'sms') {
    const { parts, encoding } = smsParts(laid.text);
    if (parts.length > MAX_SMS_PARTS) {
      problems.push(`${parts.length} SMS parts (${encoding}), at most ${MAX_SMS_PARTS}`);
    }
  } else if (laid.text.length > capabilities.maxTextLength) {
    problems.push(`${laid.text.length} characters, at most ${capabilities.maxTextLength}`);
  }
  return problems;
}
