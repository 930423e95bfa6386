/** Articles, which people leave out, join or double: they take part in a match without weight. */
const FRENCH_ARTICLES = new Set([
  'la',
  'le',
  'les',
  'l',
  'un',
  'une',
  'des',
  'du',
  'de',
  'd',
  'a',
  'au',
  'aux',
  'o',
  'ds',
  'dans',
]);
const DARIJA_ARTICLES = new Set(['l', 'el', 'al', 'le']);

/**
 * French as people type it: accents, doubled letters, qu/k, silent endings and plural are folded, so that "piquée",
 * "piqués", "pikée" and "piquer" are one key.
 */
export function frenchKey(text: string): string {
  return FRENCH_ARTICLES.has(text) ? '' : silent(frenchSounds(text)).replace(/§/g, 'ch');
}

/** The same with its last letters kept: "perd" is the beginning of "perdu" and not of "père". */
export function frenchBeginning(text: string): string {
  return frenchSounds(text).replace(/§/g, 'ch');
}

function frenchSounds(text: string): string {
  return text
    .replace(/ph/g, 'f')
    .replace(/qu/g, 'k')
    .replace(/ch/g, '§')
    .replace(/c(?=[aoukltrsn]|$)/g, 'k')
    .replace(/y/g, 'i')
    .replace(/oeu|eu/g, 'e')
    .replace(/(.)\1+/g, '$1');
}

/** Endings nobody hears, and how many letters must be left. */
const SILENT = [
  [/s$/, 3],
  [/(?:ent|er|ez|e)$/, 3],
  [/t$/, 4],
] as const;

function silent(sounds: string): string {
  let word = sounds;
  for (const [ending, shortest] of SILENT) {
    const shorter = word.replace(ending, '');
    if (shorter.length >= shortest) word = shorter;
  }
  return word;
}

const ARABIC: Readonly<Record<string, string>> = {
  ا: 'a',
  ء: '',
  ب: 'b',
  پ: 'b',
  ت: 't',
  ث: 't',
  ط: 't',
  ج: 'j',
  چ: 'c',
  ح: 'h',
  ه: 'h',
  خ: 'x',
  د: 'd',
  ذ: 'd',
  ض: 'd',
  ظ: 'd',
  ر: 'r',
  ز: 'z',
  ژ: 'z',
  س: 's',
  ص: 's',
  ش: 'c',
  ع: '3',
  غ: 'G',
  ف: 'f',
  ڤ: 'f',
  ق: 'q',
  ك: 'k',
  گ: 'g',
  ل: 'l',
  م: 'm',
  ن: 'n',
  و: 'u',
  ي: 'i',
  ة: 'a',
};

/**
 * Darija: Arabic letters and Arabizi meet in one key of consonants and i/u. `a` and `e` come and go in every spelling
 * ("sda3", "seda3", "صداع") and are dropped; 7/h, 9/q, 5/kh, 8/gh, ch/sh, ou/o/w, doubled letters are one.
 */
export function darijaKey(text: string): string {
  if (DARIJA_ARTICLES.has(text)) return '';
  const sounds = isArabic(text) ? fromArabicLetters(text) : fromArabizi(text);
  const initial = /^a[^l]/.test(sounds) || sounds === 'a' ? 'a' : '';
  return initial + sounds.replace(/[ae]/g, '').replace(/(.)\1+/g, '$1');
}

/** The spelling with its vowels (a and e one), for keys too short to be trusted: "dem" is blood, "dame" is not. */
export function lightKey(text: string): string {
  if (isArabic(text)) return fromArabicLetters(text).replace(/(.)\1+/g, '$1');
  return fromArabizi(text)
    .replace(/e/g, 'a')
    .replace(/(.)\1+/g, '$1');
}

function isArabic(text: string): boolean {
  return /^[\u0600-\u06ff]/.test(text);
}

function fromArabicLetters(text: string): string {
  const plain = text.length >= 5 ? text.replace(/([^يوا])ه$/, '$1ة') : text;
  const article = plain.length >= 4 ? plain.replace(/^ال/, 'ل').replace(/^([وفبك])ال/, '$1ل') : plain;
  return [...article].map((letter) => ARABIC[letter] ?? '').join('');
}

function fromArabizi(text: string): string {
  const article = text.replace(/^(?:a|e|i)l(?=[bcdfghjklmnpqrstvwxz3579])(?=.{3})/, 'l');
  return article
    .replace(/^(?:a|e)(?=[bcdfghjklmnpqrstvwxz3579]{2})/, '')
    .replace(/^aa/, '3')
    .replace(/kh|5/g, 'x')
    .replace(/gh|8/g, 'G')
    .replace(/ch|sh/g, '§')
    .replace(/ç/g, 's')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/c/g, 'k')
    .replace(/§/g, 'c')
    .replace(/7/g, 'h')
    .replace(/9/g, 'q')
    .replace(/6/g, 't')
    .replace(/p/g, 'b')
    .replace(/v/g, 'f')
    .replace(/ou|oo|o|w/g, 'u')
    .replace(/ee|y/g, 'i');
}

/**
 * Amazigh in Latin letters, Tifinagh (already in Latin letters) and Arabic letters: one key. The construct state
 * (agayyu/ugayyu, tadawt/tdawt) and y/i, w/u, schwa and doubled letters are folded.
 */
export function amazighKey(text: string): string {
  const latin = isArabic(text) ? arabicToAmazigh(text) : text;
  const sounds = latin
    .replace(/kh|5/g, 'x')
    .replace(/gh|8/g, 'G')
    .replace(/tch/g, 'tc')
    .replace(/ch|sh/g, 'c')
    .replace(/7/g, 'h')
    .replace(/9/g, 'q')
    .replace(/6/g, 't')
    .replace(/p|v/g, 'b')
    .replace(/([gkqxG])w(?=[aeiou])/g, '$1')
    .replace(/ou|oo|o|w/g, 'u')
    .replace(/y/g, 'i')
    .replace(/aa/g, '3')
    .replace(/e/g, '')
    .replace(/(.)\1+/g, '$1');
  if (sounds.length >= 4 && /^[aui][^aui]/.test(sounds)) return `@${sounds.slice(1)}`;
  if (sounds.length >= 5 && /^t[aui][^aui]/.test(sounds)) return `t${sounds.slice(2)}`;
  return sounds;
}

function arabicToAmazigh(text: string): string {
  return [...text.replace(/^او/, 'و').replace(/^اي/, 'ي')]
    .map((letter) => ARABIC_AMAZIGH[letter] ?? ARABIC[letter] ?? '')
    .join('');
}

const ARABIC_AMAZIGH: Readonly<Record<string, string>> = { غ: 'gh', خ: 'kh', ش: 'ch', ة: 't', ژ: 'z' };
