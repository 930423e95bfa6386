import type { JSX } from 'preact';
import type { CaseSummary } from '../desk.js';
import { elapsed } from './format.js';
import { LevelBadge } from './level.js';
import { me, now, queue, route } from './state.js';
import { t, tMaybe } from './text.js';

/** Who waits and who is in care. The desk gives the order: most urgent first, then longest waiting. */
export function Queue(): JSX.Element {
  const cases = queue.value;
  const waiting = cases?.filter((entry) => entry.state === 'waiting') ?? [];
  const claimed = cases?.filter((entry) => entry.state === 'claimed') ?? [];
  return (
    <section class="queue" aria-label={t('queue.title')} data-test="queue">
      {cases === null ? (
        <p class="empty">{t('loading')}</p>
      ) : (
        <>
          <Part title={t('queue.waiting')} empty={t('queue.none')} cases={waiting} />
          <Part title={t('queue.claimed')} empty={t('queue.none_claimed')} cases={claimed} />
        </>
      )}
    </section>
  );
}

function Part(props: {
  readonly title: string;
  readonly empty: string;
  readonly cases: readonly CaseSummary[];
}): JSX.Element {
  return (
    <>
      <h2 class="part">
        {props.title} <span class="count">{props.cases.length}</span>
      </h2>
      {props.cases.length === 0 ? (
        <p class="empty">{props.empty}</p>
      ) : (
        <ul class="rows">
          {props.cases.map((entry) => (
            <li key={entry.id}>
              <Row entry={entry} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ entry }: { readonly entry: CaseSummary }): JSX.Element {
  const here = route.value.page === 'case' && route.value.id === entry.id;
  return (
    <a
      class="row"
      href={`#/case/${encodeURIComponent(entry.id)}`}
      aria-current={here ? 'page' : undefined}
      data-test="queue-row"
      data-case={entry.id}
      data-level={entry.level}
      data-state={entry.state}
    >
      <span class="row-line">
        <LevelBadge level={entry.level} />
        <bdi class="code">{entry.label}</bdi>
        <Wait entry={entry} />
      </span>
      <span class="row-reason">{t(`reason.${entry.reason}`)}</span>
      <span class="row-line row-small">
        <span>
          {t(`form.${entry.language}`)} · {channelName(entry.channel)}
        </span>
        <span class="row-marks">
          {entry.alert && (
            <span class="chip danger" data-test="row-alert">
              ⚠ {t('queue.alert')}
            </span>
          )}
          {entry.unread > 0 && <span class="chip unread">{t('queue.unread', { count: entry.unread })}</span>}
          {entry.claimedBy !== null && (
            <bdi class={entry.claimedBy.id === me.value?.id ? 'chip mine' : 'chip'}>
              {entry.claimedBy.id === me.value?.id ? t('queue.mine') : entry.claimedBy.name}
            </bdi>
          )}
        </span>
      </span>
    </a>
  );
}

function Wait({ entry }: { readonly entry: CaseSummary }): JSX.Element {
  const time = elapsed(now.value - Date.parse(entry.since));
  return (
    <span class="wait" title={t('queue.waits_label')}>
      <span class="hidden">{t('queue.waits_label')} </span>
      <bdi>{time}</bdi>
    </span>
  );
}

/** `twilio-whatsapp` and `whatsapp` are one thing to a nurse; a channel that is new here keeps its own name. */
export function channelName(id: string): string {
  const kind = ['whatsapp', 'voice', 'sms'].find((word) => id.includes(word)) ?? id;
  return tMaybe(`channel.${kind}`, id);
}
