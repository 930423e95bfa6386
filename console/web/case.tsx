import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaseView } from '../desk.js';
import { Actions } from './actions.js';
import { clockTime, elapsed } from './format.js';
import { LevelBadge } from './level.js';
import { channelName } from './queue.js';
import { drafts, me, now, open } from './state.js';
import { Summary } from './summary.js';
import { language, t } from './text.js';
import { Transcript } from './transcript.js';
import { look, reply, write } from './work.js';

/** The same limit as the server's. */
const REPLY_LIMIT = 1500;

/** One case: who and why on top, what was said, and the box to answer in. */
export function Case(): JSX.Element {
  const shown = open.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const view = shown?.view ?? null;
  useEffect(() => heading.current?.focus({ preventScroll: true }), [view?.id]);
  if (shown === null || view === null) {
    return (
      <section class="case">
        <BackLink />
        {shown?.problem === 'gone' && <p class="empty">{t('case.gone')}</p>}
        {shown?.problem === 'network' && (
          <p class="empty">
            {t('network')}{' '}
            <button type="button" onClick={() => void look(shown.id, false)}>
              {t('retry')}
            </button>
          </p>
        )}
        {shown?.problem == null && <p class="empty">{t('loading')}</p>}
      </section>
    );
  }
  return (
    <section
      class="case"
      aria-labelledby="case-title"
      data-test="case"
      data-case={view.id}
      data-state={view.state}
      data-level={view.level}
    >
      <BackLink />
      <header class="case-head">
        <div class="case-name">
          <h2 id="case-title" tabIndex={-1} ref={heading}>
            {t('case.title', { label: view.label })}
          </h2>
          <LevelBadge level={view.level} large />
          <p class="case-state">
            <Holder view={view} /> · {channelName(view.channel)} · {t(`form.${view.language}`)} · <Times view={view} />
          </p>
        </div>
        <Actions view={view} key={view.id} />
      </header>
      {shown.problem === 'lost' && (
        <p class="bar bad" role="alert" data-test="case-lost">
          {t('case.lost')}
        </p>
      )}
      {view.state === 'closed' && <p class="bar">{t('case.closed')}</p>}
      {shown.behind !== 'nothing' && (
        <p class={shown.behind === 'danger' ? 'bar bad' : 'bar'} role="alert" data-test="case-behind">
          {t(shown.behind === 'danger' ? 'case.alert' : 'case.new')}{' '}
          <button type="button" onClick={() => void look(view.id, false)} data-test="look">
            {t('case.look')}
          </button>
        </p>
      )}
      <div class="case-body">
        <Summary view={view} />
        <div class="case-talk">
          <Transcript view={view} />
          <Reply view={view} key={view.id} />
        </div>
      </div>
    </section>
  );
}

function BackLink(): JSX.Element {
  return (
    <a class="back" href="#/" data-test="back">
      {t('case.back')}
    </a>
  );
}

function Holder({ view }: { readonly view: CaseView }): JSX.Element {
  if (view.claimedBy === null || view.state === 'closed') return <span>{t(`state.${view.state}`)}</span>;
  const mine = view.claimedBy.id === me.value?.id;
  return <strong>{mine ? t('case.held_by_me') : t('case.held_by', { name: view.claimedBy.name })}</strong>;
}

function Times({ view }: { readonly view: CaseView }): JSX.Element {
  const time = elapsed(now.value - Date.parse(view.since));
  const last = clockTime(view.lastMessageAt, language.value);
  return (
    <span class="number">
      {t(view.state === 'waiting' ? 'queue.waits' : 'case.open_since', { time })} ·{' '}
      {t('case.last_message', { time: last })}
    </span>
  );
}

function Reply({ view }: { readonly view: CaseView }): JSX.Element | null {
  const [state, setState] = useState<'ready' | 'sending' | 'failed'>('ready');
  const text = drafts.value[view.id]?.text ?? '';
  const mine = view.state === 'claimed' && view.claimedBy?.id === me.value?.id;
  if (!mine && text === '') {
    return view.state === 'waiting' ? <p class="reply-closed">{t('reply.claim_first')}</p> : null;
  }
  async function send(): Promise<void> {
    if (state === 'sending' || text.trim() === '' || !mine) return;
    setState('sending');
    setState((await reply(view.id)) ? 'ready' : 'failed');
  }
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="hidden" for="reply-text">
        {t('reply.label')}
      </label>
      <textarea
        id="reply-text"
        rows={3}
        dir="auto"
        maxLength={REPLY_LIMIT}
        placeholder={t('reply.label')}
        value={text}
        readOnly={state === 'sending' || !mine}
        onInput={({ currentTarget }) => write(view.id, currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
        data-test="reply-text"
      />
      <div class="reply-foot">
        <p class="reply-note" role="status">
          {state === 'failed' ? (
            <strong class="problem" data-test="reply-failed">
              {t('reply.failed')}
            </strong>
          ) : !mine ? (
            t('reply.claim_first')
          ) : view.channel.includes('voice') ? (
            t('reply.voice')
          ) : (
            t('reply.hint')
          )}
        </p>
        {text.length > REPLY_LIMIT / 2 && (
          <bdi class="number">{t('reply.count', { count: text.length, limit: REPLY_LIMIT })}</bdi>
        )}
        <button
          type="submit"
          class="primary"
          disabled={state === 'sending' || text.trim() === '' || !mine}
          data-test="reply-send"
        >
          {state === 'sending' ? t('reply.sending') : t('reply.send')}
        </button>
      </div>
    </form>
  );
}
