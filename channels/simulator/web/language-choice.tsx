import type { JSX } from 'preact';
import { UI_LANGUAGES, UI_NAMES, uiLanguage } from './text.js';

/** The languages of the page itself, each named in itself. */
export function LanguageChoice(): JSX.Element {
  return (
    <>
      {UI_LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          class="plain"
          lang={language}
          aria-pressed={uiLanguage.value === language}
          onClick={() => (uiLanguage.value = language)}
        >
          {UI_NAMES[language]}
        </button>
      ))}
    </>
  );
}
