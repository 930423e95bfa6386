import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { EXAMPLES, PEOPLE, THEMES, type Theme } from './examples.js';
import { duplicate, lastUsed, person, send, typeIn } from './state.js';
import { t, type TextKey } from './text.js';

const THEME_TEXT: Readonly<Record<Theme, TextKey>> = { chest: 'theme_chest', child: 'theme_child', head: 'theme_head' };

/** `+212 600 000 001`: groups of three after the country. */
export function readable(phone: string): string {
  return phone.replace(/^(\+212)(\d{3})(\d{3})(\d+)$/u, '$1 $2 $3 $4');
}

/** The chooser of the person whose phones these are. */
export function People(): JSX.Element {
  const other = useSignal('');
  const isPreset = PEOPLE.some(({ phone }) => phone === person.value);
  const isBad = other.value !== '' && !/^\+[1-9]\d{7,14}$/u.test(other.value.replace(/[\s.-]/gu, ''));
  return (
    <section class="people" aria-labelledby="people-title">
      <h2 id="people-title">{t('person')}</h2>
      <div class="chips">
        {PEOPLE.map(({ name, phone }) => (
          <button
            key={phone}
            type="button"
            class="chip person"
            aria-pressed={person.value === phone}
            onClick={() => (person.value = phone)}
          >
            <b>{name}</b>
            <span dir="ltr">{readable(phone)}</span>
          </button>
        ))}
        <form
          class={`chip other ${isPreset ? '' : 'on'}`}
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBad && other.value !== '') person.value = other.value.replace(/[\s.-]/gu, '');
          }}
        >
          <label for="other-number">{t('otherNumber')}</label>
          <input
            id="other-number"
            dir="ltr"
            inputMode="tel"
            autocomplete="off"
            placeholder="+212…"
            value={other.value}
            aria-invalid={isBad}
            aria-describedby={isBad ? 'other-bad' : undefined}
            onInput={(event) => (other.value = event.currentTarget.value)}
            onBlur={(event) => event.currentTarget.form?.requestSubmit()}
          />
        </form>
      </div>
      {isBad && (
        <p id="other-bad" class="bad">
          {t('badNumber')}
        </p>
      )}
    </section>
  );
}

/** Sentences to click: one theme, five written forms. */
export function Examples(): JSX.Element {
  const theme = useSignal<Theme>('chest');
  return (
    <section class="examples" aria-labelledby="examples-title">
      <div class="examples-head">
        <h2 id="examples-title">{t('examples')}</h2>
        <div class="themes">
          {THEMES.map((each) => (
            <button
              key={each}
              type="button"
              class="plain"
              aria-pressed={theme.value === each}
              onClick={() => (theme.value = each)}
            >
              {t(THEME_TEXT[each])}
            </button>
          ))}
        </div>
      </div>
      <ul class="chips sentences">
        {EXAMPLES.map(({ lang, name, sentences }) => (
          <li key={lang}>
            <button
              type="button"
              class="chip sentence"
              lang={lang}
              title={t('examplesNote')}
              onClick={() => typeIn(sentences[theme.value])}
            >
              <small dir="auto">{name}</small>
              <span dir="auto">{sentences[theme.value]}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a tester needs: a webhook twice, STOP. */
export function Testing(): JSX.Element {
  return (
    <details class="testing">
      <summary>{t('testing')}</summary>
      <div class="testing-body">
        <label>
          <input
            type="checkbox"
            checked={duplicate.value}
            onChange={(event) => (duplicate.value = event.currentTarget.checked)}
          />
          <span>
            {t('duplicate')}
            <small>{t('duplicateHelp')}</small>
          </span>
        </label>
        <div>
          <button type="button" class="quiet" onClick={() => void send(lastUsed.value, { stop: true })}>
            {t('stop')}
          </button>
          <small>
            {t('stopHelp')} ({t(lastUsed.value)})
          </small>
        </div>
        <p>
          <small>{t('examplesNote')}</small>
        </p>
      </div>
    </details>
  );
}
