import { computed, effect } from '@preact/signals';
import { render, type JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import { AlarmBanner, startAlarm } from './alarm.js';
import { api, lastForeground, serverNow } from './api.js';
import { Case } from './case.js';
import { ContentPage } from './content.js';
import { Header, Strips } from './header.js';
import { Help } from './help.js';
import { listenToKeys } from './keys.js';
import { listen, networkFailed } from './live.js';
import { LevelBadge } from './level.js';
import { Login } from './login.js';
import { Queue } from './queue.js';
import { enableSound, soundIsOn } from './sound.js';
import { StaffPage } from './staff.js';
import { drafts, gate, me, notice, now, open, queue, route, type Route } from './state.js';
import { showLanguage, t } from './text.js';
import { caughtUp, entered, openCase, refreshQueue, renewHeld, sessionLost } from './work.js';

/** Renewal is every 30 s against a lease of 120: two may be lost on the way. */
const RENEW_SECONDS = 30;
/** The queue is fetched this often whatever the stream says. */
const POLL_SECONDS = 20;
/** Held cases that are not open stay held for as long as somebody was here. */
const AWAY_MILLISECONDS = 10 * 60_000;

let touchedAt = Date.now();

function App(): JSX.Element {
  switch (gate.value) {
    case 'checking':
      return <p class="empty">{t('loading')}</p>;
    case 'out':
    case 'locked':
    case 'ended':
      return <Login />;
    case 'in':
      return <Desk />;
  }
}

function Desk(): JSX.Element {
  const { page } = route.value;
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => skip(event)}>
        {t('skip')}
      </a>
      <Header />
      <Strips />
      <AlarmBanner />
      <main id="content" tabIndex={page === 'content' ? 0 : -1} class={`page page-${page}`}>
        {page === 'staff' ? (
          <StaffPage />
        ) : page === 'content' ? (
          <ContentPage />
        ) : (
          <>
            <h1 class="hidden">{t('desk')}</h1>
            <Queue />
            {page === 'case' ? <Case /> : <Nothing />}
          </>
        )}
      </main>
      <Notice />
      <Help />
    </>
  );
}

/** The address after `#` says which page this is; a jump inside the page must not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** Beside the queue while no case is open: how many wait, per level. */
function Nothing(): JSX.Element {
  const waiting = queue.value?.filter((entry) => entry.state === 'waiting') ?? [];
  return (
    <section class="nothing">
      <ul class="tally" data-test="tally">
        {TRIAGE_LEVELS.toReversed().map((level) => (
          <li key={level}>
            <LevelBadge level={level} />{' '}
            <bdi class="number">{waiting.filter((entry) => entry.level === level).length}</bdi>
          </li>
        ))}
      </ul>
      <p>{t('queue.pick')}</p>
      <p class="aside">{t('queue.pick_hint')}</p>
    </section>
  );
}

function Notice(): JSX.Element {
  const said = notice.value;
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => (notice.value = null), said.tone === 'bad' ? 12_000 : 5000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="notice-place" role="status">
      {said !== null && (
        <p class="notice" data-tone={said.tone} data-test="notice">
          {said.text}
        </p>
      )}
    </div>
  );
}

function readRoute(): Route {
  const match = /^#\/case\/([^/]+)$/.exec(location.hash);
  if (match?.[1] !== undefined) return { page: 'case', id: decodeURIComponent(match[1]) };
  if (location.hash === '#/content') return { page: 'content' };
  return location.hash === '#/staff' && me.value?.role === 'admin' ? { page: 'staff' } : { page: 'queue' };
}

function follow(): void {
  route.value = readRoute();
  if (gate.value !== 'in') return;
  if (route.value.page === 'case') openCase(route.value.id);
  else open.value = null;
}

function start(): void {
  showLanguage();
  render(<App />, document.getElementById('app') ?? document.body);
  listenToKeys();
  startAlarm();
  addEventListener('hashchange', follow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refreshQueue().then(caughtUp);
  });
  for (const kind of ['pointerdown', 'keydown'] as const) {
    document.addEventListener(kind, () => (touchedAt = Date.now()));
  }
  // Once logged in, any click will do: nobody should miss an emergency for not having pressed a button. Not earlier than
  // the click itself, because the strip above goes away and everything moves up.
  document.addEventListener('click', ({ target }) => {
    const isButton = target instanceof Element && target.closest('[data-test="sound-enable"]') !== null;
    if (!soundIsOn.value && !isButton && gate.value === 'in') void enableSound();
  });
  addEventListener('beforeunload', (event) => {
    if (Object.keys(drafts.value).length > 0 && gate.value === 'in') event.preventDefault();
  });
  setInterval(() => (now.value = serverNow()), 1000);
  setInterval(() => void renewHeld(Date.now() - touchedAt < AWAY_MILLISECONDS), RENEW_SECONDS * 1000);
  setInterval(() => {
    void refreshQueue();
    void tellTouched();
  }, POLL_SECONDS * 1000);
  // The stream lives as long as somebody is logged in, locked included.
  const loggedIn = computed(() => gate.value === 'in' || gate.value === 'locked');
  effect(() => (loggedIn.value ? streamWhile() : undefined));
  // After a login, also of a locked console, the page that the address names is opened.
  effect(() => {
    if (gate.value === 'in') queueMicrotask(follow);
  });
  void check();
}

function streamWhile(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void refreshQueue(), 120);
  };
  const stop = listen({
    changed: soon,
    back: soon,
    refused: () =>
      void api.me().then((answer) => {
        if (!answer.ok && answer.failure.kind === 'session') void sessionLost();
      }),
  });
  return () => {
    clearTimeout(waiting);
    stop();
  };
}

/** Reading and typing touch the console too, and the server should know before it locks. */
async function tellTouched(): Promise<void> {
  if (gate.value !== 'in' || touchedAt <= lastForeground() || Date.now() - lastForeground() < 4 * 60_000) return;
  await api.me();
}

/** Is there a session from before? */
async function check(): Promise<void> {
  const answer = await api.me();
  if (answer.ok) entered(answer.value.staff);
  else if (answer.failure.kind === 'network') {
    networkFailed();
    gate.value = 'out';
  } else gate.value = 'out';
}

start();
