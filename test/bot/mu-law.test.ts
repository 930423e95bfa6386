import { expect, it } from 'vitest';
import { toMuLaw } from '../../scripts/mu-law.js';

/** One second of a 440 Hz tone, 16-bit mono PCM at 22 050 Hz. */
function tone(): Buffer {
  const samples = 22_050;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(22_050, 24);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  for (let index = 0; index < samples; index++) {
    wav.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * 440 * index) / 22_050)), 44 + index * 2);
  }
  return wav;
}

/** G.711 backwards. */
function decode(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = (((value & 0x0f) << 3) + 0x84) << ((value >> 4) & 7);
  return (value & 0x80) !== 0 ? 0x84 - magnitude : magnitude - 0x84;
}

it('turns 22 kHz PCM into 8 kHz mu-law that still sounds the same tone at the same loudness', () => {
  const out = toMuLaw(tone());
  expect(out.readUInt16LE(20)).toBe(7);
  expect(out.readUInt32LE(24)).toBe(8000);
  const samples = [...out.subarray(46)].map(decode);
  expect(samples.length).toBe(8000);
  const crossings = samples.filter((sample, index) => index > 0 && sample >= 0 && (samples[index - 1] ?? 0) < 0).length;
  expect(Math.abs(crossings - 440)).toBeLessThanOrEqual(2);
  expect(Math.max(...samples)).toBeGreaterThan(11_000);
  expect(Math.max(...samples)).toBeLessThan(13_000);
});
