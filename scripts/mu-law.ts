/** A WAV of 16-bit mono PCM at any rate → a WAV of 8-bit mu-law at 8 kHz (ITU-T G.711). Throws on another kind of WAV. */
export function toMuLaw(wav: Buffer): Buffer {
  if (
    wav.toString('latin1', 0, 4) !== 'RIFF' ||
    wav.readUInt16LE(20) !== 1 ||
    wav.readUInt16LE(22) !== 1 ||
    wav.readUInt16LE(34) !== 16
  ) {
    throw new Error('expected 16-bit mono PCM');
  }
  const rate = wav.readUInt32LE(24);
  const start = wav.indexOf('data', 36, 'latin1') + 8;
  const count = Math.floor((wav.length - start) / 2);
  const step = rate / 8000;
  const length = Math.floor(count / step);
  const data = Buffer.alloc(length);
  for (let index = 0; index < length; index++) {
    // The mean over one output sample keeps high tones from folding back as noise.
    const from = Math.floor(index * step);
    const to = Math.max(from + 1, Math.floor((index + 1) * step));
    let sum = 0;
    for (let at = from; at < to; at++) sum += wav.readInt16LE(start + at * 2);
    data[index] = encode(Math.round(sum / (to - from)));
  }
  const header = Buffer.alloc(46);
  header.write('RIFF', 0);
  header.writeUInt32LE(38 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(7, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.writeUInt16LE(0, 36);
  header.write('data', 38);
  header.writeUInt32LE(data.length, 42);
  return Buffer.concat([header, data]);
}

const BIAS = 0x84;
const CLIP = 32_635;

function encode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
