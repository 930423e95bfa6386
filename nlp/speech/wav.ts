import { SAMPLE_RATE, type Pcm } from './sound.js';

/** Formats of a `fmt ` chunk that may be PCM: plainly, and with a longer description behind it. */
const [PLAIN, EXTENSIBLE] = [1, 0xfffe];

/** 16-bit mono WAV of samples at `SAMPLE_RATE`. */
export function wav(samples: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(PLAIN, 20);
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

/** Length in seconds by the rate in the header; 0 where there is no such header. */
export function wavSeconds(bytes: Uint8Array): number {
  if (bytes.byteLength < 44) return 0;
  const perSecond = new DataView(bytes.buffer, bytes.byteOffset).getUint32(28, true);
  return perSecond === 0 ? 0 : (bytes.byteLength - 44) / perSecond;
}

/** The sound of a 16-bit PCM WAV, its channels mixed; one that was cut off gives what is there. `null`: something else. */
export function readWav(bytes: Uint8Array): Pcm | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 0, 4) !== 'RIFF' || buffer.toString('latin1', 8, 12) !== 'WAVE') return null;
  const format = chunk(buffer, 'fmt ');
  const data = chunk(buffer, 'data');
  if (format === null || format.length < 16 || data === null) return null;
  const kind = format.readUInt16LE(0);
  const isPcm = kind === PLAIN || (kind === EXTENSIBLE && format.length >= 26 && format.readUInt16LE(24) === PLAIN);
  const [channels, rate, bits] = [format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)];
  if (!isPcm || bits !== 16 || channels < 1 || channels > 8 || rate < 4000 || rate > 192_000) return null;
  const samples = new Float32Array(Math.floor(data.length / (2 * channels)));
  for (let at = 0; at < samples.length; at += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += data.readInt16LE((at * channels + channel) * 2);
    samples[at] = sum / channels / 32_768;
  }
  return { rate, samples };
}

/** The content of the first chunk of this name. */
function chunk(wave: Buffer, name: string): Buffer | null {
  for (let at = 12; at + 8 <= wave.length;) {
    const start = at + 8;
    const size = wave.readUInt32LE(at + 4);
    if (wave.toString('latin1', at, at + 4) === name) return wave.subarray(start, start + size);
    // Chunks begin at even places.
    at = start + size + (size % 2);
  }
  return null;
}
