import { useSignal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { readAudio, readPhoto, startRecording, type Recording } from './media.js';
import { send } from './state.js';
import { t } from './text.js';

/** A well-known square: the visitor's own place is never asked for. */
const PLACE = { latitude: 31.6258, longitude: -7.9891, label: 'Jemaa el-Fna, Marrakech' };

/** Photo, voice note, place. `onProblem` gets words for the person. */
export function AttachMenu({ onProblem }: { readonly onProblem: (words: string) => void }): JSX.Element {
  const recording = useSignal<Recording | null>(null);
  const menu = useRef<HTMLDetailsElement>(null);
  const photo = useRef<HTMLInputElement>(null);
  const audio = useRef<HTMLInputElement>(null);

  const close = () => menu.current?.removeAttribute('open');
  async function attach(dataUrl: string | null): Promise<void> {
    onProblem(dataUrl === null ? t('tooLarge') : '');
    if (dataUrl !== null) await send('whatsapp', { media: { dataUrl, caption: '' } });
  }
  async function record(): Promise<void> {
    close();
    recording.value = await startRecording();
    if (recording.value === null) onProblem(t('noMicrophone'));
  }
  async function finish(running: Recording): Promise<void> {
    recording.value = null;
    await attach(await running.stop());
  }

  const running = recording.value;
  if (running !== null) {
    return (
      <button type="button" class="recording" onClick={() => void finish(running)}>
        <span class="dot" aria-hidden="true" />
        {t('stopRecording')}
      </button>
    );
  }
  return (
    <details
      class="attach"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <summary aria-label={t('attach')} title={t('attach')}>
        <span class="plus" aria-hidden="true" />
      </summary>
      <div class="attach-menu">
        <button type="button" onClick={() => (close(), photo.current?.click())}>
          {t('photo')}
        </button>
        <button type="button" onClick={() => void record()}>
          {t('record')}
        </button>
        <button type="button" onClick={() => (close(), audio.current?.click())}>
          {t('audioFile')}
        </button>
        <button type="button" onClick={() => (close(), void send('whatsapp', { location: PLACE }))}>
          {t('location')}
        </button>
      </div>
      <FilePicker input={photo} accept="image/*" label={t('photo')} read={readPhoto} onRead={attach} />
      <FilePicker input={audio} accept="audio/*" label={t('audioFile')} read={readAudio} onRead={attach} />
    </details>
  );
}

function FilePicker(props: {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly accept: string;
  readonly label: string;
  readonly read: (file: File) => Promise<string | null>;
  readonly onRead: (dataUrl: string | null) => Promise<void>;
}): JSX.Element {
  return (
    <input
      ref={props.input}
      type="file"
      hidden
      accept={props.accept}
      aria-label={props.label}
      onChange={(event) => {
        const picker = event.currentTarget;
        const file = picker.files?.[0];
        picker.value = '';
        if (file !== undefined) void props.read(file).then(props.onRead);
      }}
    />
  );
}
