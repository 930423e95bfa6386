import { z } from 'zod';
import type { LanguageTag } from '../../core/language.js';
import type { Sensitive } from '../../core/log.js';
import { playable, type Playable } from './decode.js';
import { heardText, type TranscribeFailure, type Transcriber, type Transcription } from './transcriber.js';

export interface TranscriptionServerOptions {
  /** Of any server that speaks OpenAI's transcription API, up to and with `/v1`; no trailing slash needed. */
  readonly baseUrl: string;
  readonly model: string;
  /** `null`: a server of one's own that asks for none. */
  readonly apiKey: Sensitive<string> | null;
  /** For the whole of it, the second try included. */
  readonly timeoutMilliseconds?: number;
  readonly maxBytes?: number;
  readonly maxSeconds?: number;
}

const DEFAULTS = { timeoutMilliseconds: 8000, maxBytes: 2 * 1024 * 1024, maxSeconds: 120 };
/** More than this is no transcript of two minutes. */
const MAX_ANSWER = 256 * 1024;

const answerSchema = z.object({
  text: z.string(),
  language: z.string().nullish(),
  confidence: z.number().min(0).max(1).nullish().catch(null),
});

/**
 * Words from `POST {baseUrl}/audio/transcriptions`. One more try when the connection fails, none when the server answers:
 * a recording is never sent about more often than needed. Redirects are not followed, so that a voice goes only to the
 * server that the operator named.
 */
export function createTranscriptionServer(options: TranscriptionServerOptions): Transcriber {
  const { timeoutMilliseconds, maxBytes, maxSeconds } = { ...DEFAULTS, ...options };
  const url = `${options.baseUrl.replace(/\/+$/u, '')}/audio/transcriptions`;

  async function ask(sound: Playable, language: string | null, signal: AbortSignal): Promise<Response> {
    const form = new FormData();
    form.set('file', new Blob([Uint8Array.from(sound.bytes)], { type: sound.mediaType }), sound.name);
    form.set('model', options.model);
    form.set('response_format', 'json');
    if (language !== null) form.set('language', language);
    const headers = options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey.reveal()}` };
    return fetch(url, { method: 'POST', headers, body: form, redirect: 'manual', signal });
  }

  /** A connection that fails, also half way, is tried once more. */
  async function wordsOf(sound: Playable, language: string | null): Promise<Transcription> {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await ask(sound, language, signal);
        const body = await limited(response.body);
        return response.ok ? readAnswer(body) : failed(refusal(response.status));
      } catch {
        if (signal.aborted || attempt > 0) return failed('unavailable');
      }
    }
  }

  return {
    async transcribe(recording, hint) {
      if (recording.bytes.byteLength > maxBytes) return failed('too_long');
      try {
        const sound = await playable(recording, maxSeconds);
        if (typeof sound === 'string') return failed(sound);
        return await wordsOf(sound, languageParameter(hint.language));
      } catch {
        return failed('unavailable');
      }
    },
  };
}

function refusal(status: number): TranscribeFailure {
  return status === 413 ? 'too_long' : status === 415 ? 'unsupported' : 'unavailable';
}

function failed(reason: TranscribeFailure): Transcription {
  return { kind: 'failed', reason };
}

/** `null`: a body of more bytes than a transcript can have. */
function readAnswer(body: string | null): Transcription {
  const parsed = answerSchema.safeParse(parseJson(body ?? ''));
  if (!parsed.success) return failed('unavailable');
  const text = heardText(parsed.data.text);
  if (text === null) return failed('nothing_heard');
  return {
    kind: 'heard',
    text,
    language: languageTag(parsed.data.language ?? ''),
    confidence: parsed.data.confidence ?? null,
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

async function limited(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER) return null; // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The API takes ISO 639-1: Darija goes as Arabic. Amazigh has no code there, so the server is left to guess; one that knows
 * the language (MMS, Omnilingual) does not need to be told.
 */
function languageParameter(language: LanguageTag | undefined): string | null {
  const primary = (language ?? '').split('-')[0] ?? '';
  if (primary === 'ary') return 'ar';
  return /^[a-z]{2}$/u.test(primary) ? primary : null;
}

/** Servers say `fr` or `french`; what is neither a code nor one of our languages is left out. */
function languageTag(name: string): LanguageTag | null {
  const code = { french: 'fr', arabic: 'ar' }[name.toLowerCase()] ?? name.toLowerCase();
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/u.test(code) ? asTag(code) : null;
}

function asTag(code: string): LanguageTag {
  return code as LanguageTag;
}
