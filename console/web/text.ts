import { signal } from '@preact/signals';
import ar from './text/ar.json';
import en from './text/en.json';
import fr from './text/fr.json';
import { fill } from './format.js';

/** The languages of the console; those of the patients are another list. */
export const LANGUAGES = ['fr', 'ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { fr: 'Français', ar: 'العربية', en: 'English' };

export type TextKey = keyof typeof fr;
type Values = Readonly<Record<string, string | number>>;

// Typed by French: a language that lacks a text does not compile.
const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { fr, ar, en };
const KEPT = 'labas.language';

function kept(): Language {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return LANGUAGES.find((language) => wanted.includes(language)) ?? 'fr';
}

export const language = signal<Language>(kept());

/** Changes the language and the direction of the page, and keeps it for the next time in this browser. */
export function speak(next: Language): void {
  language.value = next;
  localStorage.setItem(KEPT, next);
  showLanguage();
}

export function showLanguage(): void {
  document.documentElement.lang = language.value;
  document.documentElement.dir = language.value === 'ar' ? 'rtl' : 'ltr';
}

/** A text of the console with its values filled in; reading it in a component subscribes to the language. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(TEXTS[language.value][key], values, language.value);
}

/** A text whose key comes from the server: `fallback` where this console does not know the word yet. */
export function tMaybe(key: string, fallback: string, values: Values = {}): string {
  return isTextKey(key) ? t(key, values) : fallback;
}

export function isTextKey(key: string): key is TextKey {
  return key in fr;
}

export function isLanguage(value: string): value is Language {
  return LANGUAGES.some((language) => language === value);
}
