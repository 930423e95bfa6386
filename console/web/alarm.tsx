import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { elapsed } from './format.js';
import { connection } from './live.js';
import { play } from './sound.js';
import { alarms, gate, lockedAlarm, me, mute, now, ringingNow, route } from './state.js';
import { t } from './text.js';
import { muteNow } from './work.js';

/** Seconds between two rings, and between two signs that the line is dead. */
const RING_SECONDS = 3;
const LOST_EVERY_SECONDS = 20;
const LOST_AFTER_MILLISECONDS = 60_000;

/** The banner over every page while somebody's life may wait. */
export function AlarmBanner(): JSX.Element | null {
  const all = alarms.value;
  const first = ringingNow.value ?? all[0];
  if (first === undefined) return null;
  const here = first.kind === 'waiting' && route.value.page === 'case' && route.value.id === first.caseId;
  const muted = ringingNow.value === null && mute.value !== null;
  return (
    <section class={muted ? 'alarm is-muted' : 'alarm'} role="alert" data-test="alarm-banner" data-kind={first.kind}>
      <p>
        <strong>{t(`alarm.${first.kind}`)}</strong> <bdi class="code">{first.label}</bdi>{' '}
        {all.length > 1 && <span>{t('alarm.more', { count: all.length - 1 })}</span>}
      </p>
      <div class="alarm-tools">
        {!here && (
          <a class="button" href={`#/case/${encodeURIComponent(first.caseId)}`} data-test="alarm-open">
            {t('alarm.open', { label: first.label })}
          </a>
        )}
        {muted ? (
          <span class="muted-for" aria-live="off">
            {t('alarm.muted', { time: elapsed((mute.value?.until ?? 0) - now.value) })}
          </span>
        ) : (
          <button type="button" onClick={muteNow} data-test="alarm-mute">
            {t('alarm.mute')}
          </button>
        )}
      </div>
    </section>
  );
}

/** What sounds at this moment. Off duty nothing does; a locked console rings on numbers alone. */
function wanted(): 'waiting' | 'alert' | 'lost' | null {
  if (me.value?.onDuty !== true) return null;
  if (gate.value === 'locked') {
    const counts = lockedAlarm.value;
    if (counts === null) return 'lost';
    return counts.alerts > 0 ? 'alert' : counts.waiting > 0 ? 'waiting' : null;
  }
  if (gate.value !== 'in') return null;
  const alarm = ringingNow.value;
  if (alarm !== null) return alarm.kind;
  const { state, since } = connection.value;
  // Not hearing the server means not hearing an emergency: that must be heard too.
  return state === 'lost' && now.value - since > LOST_AFTER_MILLISECONDS ? 'lost' : null;
}

/** Rings at once when an alarm begins and again until it is over; keeps the title of the window true. */
export function startAlarm(): void {
  let before: string | null = null;
  effect(() => {
    const what = wanted();
    const alarm = ringingNow.value;
    const which = what === null ? null : `${what} ${alarm?.caseId ?? ''}`;
    if (what !== null && which !== before) play(what);
    before = which;
  });
  let count = 0;
  setInterval(() => {
    const what = wanted();
    count += RING_SECONDS;
    if (what === null) return;
    if (what !== 'lost' || count % LOST_EVERY_SECONDS < RING_SECONDS) play(what);
  }, RING_SECONDS * 1000);
  effect(() => {
    const count =
      gate.value === 'locked'
        ? (lockedAlarm.value?.waiting ?? 0) + (lockedAlarm.value?.alerts ?? 0)
        : alarms.value.length;
    document.title = count > 0 ? `(${count}) ⬣ ${t('alarm.title')} · Labas` : `Labas · ${t('desk')}`;
  });
}
