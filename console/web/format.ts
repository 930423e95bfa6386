/** Words, numbers and times for a reader. Pure: no clock, no page. */

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const LEFT_TO_RIGHT = /[A-Za-z\u00c0-\u024f\u2d30-\u2d7f+\d]/;
/** First strong isolate and its end: keeps a Latin name from scrambling an Arabic sentence, and the reverse. */
const ISOLATE = ['\u2068', '\u2069'] as const;

/** Replaces `{name}` by its value, isolated where it runs against the sentence. An unknown name stays visible. */
export function fill(text: string, values: Readonly<Record<string, string | number>>, language: string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    const shown = String(value);
    const against = language === 'ar' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
    return against.test(shown) ? ISOLATE[0] + shown + ISOLATE[1] : shown;
  });
}

/** How long ago, as a stopwatch: `0:07`, `12:05`, `1:02:09`. Never negative: clocks differ a little. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Morocco writes Western digits in Arabic too. */
const LOCALES: Readonly<Record<string, string>> = { fr: 'fr-MA', ar: 'ar-MA', en: 'en-GB' };
const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language] ?? 'fr-MA', options);
  formats.set(key, made);
  return made;
}

export function clockTime(iso: string, language: string): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return formatter(language, 'time', options).format(new Date(iso));
}

export function dayName(iso: string, language: string): string {
  return formatter(language, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(iso));
}

/** A day such as `2026-12-01`, with its year; it is that day wherever the reader is. */
export function dateName(day: string, language: string): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return formatter(language, 'date', options).format(new Date(`${day}T00:00:00Z`));
}

/** `7 m` from the desk → its number and unit; `null` when it is not of that form. */
export function parseAge(text: string): { readonly count: number; readonly unit: 'd' | 'm' | 'y' } | null {
  const match = /^(\d+) ([dmy])$/.exec(text);
  const unit = match?.[2];
  return unit === 'd' || unit === 'm' || unit === 'y' ? { count: Number(match?.[1]), unit } : null;
}

/** An age in days as a nurse says it: days, then months, then years; as the desk does in `ageText`. */
export function ageIn(days: number): { readonly count: number; readonly unit: 'd' | 'm' | 'y' } {
  if (days < 60) return { count: days, unit: 'd' };
  if (days < 1827) return { count: Math.floor(days / 30.4375), unit: 'm' };
  return { count: Math.floor(days / 365.25), unit: 'y' };
}

/** `sign:chest_pain:A:urgent` → `chest_pain`; a rule of a pack is named by itself. */
export function signOf(rule: string): string | null {
  return /^sign:([a-z0-9_]+)(?::|$)/.exec(rule)?.[1] ?? null;
}

/** Letters as people type them when they search: no accents, no vowel signs, no case, one form of alif, ya and ta. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\u0640]/gu, '')
    .toLowerCase()
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/’/g, "'");
}

/** The items whose `text` has every wanted word: those that begin with what was typed first, then in their order. */
export function searched<T extends { readonly text: string }>(items: readonly T[], wanted: string): readonly T[] {
  const typed = plain(wanted).trim();
  if (typed === '') return [];
  const parts = typed.split(/\s+/);
  const found = items.filter(({ text }) => parts.every((part) => plain(text).includes(part)));
  const rank = ({ text }: T): number => (plain(text) === typed ? 0 : plain(text).startsWith(typed) ? 1 : 2);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** An id as words, where nothing better is known. */
export function words(id: string): string {
  return id.replace(/[_.]+/g, ' ').trim();
}
