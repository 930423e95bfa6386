import { setImmediate } from 'node:timers/promises';
import { isSilent, resampled, SAMPLE_RATE } from './sound.js';
import type { Recording, TranscribeFailure } from './transcriber.js';
import { readWav, wav, wavSeconds } from './wav.js';

/** Bytes decoded before others get a turn: some seconds of a voice note. */
const PIECE = 8192;

/** What is sent on: bytes, their type, and a file name by which servers tell the format. */
export interface Playable {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string;
}

/** Formats that transcription servers read themselves. The key is the media type without parameters. */
const AS_IT_IS: ReadonlyMap<string, string> = new Map([
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['audio/m4a', 'm4a'],
  ['audio/x-m4a', 'm4a'],
  ['audio/aac', 'aac'],
  ['audio/amr', 'amr'],
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/webm', 'webm'],
]);
const OGG: ReadonlySet<string> = new Set(['audio/ogg', 'application/ogg', 'audio/opus']);

/**
 * A recording as a server can read it: voice notes of WhatsApp (Ogg with Opus) become WAV, other sounds stay as they are.
 * The length in seconds is known for Ogg and WAV; of other formats only the bytes are limited.
 */
export async function playable(recording: Recording, maxSeconds: number): Promise<Playable | TranscribeFailure> {
  const type = typeOf(recording);
  if (OGG.has(type)) {
    const samples = await samplesOf(recording, maxSeconds);
    return typeof samples === 'string' ? samples : { bytes: wav(samples), mediaType: 'audio/wav', name: 'voice.wav' };
  }
  const extension = AS_IT_IS.get(type);
  if (extension === undefined || recording.bytes.byteLength === 0) return 'unsupported';
  if (extension === 'wav' && wavSeconds(recording.bytes) > maxSeconds) return 'too_long';
  return { bytes: recording.bytes, mediaType: type, name: `voice.${extension}` };
}

/**
 * The sound itself, mono at `SAMPLE_RATE`, -1 … 1, of Ogg with Opus and of 16-bit PCM WAV; any other format is `unsupported`.
 * Silence is `nothing_heard`. Never throws, whatever the bytes.
 */
export async function samplesOf(recording: Recording, maxSeconds: number): Promise<Float32Array | TranscribeFailure> {
  const type = typeOf(recording);
  const read = OGG.has(type)
    ? await decodeOpus(recording.bytes, maxSeconds)
    : AS_IT_IS.get(type) === 'wav'
      ? decodeWav(recording.bytes, maxSeconds)
      : 'unsupported';
  if (typeof read === 'string') return read;
  if (read.length === 0) return 'unsupported';
  return isSilent(read) ? 'nothing_heard' : read;
}

function typeOf(recording: Recording): string {
  return (recording.mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

function decodeWav(bytes: Uint8Array, maxSeconds: number): Float32Array | TranscribeFailure {
  const sound = readWav(bytes);
  if (sound === null) return 'unsupported';
  return sound.samples.length > maxSeconds * sound.rate ? 'too_long' : resampled(sound);
}

/** The decoder is loaded on first use and answers garbage with nothing. */
async function decodeOpus(bytes: Uint8Array, maxSeconds: number): Promise<Float32Array | TranscribeFailure> {
  const { OggOpusDecoder } = await import('ogg-opus-decoder');
  // The rate is missing from the package's types; without it 48 kHz come out.
  const options = { forceStereo: false, sampleRate: SAMPLE_RATE };
  const decoder = new OggOpusDecoder(options);
  const pieces: Float32Array[] = [];
  let length = 0;
  const keep = (channels: readonly Float32Array[]): void => {
    const mono = mixed(channels);
    pieces.push(mono);
    length += mono.length;
  };
  try {
    await decoder.ready;
    for (let at = 0; at < bytes.byteLength; at += PIECE) {
      // Typed as a value, and a promise all the same.
      const { channelData } = await Promise.resolve(decoder.decode(bytes.subarray(at, at + PIECE)));
      keep(channelData);
      if (length > maxSeconds * SAMPLE_RATE) return 'too_long';
      await setImmediate();
    }
    keep((await decoder.flush()).channelData);
  } catch {
    // Ogg with something else in it than Opus.
    return 'unsupported';
  } finally {
    decoder.free();
  }
  if (length > maxSeconds * SAMPLE_RATE) return 'too_long';
  const samples = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return samples;
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first, ...more] = channels;
  if (first === undefined || more.length === 0) return first ?? new Float32Array();
  return first.map((sample, at) => more.reduce((sum, each) => sum + (each[at] ?? 0), sample) / channels.length);
}
