import type { JSX } from 'preact';
import type { WireMessage } from '../wire.js';
import { Scroller, timeOf } from './scroller.js';
import { playTone } from './sound.js';
import { chats, drafts, lastUsed, numbers, sendDraft } from './state.js';
import { langOf, t } from './text.js';

/** The keys of the phone with the letters that were printed on them. */
const KEYS = [
  ['1', '␣'],
  ['2', 'abc'],
  ['3', 'def'],
  ['4', 'ghi'],
  ['5', 'jkl'],
  ['6', 'mno'],
  ['7', 'pqrs'],
  ['8', 'tuv'],
  ['9', 'wxyz'],
  ['*', '+'],
  ['0', '⏎'],
  ['#', '⇧'],
] as const;

/** A basic phone: small screen of one colour, real keys. Its keys write digits; letters come from the keyboard. */
export function SmsPhone(): JSX.Element {
  const messages = chats.sms.value;
  const draft = drafts.sms;
  return (
    <section class="station" aria-labelledby="sms-title">
      <h2 id="sms-title">{t('sms')}</h2>
      <div class="phone basic">
        <div class="earpiece" aria-hidden="true" />
        <form
          class="lcd"
          onSubmit={(event) => {
            event.preventDefault();
            void sendDraft('sms');
          }}
        >
          <header class="lcd-bar">
            <span class="signal" aria-hidden="true">
              <i />
              <i />
              <i />
              <i />
            </span>
            <span dir="ltr">{numbers.value.sms}</span>
            <span class="battery" aria-hidden="true" />
          </header>
          <Scroller class="lcd-log" label={t('sms')} count={messages.length}>
            {messages.length === 0 && <p class="empty">{t('emptyLcd')}</p>}
            {messages.map((message) => (
              <Line key={message.sid} message={message} />
            ))}
          </Scroller>
          <textarea
            id="sms-input"
            rows={2}
            dir="auto"
            lang={langOf(draft.value)}
            placeholder={t('newSms')}
            aria-label={`${t('sms')} · ${t('write')}`}
            value={draft.value}
            onFocus={() => (lastUsed.value = 'sms')}
            onInput={(event) => (draft.value = event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              void sendDraft('sms');
            }}
          />
        </form>
        <div class="maker" aria-hidden="true">
          labas
        </div>
        <div class="soft-keys">
          <button type="button" class="soft send-key" onClick={() => void sendDraft('sms')}>
            {t('send')}
          </button>
          <span class="pad" aria-hidden="true" />
          <button type="button" class="soft clear-key" onClick={() => (draft.value = draft.value.replace(/.$/su, ''))}>
            {t('erase')}
          </button>
        </div>
        <div class="t9" role="group" aria-label={t('keypad')} dir="ltr">
          {KEYS.map(([key, letters]) => (
            <button
              key={key}
              type="button"
              aria-label={key}
              onClick={() => {
                playTone(key, 60);
                lastUsed.value = 'sms';
                draft.value += key;
              }}
            >
              <b>{key}</b>
              <small aria-hidden="true">{letters}</small>
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

function Line({ message }: { readonly message: WireMessage }): JSX.Element {
  const { sms } = message;
  const isOwn = message.by === 'person';
  return (
    <article class={`lcd-message ${message.by}`} aria-label={isOwn ? t('you') : t('service')}>
      <p class="words" dir="auto" lang={langOf(message.text)}>
        {message.text}
      </p>
      <p class="lcd-meta">
        <span aria-hidden="true">{isOwn ? '↑' : '↓'}</span>
        <time dateTime={message.at}>{timeOf(message)}</time>
        {sms !== null && (
          <span dir="ltr">
            {sms.encoding === 'gsm7' ? 'GSM-7' : 'UCS-2'} · {sms.parts} {t(sms.parts === 1 ? 'part' : 'parts')}
          </span>
        )}
        {message.posted > 1 && <span>×{message.posted}</span>}
        {message.status === 'refused' && <span class="lcd-refused">{t('refused')}</span>}
      </p>
    </article>
  );
}
