import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageTag } from '../../../core/language.js';
import { Sensitive } from '../../../core/log.js';
import { createTranscriptionServer, type TranscriptionServerOptions } from '../../../nlp/speech/index.js';
import { transcriberSuite } from '../../suites/transcriber.suite.js';
import { startTranscriptionServer, words, type TranscriptionStandIn } from '../../support/transcription-server.js';

const note = readFileSync(new URL('../../fixtures/audio/voice-note.fr.ogg', import.meta.url));
const VOICE_NOTE = { bytes: new Uint8Array(note), mediaType: 'audio/ogg; codecs=opus' };
const MP3 = { bytes: Uint8Array.of(1, 2, 3), mediaType: 'audio/mpeg' };
const failed = (reason: string) => ({ kind: 'failed', reason });

let server: TranscriptionStandIn;
beforeAll(async () => {
  server = await startTranscriptionServer();
});
afterAll(() => server.close());

const hearing = (more: Partial<TranscriptionServerOptions> = {}) =>
  createTranscriptionServer({ baseUrl: server.baseUrl, model: 'whisper-1', apiKey: null, ...more });

transcriberSuite('a transcription server', () => {
  server.will(words('J’ai mal au ventre.'));
  return {
    transcriber: hearing({ timeoutMilliseconds: 1000 }),
    speech: VOICE_NOTE,
    breakIt: () => server.will({ kind: 'answer', status: 503, body: 'busy' }),
    within: 2,
  };
});

describe('a transcription server', () => {
  it('is sent a WhatsApp voice note as 16 kHz mono WAV, with model, language and key', async () => {
    server.will(words(' J’ai mal\nau ventre. ', { language: 'french', confidence: 0.9 }));
    const heard = await hearing({ apiKey: new Sensitive('held-key') }).transcribe(VOICE_NOTE, {
      language: 'ary' as LanguageTag,
    });
    expect(heard).toEqual({ kind: 'heard', text: 'J’ai mal au ventre.', language: 'fr', confidence: 0.9 });
    const [asked] = server.asked;
    expect(asked?.path).toBe('/v1/audio/transcriptions');
    expect(asked?.authorization).toBe('Bearer held-key');
    expect(asked?.fields).toEqual({ model: 'whisper-1', language: 'ar', response_format: 'json' });
    expect(asked?.file).toMatchObject({ name: 'voice.wav', type: 'audio/wav' });
    const wav = Buffer.from(asked!.file.bytes);
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([1, 16_000, 16]);
    // The note is 2.07 s long, and there is a voice in it.
    expect((wav.length - 44) / 32_000).toBeCloseTo(2.07, 1);
    expect(new Int16Array(wav.buffer.slice(wav.byteOffset + 44)).some((sample) => Math.abs(sample) > 3000)).toBe(true);
  });

  it('is sent other sounds as they are, and no language that its interface has no code for', async () => {
    server.will(words('bonjour'));
    expect(await hearing().transcribe(MP3, { language: 'shi' as LanguageTag })).toEqual({
      kind: 'heard',
      text: 'bonjour',
      language: null,
      confidence: null,
    });
    expect(server.asked[0]).toMatchObject({ authorization: null, file: { name: 'voice.mp3', type: 'audio/mpeg' } });
    expect(server.asked[0]?.fields).toEqual({ model: 'whisper-1', response_format: 'json' });
    expect([...server.asked[0]!.file.bytes]).toEqual([1, 2, 3]);
  });

  it.each(['', '  ', '[BLANK_AUDIO]', '(musique)', '...', '♪'])('heard nothing in "%s"', async (text) => {
    server.will(words(text));
    expect(await hearing().transcribe(MP3, {})).toEqual(failed('nothing_heard'));
  });

  it.each([
    [500, '{}', 'unavailable'],
    [401, '{"error":{}}', 'unavailable'],
    [302, '', 'unavailable'],
    [413, '', 'too_long'],
    [415, '', 'unsupported'],
    [200, 'not json', 'unavailable'],
    [200, '{"words":"mal au ventre"}', 'unavailable'],
    [200, '{"text":7}', 'unavailable'],
    [200, 'null', 'unavailable'],
    [200, JSON.stringify({ text: 'a'.repeat(300_000) }), 'unavailable'],
  ])('answers %i %.30s: %s, after one request', async (status, body, reason) => {
    server.will({ kind: 'answer', status, body });
    expect(await hearing().transcribe(MP3, {})).toEqual(failed(reason));
    expect(server.asked).toHaveLength(1);
  });

  it('is asked once more when the connection breaks, and only once more', async () => {
    server.will({ kind: 'cut' }, words('bonjour'));
    expect(await hearing().transcribe(MP3, {})).toMatchObject({ kind: 'heard', text: 'bonjour' });
    expect(server.asked).toHaveLength(2);
    server.will({ kind: 'cut' });
    expect(await hearing().transcribe(MP3, {})).toEqual(failed('unavailable'));
    expect(server.asked).toHaveLength(2);
  });

  it('is given up in time when it says nothing, without a second try, and when nobody listens', async () => {
    server.will({ kind: 'never' });
    const started = performance.now();
    expect(await hearing({ timeoutMilliseconds: 200 }).transcribe(MP3, {})).toEqual(failed('unavailable'));
    expect(performance.now() - started).toBeLessThan(1500);
    expect(server.asked).toHaveLength(1);
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const address = nobody.address();
    await new Promise((resolve) => nobody.close(resolve));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const gone = hearing({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await gone.transcribe(MP3, {})).toEqual(failed('unavailable'));
  });

  it('is sent nothing that is too large, too long or silent', async () => {
    server.will(words('bonjour'));
    const large = { bytes: new Uint8Array(2 * 1024 * 1024 + 1), mediaType: 'audio/mpeg' };
    expect(await hearing().transcribe(large, {})).toEqual(failed('too_long'));
    expect(await hearing({ maxSeconds: 1 }).transcribe(VOICE_NOTE, {})).toEqual(failed('too_long'));
    const header = Buffer.alloc(44 + 32_000);
    header.writeUInt32LE(200, 28);
    expect(await hearing().transcribe({ bytes: header, mediaType: 'audio/wav' }, {})).toEqual(failed('too_long'));
    const silence = readFileSync(new URL('../../fixtures/audio/silence.ogg', import.meta.url));
    expect(await hearing().transcribe({ ...VOICE_NOTE, bytes: silence }, {})).toEqual(failed('nothing_heard'));
    const garbage = { bytes: new Uint8Array(5000).fill(7), mediaType: 'audio/ogg' };
    expect(await hearing().transcribe(garbage, {})).toEqual(failed('unsupported'));
    expect(server.asked).toHaveLength(0);
  });

  it('keeps its key out of everything that is printed', () => {
    const options: TranscriptionServerOptions = { baseUrl: 'http://x', model: 'm', apiKey: new Sensitive('held-key') };
    expect(JSON.stringify(options)).not.toContain('held-key');
  });
});
