import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { WireChoices, WireMessage } from '../wire.js';
import { AttachMenu } from './attach.js';
import { readable } from './desk.js';
import { Scroller, timeOf } from './scroller.js';
import { chats, drafts, lastUsed, numbers, send, sendDraft } from './state.js';
import { langOf, t } from './text.js';

/** The list that lies open over the chat. */
const openList = signal<WireChoices | null>(null);

/** A smartphone with the chat open. */
export function WhatsappPhone(): JSX.Element {
  const messages = chats.whatsapp.value;
  const latest = messages.at(-1);
  // A newer message closes the list of an older one.
  const list = openList.value !== null && openList.value === latest?.choices ? openList.value : null;
  return (
    <section class="station" aria-labelledby="whatsapp-title">
      <h2 id="whatsapp-title">{t('whatsapp')}</h2>
      <div class="phone smart">
        <div class="smart-screen">
          <header class="chat-head">
            <span class="avatar khatim" aria-hidden="true" />
            <div>
              <p class="chat-name">{t('service')}</p>
              <p dir="ltr">{readable(numbers.value.whatsapp)}</p>
            </div>
          </header>
          <Scroller label={t('whatsapp')} count={messages.length}>
            {messages.length === 0 && <p class="empty">{t('emptyChat')}</p>}
            {messages.map((message) => (
              <Bubble key={message.sid} message={message} isLatest={message === latest} />
            ))}
          </Scroller>
          <Composer />
          {list !== null && <Sheet choices={list} />}
        </div>
      </div>
    </section>
  );
}

function Bubble({ message, isLatest }: { readonly message: WireMessage; readonly isLatest: boolean }): JSX.Element {
  const { by, choices, media, place, text } = message;
  return (
    <article class={`bubble ${by}`} aria-label={by === 'person' ? t('you') : t('service')}>
      <div class="bubble-body">
        {media !== null && <Media media={media} />}
        {place !== null && (
          <p class="place">
            <span class="pin" aria-hidden="true" />
            <span dir="auto">{place.label}</span>
            <small dir="ltr">
              {place.latitude.toFixed(4)}, {place.longitude.toFixed(4)}
            </small>
          </p>
        )}
        {text !== '' && (
          <p class="words" dir="auto" lang={langOf(text)}>
            {text}
          </p>
        )}
        <p class="meta">
          {message.posted > 1 && <span class="twice">×{message.posted}</span>}
          <time dateTime={message.at}>{timeOf(message)}</time>
          {by === 'person' && <Ticks status={message.status} />}
        </p>
      </div>
      {choices !== null && <Choices choices={choices} isOpen={isLatest} />}
    </article>
  );
}

function Ticks({ status }: { readonly status: WireMessage['status'] }): JSX.Element {
  if (status === 'refused') {
    return (
      <span class="ticks refused" role="img" aria-label={t('refused')}>
        !
      </span>
    );
  }
  const isAccepted = status === 'accepted';
  return (
    <span class="ticks" role="img" aria-label={isAccepted ? t('accepted') : t('sent')}>
      {isAccepted ? '✓✓' : '✓'}
    </span>
  );
}

function Media({ media }: { readonly media: NonNullable<WireMessage['media']> }): JSX.Element {
  if (media.mediaType.startsWith('image/')) return <img class="photo" src={media.url} alt={t('photo')} />;
  return <audio class="voice-note" controls src={media.url} aria-label={t('voiceNote')} />;
}

/** Buttons below the bubble, or the button that opens a list. Only those of the latest message can be tapped. */
function Choices({ choices, isOpen }: { readonly choices: WireChoices; readonly isOpen: boolean }): JSX.Element {
  if (choices.form === 'list') {
    return (
      <div class="reply-buttons">
        <button
          type="button"
          class="opens-list"
          dir="auto"
          disabled={!isOpen}
          aria-haspopup="dialog"
          onClick={() => (openList.value = choices)}
        >
          {choices.menuLabel === '' ? t('choose') : choices.menuLabel}
        </button>
      </div>
    );
  }
  return (
    <div class="reply-buttons">
      {choices.options.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          dir="auto"
          lang={langOf(title)}
          disabled={!isOpen}
          onClick={() => void send('whatsapp', { buttonId: id, title })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

/** The rows of a list, over the lower part of the screen. */
function Sheet({ choices }: { readonly choices: WireChoices }): JSX.Element {
  const rows = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => rows.current?.querySelector('button')?.focus({ preventScroll: true }), []);
  const label = choices.menuLabel === '' ? t('choose') : choices.menuLabel;
  const close = () => {
    openList.value = null;
    document.getElementById('whatsapp-input')?.focus({ preventScroll: true });
  };
  return (
    <div
      class="sheet-scrim"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <div class="sheet" role="dialog" aria-label={label}>
        <div class="sheet-head">
          <strong dir="auto">{label}</strong>
          <button type="button" class="plain" onClick={close}>
            {t('close')}
          </button>
        </div>
        <div class="sheet-rows" ref={rows}>
          {choices.options.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              dir="auto"
              lang={langOf(title)}
              onClick={() => {
                close();
                void send('whatsapp', { listId: id, title });
              }}
            >
              {title}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

function Composer(): JSX.Element {
  const draft = drafts.whatsapp;
  const problem = useSignal('');
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void sendDraft('whatsapp');
      }}
    >
      {problem.value !== '' && (
        <p class="composer-problem" role="alert">
          {problem.value}
        </p>
      )}
      <AttachMenu onProblem={(words) => (problem.value = words)} />
      <textarea
        id="whatsapp-input"
        rows={1}
        dir="auto"
        lang={langOf(draft.value)}
        placeholder={t('write')}
        aria-label={`${t('whatsapp')} · ${t('write')}`}
        value={draft.value}
        onFocus={() => (lastUsed.value = 'whatsapp')}
        onInput={(event) => {
          problem.value = '';
          draft.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void sendDraft('whatsapp');
        }}
      />
      <button type="submit" class="send" aria-label={t('send')} disabled={draft.value.trim() === ''}>
        <span class="arrow" aria-hidden="true" />
      </button>
    </form>
  );
}
