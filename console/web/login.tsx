import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api, type Failure } from './api.js';
import { LanguageSwitch } from './header.js';
import { Mark } from './mark.js';
import { enableSound, play, soundIsOn } from './sound.js';
import { gate, lockedAlarm, me } from './state.js';
import { t } from './text.js';
import { entered } from './work.js';

/** The way in, and the screen of a locked console: no patient on it, but the alarm still counts. */
export function Login(): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement) || busy) return;
    const form = new FormData(event.currentTarget);
    const [email, password] = [form.get('email'), form.get('password')];
    if (typeof email !== 'string' || typeof password !== 'string') return;
    setBusy(true);
    setProblem(null);
    const answer = await api.login(email, password);
    setBusy(false);
    if (answer.ok) entered(answer.value.staff);
    else setProblem(whyNot(answer.failure));
  }

  return (
    <main class="login" id="content">
      <div class="login-top">
        <LanguageSwitch />
      </div>
      <form class="card login-card" onSubmit={(event) => void submit(event)}>
        <div class="login-brand">
          <Mark />
          <div>
            <p class="brand-name">Labas</p>
            <h1>{t('login.title')}</h1>
          </div>
        </div>
        <Why />
        <label>
          {t('login.email')}
          <input
            name="email"
            type="email"
            autocomplete="username"
            required
            dir="ltr"
            data-test="login-email"
            defaultValue={gate.value === 'out' ? '' : (me.value?.email ?? '')}
          />
        </label>
        <label>
          {t('login.password')}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            dir="ltr"
            data-test="login-password"
          />
        </label>
        {problem !== null && (
          <p class="problem" role="alert" data-test="login-problem">
            {problem}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy} data-test="login-submit">
          {busy ? t('login.busy') : t('login.submit')}
        </button>
        <SoundChoice />
      </form>
    </main>
  );
}

function whyNot(failure: Failure): string {
  if (failure.kind !== 'refused') return t('network');
  if (failure.status === 401) return t('login.wrong');
  if (failure.status === 429) return t('login.wait', { minutes: Math.ceil((failure.retryAfterSeconds ?? 60) / 60) });
  return t('refused', { why: failure.message });
}

function Why(): JSX.Element | null {
  if (gate.value === 'ended') return <p class="note">{t('login.ended')}</p>;
  if (gate.value !== 'locked') return null;
  const counts = lockedAlarm.value;
  const calls = counts !== null && counts.waiting + counts.alerts > 0;
  return (
    <>
      <p class="note">{t('login.locked')}</p>
      <p class={calls ? 'locked-alarm calls' : 'locked-alarm'} role="status" data-test="locked-alarm">
        {counts === null ? t('login.locked_unknown') : t('login.locked_alarm', counts)}
      </p>
    </>
  );
}

function SoundChoice(): JSX.Element {
  if (soundIsOn.value) {
    return (
      <p class="sound-choice is-on" role="status">
        {t('sound.on')}
      </p>
    );
  }
  return (
    <div class="sound-choice">
      <p>{t('login.sound')}</p>
      <button type="button" data-test="sound-enable" onClick={() => void enableSound().then(() => play('waiting'))}>
        {t('sound.enable')}
      </button>
    </div>
  );
}
