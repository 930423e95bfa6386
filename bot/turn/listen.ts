import type { LanguageTag, WrittenForm } from '../../core/language.js';
import type { Logger } from '../../core/log.js';
import type { Transcriber } from '../../nlp/speech/index.js';
import type { Session } from '../session/session.js';
import type { Overheard, StoredMedia } from './draft.js';

/**
 * Voice notes into words, before the turn begins: the webhook is long acknowledged, and a turn that has to run again does not
 * send the recording again. `null`: no words; the note is then kept for the nurse, and the person is told so.
 */
export function createListener(tools: { readonly transcriber: Transcriber | null; readonly log: Logger }) {
  const { transcriber, log } = tools;

  /** Never throws. `session`: as it stands before the turn, for the language. */
  return async (media: StoredMedia | null, session: () => Promise<Session>): Promise<Overheard | null> => {
    if (transcriber === null || media === null || !/^(?:audio\/|application\/ogg)/iu.test(media.mediaType)) return null;
    const started = performance.now();
    try {
      const { language, consent } = await session();
      // "Rien de plus n'est gardé": a voice then goes nowhere. What was recorded waits for the nurse, as it always did.
      if (consent === 'refused') return null;
      const bytes = Buffer.from(media.base64, 'base64');
      const result = await transcriber.transcribe(
        { bytes, mediaType: media.mediaType },
        language === null ? {} : { language: spokenIn(language) },
      );
      const milliseconds = Math.round(performance.now() - started);
      if (result.kind === 'failed') {
        log.warn('speech.failed', { code: 'SPEECH_UNAVAILABLE', why: result.reason, milliseconds });
        return null;
      }
      log.info('speech.heard', { milliseconds, characters: result.text.length });
      return { text: result.text, language: result.language, confidence: result.confidence };
    } catch (error) {
      // The name only: a message might quote what was said.
      const why = error instanceof Error ? error.name : 'unknown';
      log.error('speech.failed', { code: 'SPEECH_UNAVAILABLE', why });
      return null;
    }
  };
}

function spokenIn(form: WrittenForm): LanguageTag {
  return (form.split('-')[0] ?? form) as LanguageTag;
}
