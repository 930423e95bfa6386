/** A word as the models read it, with its place in the text as it was received. */
export interface Word {
  readonly text: string;
  /** UTF-16 code units, half open. */
  readonly start: number;
  readonly end: number;
}

/** Numbers with a sign inside (38,5 16/9); words with inner apostrophes; any other sign. The same rule as models/train/text.py. */
const WORD = /\p{N}+(?:[.,:/]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|\S/gu;
const SIGNS: Readonly<Record<string, string>> = { '’': "'", '؟': '?', '،': ',', '؛': ',', ';': ',', '…': '.' };
/** Tatweel and vowel signs. */
const DROPPED = /[\u0640\u064b-\u0652\u0670]/g;
const KEPT_SIGNS = ',.?!';

/** The words that the models were trained on: marks folded, signs without meaning left out. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const folded = fold(match[0]);
    if (folded !== '') words.push({ text: folded, start: match.index, end: match.index + match[0].length });
  }
  return words;
}

function fold(raw: string): string {
  const plain = [...raw.normalize('NFC').toLowerCase()].map((sign) => SIGNS[sign] ?? western(sign)).join('');
  const word = plain.replace(DROPPED, '').replace(/(.)\1{2,}/gu, '$1$1');
  if (/[\p{L}\p{N}]/u.test(word)) return word;
  return word !== '' && KEPT_SIGNS.includes(word) ? word : '';
}

function western(sign: string): string {
  return sign >= '\u0660' && sign <= '\u0669' ? String(sign.charCodeAt(0) - 0x660) : sign;
}
