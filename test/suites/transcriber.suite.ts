import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LanguageTag } from '../../core/language.js';
import type { Recording, Transcriber, Transcription } from '../../nlp/speech/index.js';

export interface TranscriberSuiteSetup {
  readonly transcriber: Transcriber;
  /** A recording in which it hears words. */
  readonly speech: Recording;
  /** Makes the other side fail in some way; `null`: there is no other side. */
  readonly breakIt: (() => void) | null;
  /** Seconds within which it must answer. */
  readonly within: number;
}

const REASONS = ['unavailable', 'unsupported', 'too_long', 'nothing_heard'];

/** What every way of hearing owes: words or a reason, in time, whatever the bytes; it never throws. */
export function transcriberSuite(name: string, setup: () => TranscriberSuiteSetup): void {
  describe(`${name}: the transcriber contract`, () => {
    const hint = { language: 'fr' as LanguageTag };

    it('hears words in speech', async () => {
      const { transcriber, speech } = setup();
      const result = await transcriber.transcribe(speech, hint);
      expect(result.kind).toBe('heard');
      wellFormed(result);
    });

    it('calls what is no sound unsupported, and does not throw', async () => {
      const { transcriber } = setup();
      const picture = { bytes: Uint8Array.of(0xff, 0xd8), mediaType: 'image/jpeg' };
      expect(await transcriber.transcribe(picture, {})).toEqual({ kind: 'failed', reason: 'unsupported' });
    });

    it('refuses what is too much to hear', async () => {
      const { transcriber } = setup();
      const huge = { bytes: new Uint8Array(32 * 1024 * 1024), mediaType: 'audio/mpeg' };
      expect(await transcriber.transcribe(huge, {})).toEqual({ kind: 'failed', reason: 'too_long' });
    });

    it('answers any bytes under any name with words or a reason', async () => {
      const { transcriber, speech } = setup();
      const types = fc.constantFrom(speech.mediaType, 'audio/ogg; codecs=opus', 'audio/wav', 'audio/amr', '', 'audio/');
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat({ max: speech.bytes.length }).map((end) => speech.bytes.slice(0, end)),
        fc
          .nat({ max: speech.bytes.length - 1 })
          .map((at) => speech.bytes.map((byte, i) => (i === at ? byte ^ 255 : byte))),
      );
      await fc.assert(
        fc.asyncProperty(bytes, types, async (content, mediaType) => {
          wellFormed(await transcriber.transcribe({ bytes: content, mediaType }, {}));
        }),
        { numRuns: 40 },
      );
    });

    it('does not change the bytes it is given, and hears the same twice', async () => {
      const { transcriber, speech } = setup();
      const before = Buffer.from(speech.bytes).toString('base64');
      const once = await transcriber.transcribe(speech, hint);
      expect(await transcriber.transcribe(speech, hint)).toEqual(once);
      expect(Buffer.from(speech.bytes).toString('base64')).toBe(before);
    });

    it('says unavailable, in time, when the other side fails', async (context) => {
      const { transcriber, speech, breakIt, within } = setup();
      if (breakIt === null) return context.skip('nothing outside the process can fail');
      breakIt();
      const started = performance.now();
      expect(await transcriber.transcribe(speech, hint)).toEqual({ kind: 'failed', reason: 'unavailable' });
      expect(performance.now() - started).toBeLessThan(within * 1000);
    });
  });
}

function wellFormed(result: Transcription): void {
  if (result.kind === 'failed') {
    expect(REASONS).toContain(result.reason);
    return;
  }
  expect(result.text).toMatch(/[\p{L}\p{N}]/u);
  expect(result.text).not.toMatch(/\p{Cc}/u);
  expect(result.text.length).toBeLessThanOrEqual(4000);
  if (result.confidence !== null) {
    expect(result.confidence).toBeGreaterThanOrEqual(0);
    expect(result.confidence).toBeLessThanOrEqual(1);
  }
}
