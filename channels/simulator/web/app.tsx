import type { JSX } from 'preact';
import { CallPhone } from './call.js';
import { Examples, People, Testing } from './desk.js';
import { LanguageChoice } from './language-choice.js';
import { SmsPhone } from './sms.js';
import { online } from './state.js';
import { t } from './text.js';
import { WhatsappPhone } from './whatsapp.js';

export function App(): JSX.Element {
  return (
    <>
      <header class="top">
        <div class="brand">
          <span class="khatim" aria-hidden="true" />
          <div>
            <h1>
              Labas{' '}
              <span class="brand-names" aria-hidden="true">
                <span lang="ar">لاباس</span> · <span lang="zgh">ⵍⴰⴱⴰⵙ</span>
              </span>
            </h1>
            <p class="tagline">
              {t('title')} · <span class="warning">{t('warning')}</span>
            </p>
          </div>
        </div>
        <nav class="top-links" aria-label={t('language')}>
          <LanguageChoice />
          <a class="console-link" href="/console">
            {t('console')}
          </a>
        </nav>
      </header>
      <main>
        <div class="desk">
          <People />
          <Examples />
        </div>
        <p class="offline" role="status" hidden={online.value}>
          {online.value ? '' : t('offline')}
        </p>
        <div class="phones">
          <WhatsappPhone />
          <SmsPhone />
          <CallPhone />
        </div>
        <Testing />
      </main>
      <footer class="foot">
        <p>{t('lead')}</p>
      </footer>
    </>
  );
}
