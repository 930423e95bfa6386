/** Tifinagh (IRCAM and the wider set) in plain Latin letters; emphatics fold into their plain letter, as people type them. */
const TIFINAGH: Readonly<Record<string, string>> = {
  ⴰ: 'a',
  ⴱ: 'b',
  ⴲ: 'b',
  ⴳ: 'g',
  ⴴ: 'g',
  ⴵ: 'dj',
  ⴶ: 'g',
  ⴷ: 'd',
  ⴸ: 'd',
  ⴹ: 'd',
  ⴺ: 'd',
  ⴻ: 'e',
  ⴼ: 'f',
  ⴽ: 'k',
  ⴾ: 'k',
  ⴿ: 'k',
  ⵀ: 'h',
  ⵁ: 'h',
  ⵂ: 'h',
  ⵃ: '7',
  ⵄ: '3',
  ⵅ: 'kh',
  ⵆ: 'kh',
  ⵇ: 'q',
  ⵈ: 'q',
  ⵉ: 'i',
  ⵊ: 'j',
  ⵋ: 'j',
  ⵌ: 'j',
  ⵍ: 'l',
  ⵎ: 'm',
  ⵏ: 'n',
  ⵐ: 'gn',
  ⵑ: 'ng',
  ⵒ: 'p',
  ⵓ: 'u',
  ⵔ: 'r',
  ⵕ: 'r',
  ⵖ: 'gh',
  ⵗ: 'gh',
  ⵘ: 'gh',
  ⵙ: 's',
  ⵚ: 's',
  ⵛ: 'ch',
  ⵜ: 't',
  ⵝ: 't',
  ⵞ: 'tch',
  ⵟ: 't',
  ⵠ: 'v',
  ⵡ: 'w',
  ⵢ: 'y',
  ⵣ: 'z',
  ⵤ: 'z',
  ⵥ: 'z',
  ⵦ: 'e',
  ⵧ: 'o',
};

/** Letters that the compatibility forms of Unicode leave as they are. */
const SPECIAL: Readonly<Record<string, string>> = {
  ɣ: 'gh',
  ɛ: '3',
  ε: '3',
  ǝ: 'e',
  ə: 'e',
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  ʿ: '3',
  ٱ: 'ا',
  ڭ: 'گ',
  ݣ: 'گ',
  ک: 'ك',
  ی: 'ي',
  ى: 'ي',
  ہ: 'ه',
  ھ: 'ه',
  ۃ: 'ة',
};

export type LetterClass = 'Latn' | 'Arab' | 'Tfng' | 'Digit' | 'Mark' | 'Other';

/** One code point as the lexicon sees it: nothing for marks and invisible characters, plain letters otherwise. */
export interface Letter {
  readonly kind: LetterClass;
  readonly folded: string;
}

const MARK = /^[\p{Mn}\p{Me}\p{Cf}\u{FE0F}]$/u;
const CACHE_LIMIT = 4096;

/**
 * Folds single code points: compatibility forms (presentation forms, full width), accents, case, Arabic vowel signs and
 * tatweel, Tifinagh and phonetic letters, digits of every script. The cache is bounded: random text must not fill memory.
 */
export function createLetterFold(): (codePoint: number) => Letter {
  const cache = new Map<number, Letter>();
  return (codePoint) => {
    const known = cache.get(codePoint);
    if (known !== undefined) return known;
    const letter = foldLetter(String.fromCodePoint(codePoint));
    if (cache.size < CACHE_LIMIT) cache.set(codePoint, letter);
    return letter;
  };
}

function foldLetter(character: string): Letter {
  if (MARK.test(character) || character === 'ـ' || character === 'ʷ' || character === 'ⵯ')
    return { kind: 'Mark', folded: '' };
  const tifinagh = TIFINAGH[character];
  if (tifinagh !== undefined) return { kind: 'Tfng', folded: tifinagh };
  const plain = [...character.normalize('NFKD').toLowerCase()]
    .filter((each) => !/\p{Mn}/u.test(each))
    .map((each) => SPECIAL[each] ?? each)
    .join('')
    .replace(/\p{Mn}/gu, '');
  const digit = digitOf(plain);
  if (digit !== null) return { kind: 'Digit', folded: digit };
  if (/^[a-z0-9]+$/.test(plain)) return { kind: 'Latn', folded: plain };
  if (/^\p{Script=Arabic}+$/u.test(plain) && /^\p{L}+$/u.test(plain)) return { kind: 'Arab', folded: plain };
  return { kind: 'Other', folded: character };
}

function digitOf(plain: string): string | null {
  if (/^\d$/.test(plain)) return plain;
  const code = plain.length === 1 ? plain.charCodeAt(0) : 0;
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  return null;
}
