import type { LanguageTag } from '../../core/language.js';

/** A recording as a channel delivered it. */
export interface Recording {
  readonly bytes: Uint8Array;
  /** As the provider gave it, parameters and all: `audio/ogg; codecs=opus`. */
  readonly mediaType: string;
}

/**
 * Why there are no words. `unavailable`: the other side did not answer, or not sensibly; trying again later may help.
 * `unsupported`: not a sound we can send on. `too_long`: over the limit in bytes or seconds. `nothing_heard`: silence, noise,
 * or no word in it.
 */
export type TranscribeFailure = 'unavailable' | 'unsupported' | 'too_long' | 'nothing_heard';

export type Transcription =
  | {
      readonly kind: 'heard';
      /** One line, at least one letter or digit, at most `MAX_HEARD` characters. */
      readonly text: string;
      /** What the recogniser took the language for; `null`: it does not say. */
      readonly language: LanguageTag | null;
      /** 0 … 1; `null`: it does not say. */
      readonly confidence: number | null;
    }
  | { readonly kind: 'failed'; readonly reason: TranscribeFailure };

/**
 * Speech in, words out. Never throws, whatever the bytes, and always answers within its own time limit. What it hears is a
 * guess: nothing counts as said before the person has agreed to it.
 */
export interface Transcriber {
  transcribe(recording: Recording, hint: { readonly language?: LanguageTag }): Promise<Transcription>;
  /** Ends what runs beside the process; then everything is `unavailable`. Safe to call twice. */
  close?(): Promise<void>;
}

/** Longest text that comes out; a voice note of two minutes has about 1,800 characters. */
export const MAX_HEARD = 4000;

/** Words as they may be shown: one line, no control or direction marks; `null`: there is no word in it. */
export function heardText(raw: string): string | null {
  const text = raw
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_HEARD);
  // Recognisers name what is no speech: "[BLANK_AUDIO]", "(musique)", "*soupir*".
  const words = text.replace(/\[[^\]]*\]|\([^)]*\)|\*[^*]*\*/gu, '');
  return /[\p{L}\p{N}]/u.test(words) ? text : null;
}
