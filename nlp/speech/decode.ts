import { setImmediate } from 'node:timers/promises';
import type { Recording, TranscribeFailure } from './transcriber.js';

/** Every recogniser we know of works at this rate. */
export const SAMPLE_RATE = 16_000;
/** Bytes decoded before others get a turn: some seconds of a voice note. */
const PIECE = 8192;
/** Below this no sample is louder than the noise of an empty room; recognisers invent words for silence. */
const QUIET = 0.003;

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
  const type = (recording.mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (OGG.has(type)) {
    const samples = await decodeOpus(recording.bytes, maxSeconds);
    return typeof samples === 'string' ? samples : { bytes: wav(samples), mediaType: 'audio/wav', name: 'voice.wav' };
  }
  const extension = AS_IT_IS.get(type);
  if (extension === undefined || recording.bytes.byteLength === 0) return 'unsupported';
  if (extension === 'wav' && wavSeconds(recording.bytes) > maxSeconds) return 'too_long';
  return { bytes: recording.bytes, mediaType: type, name: `voice.${extension}` };
}

/** Mono samples at `SAMPLE_RATE`. The decoder is loaded on first use and answers garbage with nothing. */
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
  if (length === 0) return 'unsupported';
  if (length > maxSeconds * SAMPLE_RATE) return 'too_long';
  const samples = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return samples.some((sample) => Math.abs(sample) > QUIET) ? samples : 'nothing_heard';
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first, ...more] = channels;
  if (first === undefined || more.length === 0) return first ?? new Float32Array();
  return first.map((sample, at) => more.reduce((sum, each) => sum + (each[at] ?? 0), sample) / channels.length);
}

/** 16-bit mono WAV. */
export function wav(samples: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // one channel
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(SAMPLE_RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + at * 2);
  });
  return bytes;
}

/** Length by the rate in the header; 0 where there is no such header. */
function wavSeconds(bytes: Uint8Array): number {
  if (bytes.byteLength < 44) return 0;
  const perSecond = new DataView(bytes.buffer, bytes.byteOffset).getUint32(28, true);
  return perSecond === 0 ? 0 : (bytes.byteLength - 44) / perSecond;
}
