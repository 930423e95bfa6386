import { split } from 'split-sms';

/** GSM 03.38 basic alphabet without the escape: one septet each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table: two septets each. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/**
 * What a French or Latin-letter Amazigh text loses to fit GSM-7. `ç ê œ` and typographic marks are outside that alphabet,
 * and a single one would more than halve the size of an SMS; operators replace them by `?` when nobody folds first.
 * Letters with other marks lose the mark (see `foldCharacter`).
 */
const FOLDS: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ɣ', 'gh'],
  ['Ɣ', 'Gh'],
  ['ɛ', '3'],
  ['Ɛ', '3'],
  ['č', 'tch'],
  ['Č', 'Tch'],
  ['ǧ', 'dj'],
  ['Ǧ', 'Dj'],
  ['’', "'"],
  ['‘', "'"],
  ['ʼ', "'"],
  ['´', "'"],
  ['`', "'"],
  ['«', '"'],
  ['»', '"'],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['‹', '"'],
  ['›', '"'],
  ['…', '...'],
  ['–', '-'],
  ['—', '-'],
  ['‑', '-'],
  ['−', '-'],
  ['•', '-'],
  ['·', '-'],
  ['×', 'x'],
  ['°', ''],
  ['≥', '>='],
  ['≤', '<='],
  ['\t', ' '],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\u2009', ' '],
  ['\u00ad', ''],
  ['\u200b', ''],
  ['\u200c', ''],
  ['\u200d', ''],
  ['\u200e', ''],
  ['\u2060', ''],
  ['\ufeff', ''],
]);
/** Space around French guillemets goes with them: `« oui »` is `"oui"`, as nobody types it otherwise. */
const GUILLEMET_SPACES = /(?<=«)[ \u00a0\u202f]|[ \u00a0\u202f](?=»)/gu;

function isGsm(character: string): boolean {
  return BASIC.has(character) || EXTENSION.has(character);
}

function foldCharacter(character: string): string | null {
  if (isGsm(character)) return character;
  const fold = FOLDS.get(character);
  if (fold !== undefined) return fold;
  // ç, ê, ḥ, ḍ … : the bare letter, when there is one.
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== character && bare !== '' && Array.from(bare).every(isGsm) ? bare : null;
}

/** The text in GSM-7 letters, or `null` when it holds anything that cannot be written in them (Arabic, Tifinagh, emoji). */
export function foldToGsm(text: string): string | null {
  let folded = '';
  for (const character of text.normalize('NFC').replace(GUILLEMET_SPACES, '')) {
    const fold = foldCharacter(character);
    if (fold === null) return null;
    folded += fold;
  }
  return folded;
}

/** The text as an SMS carries it: folded when that makes it GSM-7, else untouched (half-folded helps nobody). */
export function smsText(text: string): string {
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd').trim();
  return foldToGsm(whole) ?? whole.normalize('NFC');
}

export interface SmsParts {
  readonly encoding: 'gsm7' | 'ucs2';
  /** The folded text. The parts joined are exactly this. */
  readonly text: string;
  /** As many as the network charges for; cut between words where that costs no further part, never inside a character. */
  readonly parts: readonly string[];
}

/** A single SMS, or the room that the concatenation header leaves in each part, in septets or UTF-16 units. */
const ROOM = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

function cost(character: string, encoding: SmsParts['encoding']): number {
  return encoding === 'gsm7' ? (EXTENSION.has(character) ? 2 : 1) : character.length;
}

/** How much of `text` fits in `room`: by hard packing, and up to the last space within it (0: there is none). */
function cuts(text: string, encoding: SmsParts['encoding'], room: number): { hard: number; word: number } {
  let used = 0;
  let hard = 0;
  let word = 0;
  for (const character of text) {
    if (/\s/u.test(character)) word = hard; // the space itself may already belong to the next part
    used += cost(character, encoding);
    if (used > room) return { hard, word };
    hard += character.length;
    if (/\s/u.test(character)) word = hard;
  }
  return { hard, word: hard };
}

function partsNeeded(text: string, encoding: SmsParts['encoding'], room: number): number {
  let count = 0;
  for (let at = 0; at < text.length; count += 1) at += cuts(text.slice(at), encoding, room).hard;
  return count;
}

/** Splits a text into SMS parts. The number of parts is that of `split-sms`, which packs as operators do. */
export function smsParts(original: string): SmsParts {
  const text = smsText(original);
  const summary = split(text, { summary: true });
  const encoding = summary.characterSet === 'GSM' ? 'gsm7' : 'ucs2';
  const count = summary.parts.length;
  if (count <= 1) return { encoding, text, parts: [text] };
  const room = ROOM[encoding].part;
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    const { hard, word } = cuts(rest, encoding, room);
    const left = count - parts.length - 1;
    const at = word > 0 && partsNeeded(rest.slice(word), encoding, room) <= left ? word : hard;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return { encoding, text, parts };
}

/**
 * Kannel cuts UCS-2 blindly every 67 units, also through an emoji, which then arrives as two boxes. A space before such a
 * character moves it whole into the next part.
 */
export function keepPairsWhole(text: string): string {
  if (text.length <= ROOM.ucs2.single) return text;
  let out = '';
  for (const character of text) {
    if (character.length === 2 && out.length % ROOM.ucs2.part === ROOM.ucs2.part - 1) out += ' ';
    out += character;
  }
  return out;
}
