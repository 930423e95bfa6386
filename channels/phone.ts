import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Callers who hide their number: Twilio's stand-ins, of which `+266696687` is "ANONYMOUS" typed on a keypad. */
const HIDDEN = new Set(['anonymous', 'unknown', 'restricted', 'unavailable', 'private', '+266696687', '266696687']);

/** Whether the provider says that the caller cannot be told apart from others. */
export function isHidden(address: string): boolean {
  return HIDDEN.has(bare(address).toLowerCase());
}

/** The number or name inside an address: without the scheme, and of a SIP address the part before `@`. */
function bare(address: string): string {
  return address
    .trim()
    .replace(/^(whatsapp|sms|tel):/u, '')
    .replace(/^sips?:([^@]*)@.*$/u, '$1');
}

/**
 * E.164 behind an address, or `null` when the address is no phone number (short code, name, `whatsapp:MA.1234`). Operators
 * write `+2126…`, `2126…` and `06…`; national numbers are read as Moroccan.
 */
export function phoneOf(address: string): string | null {
  const plain = bare(address);
  if (isHidden(address) || !/^\+?\d{8,15}$/u.test(plain)) return null;
  const international = plain.startsWith('+') || plain.startsWith('0') ? plain : `+${plain}`;
  const parsed = parsePhoneNumberFromString(international, 'MA');
  if (parsed?.isPossible() === true) return parsed.number;
  return /^\+[1-9]\d{7,14}$/u.test(plain) ? plain : null;
}
