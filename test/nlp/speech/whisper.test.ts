import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTranscriber } from '../../../bot/open.js';
import type { LanguageTag } from '../../../core/language.js';
import { loadEar } from '../../../nlp/speech/ear.js';
import { openLocalWhisper, type Transcriber } from '../../../nlp/speech/index.js';
import { transcriberSuite } from '../../suites/transcriber.suite.js';

const fixture = (file: string): string => fileURLToPath(new URL(`../../fixtures/${file}`, import.meta.url));
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(fixture(file)));
const MODEL = fixture('tiny-whisper');
const FRENCH = { bytes: bytesOf('audio/voice-note.fr.ogg'), mediaType: 'audio/ogg; codecs=opus' };
const DARIJA = { bytes: bytesOf('tiny-whisper/voice-note.ary.ogg'), mediaType: 'audio/ogg; codecs=opus' };
const FEVER = { bytes: bytesOf('tiny-whisper/fever.fr.wav'), mediaType: 'audio/wav' };
const [BELLY, HEAD, HOT] = ["J'ai mal au ventre depuis hier.", 'راسي كيضرني', "J'ai de la fièvre."];

const hint = (language: string) => ({ language: language as LanguageTag });
const heard = (text: string, language: string) => ({ kind: 'heard', text, language, confidence: null });
const failed = (reason: string) => ({ kind: 'failed', reason });
const folders: string[] = [];
const copyOfModel = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'labas whisper '));
  folders.push(folder);
  cpSync(MODEL, folder, { recursive: true });
  return folder;
};

/** FEVER's format: 16-bit mono at 22.05 kHz. Silence, and the recording of FEVER at each of these seconds. */
function wave(seconds: number, ...places: readonly number[]): Uint8Array {
  const sound = Buffer.from(FEVER.bytes);
  const long = Buffer.alloc(44 + seconds * 44_100);
  sound.copy(long, 0, 0, 44);
  long.writeUInt32LE(long.length - 44, 40);
  for (const at of places) sound.copy(long, 44 + at * 44_100, 44);
  return long;
}

