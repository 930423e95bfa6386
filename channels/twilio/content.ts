import type { ChannelCapabilities } from '../channel.js';
import type { Laid } from '../layout.js';
import { CONTENT_NAMES, type ContentName, type ContentSids } from './options.js';

/**
 * In-session interactive messages. Twilio takes them only as templates made beforehand in the account, so a small set of
 * wholly variable ones serves every question: `qrN` (twilio/quick-reply with N buttons), `listN` (twilio/list-picker with N
 * items). Variables: `{{1}}` body; lists `{{2}}` the button that opens them; then title and id of each choice in turn
 * (`qr`: from `{{2}}`, `list`: from `{{3}}`).
 */
export interface ContentMessage {
  readonly contentSid: string;
  readonly contentVariables: string;
}

/** Template variables may not be empty nor hold line breaks, tabs or four spaces in a row. */
function isVariable(value: string): boolean {
  return value.trim() !== '' && !/[\n\r\t]| {4}/u.test(value);
}

/** The template form of a message, or `null` when there is no template for it or its words cannot be variables. */
export function contentMessage(laid: Laid, sids: ContentSids): ContentMessage | null {
  if (laid.form === 'text') return null;
  const choices = laid.form === 'buttons' ? laid.buttons : laid.rows;
  const wanted = `${laid.form === 'buttons' ? 'qr' : 'list'}${choices.length}`;
  const name = CONTENT_NAMES.find((each) => each === wanted);
  const contentSid = name === undefined ? undefined : sids[name];
  const lead = laid.form === 'buttons' ? [laid.text] : [laid.text, laid.menuLabel];
  const values = [...lead, ...choices.flatMap((choice) => [choice.label, choice.id])];
  if (contentSid === undefined || !values.every(isVariable)) return null;
  const numbered = Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
  return { contentSid, contentVariables: JSON.stringify(numbered) };
}

/** Capabilities as far as templates for them exist; without templates every choice is a number in the text. */
export function withContents(capabilities: ChannelCapabilities, sids: ContentSids): ChannelCapabilities {
  const has = (prefix: string) => (name: ContentName) => name.startsWith(prefix) && sids[name] !== undefined;
  const choiceForms = capabilities.choiceForms.filter(({ form }) =>
    form === 'keys' ? false : CONTENT_NAMES.some(has(form === 'buttons' ? 'qr' : 'list')),
  );
  return { ...capabilities, choiceForms };
}
