import type { LanguageTag } from '../../core/language.js';
import { samplesOf } from './decode.js';
import type { Heard } from './ear.js';
import { openHelper } from './helper-process.js';
import { heardText, type TranscribeFailure, type Transcriber, type Transcription } from './transcriber.js';
import type { HearRequest } from './whisper-process.js';

export interface LocalWhisperOptions {
  /** Folder of a Whisper in the layout of transformers.js; docs/running.md lists its files. Nothing is ever fetched. */
  readonly directory: string;
  /** From a recording to its answer, waiting for others included; and the longest that one recording may take. */
  readonly timeoutMilliseconds?: number;
  readonly maxBytes?: number;
  readonly maxSeconds?: number;
}

/** The person's next message waits behind the note: after this time it goes to the nurse unheard. */
const DEFAULTS = { timeoutMilliseconds: 20_000, maxBytes: 2 * 1024 * 1024, maxSeconds: 120 };
/** Large models take their time to load; a start that takes longer is a fault of the machine. */
const START_MS = 60_000;
/** The languages of patients that Whisper knows; it has no Amazigh, and guesses. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['fr', 'fr'],
  ['ary', 'ar'],
]);

/**
 * Words from a Whisper on this machine, in a process of its own: a voice never leaves the machine. One recording at a time,
 * others wait in order. Reads Ogg with Opus and 16-bit PCM WAV; other formats are `unsupported`. Rejects with
 * `MODEL_UNAVAILABLE` when the folder is missing, is not a Whisper, or does not run. A process that hangs or ends later is
 * started again for the next recording.
 */
export async function openLocalWhisper(options: LocalWhisperOptions): Promise<Transcriber> {
  const { timeoutMilliseconds, maxBytes, maxSeconds } = { ...DEFAULTS, ...options };
  const entry = import.meta.url.endsWith('.ts') ? './whisper-process.mjs' : './whisper-process.js';
  const helper = await openHelper<HearRequest, Heard>({
    entry: new URL(entry, import.meta.url),
    argument: options.directory,
    startMilliseconds: START_MS,
    answerMilliseconds: timeoutMilliseconds,
  });
  return {
    async transcribe(recording, hint) {
      if (recording.bytes.byteLength > maxBytes) return failed('too_long');
      try {
        const samples = await samplesOf(recording, maxSeconds);
        if (typeof samples === 'string') return failed(samples);
        const primary = (hint.language ?? '').split('-')[0] ?? '';
        const heard = await helper.ask({ samples, language: KNOWN.get(primary) ?? null });
        const text = heardText(heard.text);
        if (text === null) return failed('nothing_heard');
        // Whisper gives no confidence that is worth the name.
        return { kind: 'heard', text, language: heard.language as LanguageTag | null, confidence: null };
      } catch {
        return failed('unavailable');
      }
    },
    close: () => helper.close(),
  };
}

function failed(reason: TranscribeFailure): Transcription {
  return { kind: 'failed', reason };
}