let whisper: Transcriber;
let toBreak: Transcriber;
beforeAll(async () => {
  [whisper, toBreak] = await Promise.all([
    openLocalWhisper({ directory: MODEL }),
    openLocalWhisper({ directory: MODEL, timeoutMilliseconds: 5000 }),
  ]);
});
afterAll(async () => {
  await whisper.close?.();
  await toBreak.close?.();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
afterEach(() => void vi.restoreAllMocks());

transcriberSuite('a Whisper on this machine', () => ({
  transcriber: toBreak,
  speech: FRENCH,
  breakIt: () => void toBreak.close?.(),
  within: 2,
}));

describe('a Whisper on this machine', () => {
  it('hears French and Darija in voice notes, told the language or not, and WAV', async () => {
    expect(await whisper.transcribe(FRENCH, hint('fr'))).toEqual(heard(BELLY, 'fr'));
    expect(await whisper.transcribe(DARIJA, hint('ary-Arab'))).toEqual(heard(HEAD, 'ar'));
    expect(await whisper.transcribe(FEVER, hint('fr'))).toEqual(heard(HOT, 'fr'));
    expect(await whisper.transcribe(DARIJA, {})).toEqual(heard(HEAD, 'ar'));
    expect(await whisper.transcribe(FRENCH, hint('shi-Latn'))).toEqual(heard(BELLY, 'fr'));
  });

  it('does as it is told about the language', async () => {
    expect(await whisper.transcribe(FRENCH, hint('ary'))).toMatchObject({ kind: 'heard', language: 'ar' });
  });

  it('hears one after the other, in the order in which they came', async () => {
    const order: string[] = [];
    const all = [FRENCH, DARIJA, FEVER, FRENCH].map(async (recording) => {
      const result = await whisper.transcribe(recording, {});
      order.push(result.kind === 'heard' ? result.text : result.reason);
    });
    await Promise.all(all);
    // Ogg takes a moment to decode before it stands in line, WAV none.
    expect(order).toEqual([HOT, BELLY, HEAD, BELLY]);
  });

  it('hears what is longer than its window piece by piece, and loses nothing between', async () => {
    const long = { bytes: wave(20, 1, 6, 17), mediaType: 'audio/wav' };
    expect(await whisper.transcribe(long, hint('fr'))).toEqual(heard([HOT, HOT, HOT].join(' '), 'fr'));
  });

  it('hears nothing in silence and in noise', async () => {
    const silence = { bytes: bytesOf('audio/silence.ogg'), mediaType: 'audio/ogg' };
    expect(await whisper.transcribe(silence, {})).toEqual(failed('nothing_heard'));
    const noise = wave(4);
    for (let at = 44; at < noise.length; at += 2) Buffer.from(noise.buffer).writeInt16LE((at * 7919) % 301, at);
    expect(await whisper.transcribe({ bytes: noise, mediaType: 'audio/wav' }, {})).toEqual(failed('nothing_heard'));
  });

  it('refuses other formats and what is too long, before anything is heard', async () => {
    expect(await whisper.transcribe({ ...FRENCH, mediaType: 'audio/mpeg' }, {})).toEqual(failed('unsupported'));
    const compressed = Uint8Array.from(FEVER.bytes);
    compressed[20] = 7; // mu-law
    expect(await whisper.transcribe({ ...FEVER, bytes: compressed }, {})).toEqual(failed('unsupported'));
    const short = await openLocalWhisper({ directory: MODEL, maxSeconds: 1, maxBytes: 60_000 });
    expect(await short.transcribe(FRENCH, {})).toEqual(failed('too_long'));
    expect(await short.transcribe(FEVER, {})).toEqual(failed('too_long'));
    expect(await short.transcribe({ bytes: wave(2), mediaType: 'audio/wav' }, {})).toEqual(failed('too_long'));
    await short.close?.();
  });

  it('never holds up the event loop', async () => {
    const long = { bytes: wave(40, 1, 5, 9, 13, 17, 21, 25, 29, 33, 37), mediaType: 'audio/wav' };
    let [last, longest] = [performance.now(), 0];
    const started = last;
    const before = performance.eventLoopUtilization();
    const tick = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const result = await whisper.transcribe(long, {});
    clearInterval(tick);
    expect(result.kind).toBe('heard');
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
    expect(longest).toBeLessThan((performance.now() - started) / 2);
  });

  it('answers "unavailable" when the time is up, waiting included', async () => {
    const hasty = await openLocalWhisper({ directory: MODEL, timeoutMilliseconds: 1 });
    const all = await Promise.all([FRENCH, DARIJA].map((recording) => hasty.transcribe(recording, {})));
    expect(all).toEqual([failed('unavailable'), failed('unavailable')]);
    await hasty.close?.();
    await hasty.close?.();
  });
});

describe('the folder of a Whisper', () => {
  const unavailable = { code: 'MODEL_UNAVAILABLE' };

  it('is refused when it is missing or broken', async () => {
    await expect(openLocalWhisper({ directory: '/nowhere/whisper' })).rejects.toMatchObject(unavailable);
    const other = copyOfModel();
    const config: unknown = JSON.parse(readFileSync(path.join(other, 'config.json'), 'utf8'));
    writeFileSync(path.join(other, 'config.json'), JSON.stringify({ ...(config as object), model_type: 'bart' }));
    const broken = copyOfModel();
    writeFileSync(path.join(broken, 'onnx', 'encoder_model.onnx'), 'no graph');
    for (const directory of [other, broken]) {
      await expect(openLocalWhisper({ directory })).rejects.toMatchObject(unavailable);
    }
  });

  it('is read in its 8-bit form where that is there', async () => {
    const folder = copyOfModel();
    for (const graph of ['encoder_model', 'decoder_model_merged']) {
      renameSync(path.join(folder, 'onnx', `${graph}.onnx`), path.join(folder, 'onnx', `${graph}_quantized.onnx`));
    }
    const small = await openLocalWhisper({ directory: folder });
    expect(await small.transcribe(FEVER, hint('fr'))).toEqual(heard(HOT, 'fr'));
    await small.close?.();
  });

  it('is reported once by the bot, which goes on without', async () => {
    const problems: string[] = [];
    const keep = (problem: string): void => void problems.push(problem);
    expect(await openTranscriber({ kind: 'local', directory: '/nowhere/whisper' }, keep)).toBeNull();
    expect(problems).toEqual([expect.stringContaining('/nowhere/whisper')]);
    expect(await openTranscriber(null, keep)).toBeNull();
    expect(problems).toHaveLength(1);
  });

  it('is read from disk alone: nothing is fetched, whatever is missing', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const connected = vi.spyOn(Socket.prototype, 'connect');
    const ear = await loadEar(MODEL);
    expect(await ear.hear(new Float32Array(16_000), null)).toEqual({ text: '', language: null });
    for (const file of ['tokenizer.json', 'preprocessor_config.json', 'generation_config.json', 'onnx']) {
      const folder = copyOfModel();
      rmSync(path.join(folder, file), { recursive: true });
      await expect(loadEar(folder)).rejects.toThrow();
    }
    expect(fetched).not.toHaveBeenCalled();
    expect(connected).not.toHaveBeenCalled();
  });
});
