import type { JSX } from 'preact';
import {
  callState,
  captions,
  dial,
  hangUp,
  isOnLine,
  press,
  pressing,
  seconds,
  silenceSeconds,
  type CallState,
  type Caption,
} from './call-machine.js';
import { readable } from './desk.js';
import { Scroller } from './scroller.js';
import { soundOn, type Heard } from './sound.js';
import { numbers } from './state.js';
import { langOf, t, type TextKey } from './text.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

const STATE_TEXT: Readonly<Record<CallState, TextKey>> = {
  idle: 'callIdle',
  ringing: 'callRinging',
  speaking: 'callSpeaking',
  waiting: 'callWaiting',
  thinking: 'callThinking',
  ended: 'callEnded',
  failed: 'callFailed',
};
const HEARD_TEXT: Readonly<Record<Heard, TextKey>> = {
  recording: 'recording',
  computer_voice: 'noRecording',
  missing: 'missing',
  no_voice: 'noVoice',
  muted: 'soundOff',
};

/** A phone with large keys. What is said is also written. */
export function CallPhone(): JSX.Element {
  const state = callState.value;
  const onLine = isOnLine();
  const left = silenceSeconds.value;
  return (
    <section
      class="station"
      aria-labelledby="call-title"
      onKeyDown={(event) => {
        if (onLine && KEYS.includes(event.key)) press(event.key);
      }}
    >
      <h2 id="call-title">{t('call')}</h2>
      <div class={`phone desk-phone ${state}`}>
        <div class="paper">
          <header class="paper-bar">
            <span class="dialled" dir="ltr">
              {readable(numbers.value.voice)}
            </span>
            <span class="timer" dir="ltr">
              {clock(seconds.value)}
            </span>
            <button
              type="button"
              class="sound"
              aria-pressed={soundOn.value}
              aria-label={t(soundOn.value ? 'soundOn' : 'soundOff')}
              title={t(soundOn.value ? 'soundOn' : 'soundOff')}
              onClick={() => (soundOn.value = !soundOn.value)}
            >
              <span class="speaker" aria-hidden="true" />
            </button>
          </header>
          <Scroller class="transcript" label={t('call')} count={captions.value.length}>
            {captions.value.length === 0 && <p class="empty">{t('callHint')}</p>}
            {captions.value.map((caption, index) => (
              <CaptionLine key={index} caption={caption} before={captions.value[index - 1]} />
            ))}
          </Scroller>
          <p class="line-state" role="status">
            <span>{t(STATE_TEXT[state])}</span>
            {pressing.value !== '' && (
              <b class="pressing" dir="ltr">
                {pressing.value}
              </b>
            )}
            {left !== null && (
              <span class="left" aria-hidden="true" dir="ltr">
                {left} s
              </span>
            )}
          </p>
        </div>
        <div class="big-keys" role="group" aria-label={t('keypad')} dir="ltr">
          {KEYS.map((key) => (
            <button key={key} type="button" onClick={() => press(key)}>
              {key}
            </button>
          ))}
        </div>
        <div class="call-keys">
          <button type="button" class="dial" disabled={onLine} onClick={() => void dial()}>
            {t('dial')}
          </button>
          <button type="button" class="hang-up" disabled={!onLine} onClick={hangUp}>
            {t('hangUp')}
          </button>
        </div>
      </div>
    </section>
  );
}

/** How a line was heard is said once for a row of lines that were heard alike. */
function CaptionLine(props: { readonly caption: Caption; readonly before: Caption | undefined }): JSX.Element {
  const { caption, before } = props;
  switch (caption.kind) {
    case 'said': {
      const isAlike = before?.kind === 'said' && before.heard === caption.heard;
      const heard = isAlike ? null : caption.heard;
      return (
        <p class="said">
          <span dir="auto" lang={langOf(caption.text)}>
            {caption.text}
          </span>
          {heard !== null && heard !== 'muted' && <small class={heard}>{t(HEARD_TEXT[heard])}</small>}
        </p>
      );
    }
    case 'pressed':
      return (
        <p class="pressed">
          {t('pressed')} <b dir="ltr">{caption.keys}</b>
        </p>
      );
    case 'silence':
      return <p class="pressed">{t('silence')}</p>;
  }
}

function clock(all: number): string {
  return `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
}
