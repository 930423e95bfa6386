import type { JSX } from 'preact';
import { elapsed } from './format.js';
import { connection } from './live.js';
import { Mark } from './mark.js';
import { enableSound, play, soundIsOn } from './sound.js';
import { me, now, queue, route, showsHelp } from './state.js';
import { isLanguage, language, LANGUAGE_NAMES, LANGUAGES, speak, t } from './text.js';
import { logout, setDuty } from './work.js';

export function LanguageSwitch(): JSX.Element {
  return (
    <label class="language">
      <span class="hidden">{t('language')}</span>
      <select
        data-test="language-switch"
        value={language.value}
        onChange={({ currentTarget }) => {
          if (isLanguage(currentTarget.value)) speak(currentTarget.value);
        }}
      >
        {LANGUAGES.map((name) => (
          <option key={name} value={name} lang={name}>
            {LANGUAGE_NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Brand, places, and what must always be known: am I on duty, is this live, does it ring. */
export function Header(): JSX.Element {
  const staff = me.value;
  const waiting = queue.value?.filter((entry) => entry.state === 'waiting').length ?? 0;
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label={`Labas, ${t('desk')}`}>
        <Mark />
        <span class="brand-name">Labas</span>
        <span class="brand-desk">{t('desk')}</span>
      </a>
      <nav aria-label={t('nav.main')}>
        <a href="#/" aria-current={route.value.page === 'queue' ? 'page' : undefined} data-test="nav-queue">
          {t('nav.queue')} <span class="count">{waiting}</span>
        </a>
        <a href="#/content" aria-current={route.value.page === 'content' ? 'page' : undefined} data-test="nav-content">
          {t('nav.content')}
        </a>
        {staff?.role === 'admin' && (
          <a href="#/staff" aria-current={route.value.page === 'staff' ? 'page' : undefined} data-test="nav-staff">
            {t('nav.staff')}
          </a>
        )}
      </nav>
      <div class="top-tools">
        <Live />
        {soundIsOn.value && (
          <button
            type="button"
            class="on-dark"
            onClick={() => play('waiting')}
            title={t('sound.test')}
            data-test="sound-test"
          >
            {t('sound.on')}
          </button>
        )}
        {staff !== null && (
          <button
            type="button"
            class="on-dark duty"
            role="switch"
            aria-checked={staff.onDuty}
            onClick={() => void setDuty(!staff.onDuty)}
            data-test="duty"
          >
            <span class="knob" aria-hidden="true" />
            {staff.onDuty ? t('duty.on') : t('duty.off')}
          </button>
        )}
        <LanguageSwitch />
        <button
          type="button"
          class="on-dark square"
          aria-label={t('nav.help')}
          onClick={() => (showsHelp.value = true)}
          data-test="help"
        >
          ?
        </button>
        <button type="button" class="on-dark" onClick={() => void logout()} data-test="logout">
          <svg class="exit" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M6.5 2H2.5v12h4M6 8h8M11 4.8 14.2 8 11 11.2" />
          </svg>
          <span class="exit-words">
            <bdi>{staff?.name}</bdi> · {t('nav.logout')}
          </span>
        </button>
      </div>
    </header>
  );
}

function Live(): JSX.Element {
  const { state } = connection.value;
  return (
    <span class="live" data-state={state} role="status" data-test="connection">
      <span class="dot" aria-hidden="true" />
      {t(`live.${state}`)}
    </span>
  );
}

/** What stands in the way of hearing or seeing an emergency, as long as it does. */
export function Strips(): JSX.Element {
  const { state, since } = connection.value;
  return (
    <aside aria-label={t('state.title')}>
      {state === 'lost' && (
        <p class="strip bad" data-test="connection-lost">
          {t('live.lost_long', { time: elapsed(Math.max(0, now.value - since)) })}
        </p>
      )}
      {!soundIsOn.value && (
        <p class="strip">
          <span>{t('sound.strip')}</span>
          <button type="button" data-test="sound-enable" onClick={() => void enableSound().then(() => play('waiting'))}>
            {t('sound.enable')}
          </button>
        </p>
      )}
      {me.value?.onDuty === false && me.value.role === 'nurse' && <p class="strip">{t('duty.off_note')}</p>}
    </aside>
  );
}
