import { describe, expect, it } from 'vitest';
import { isSilent, piecesOf, resampled, SAMPLE_RATE } from '../../../nlp/speech/sound.js';
import { readWav, wav } from '../../../nlp/speech/wav.js';

const tone = (hertz: number, rate: number, seconds: number): Float32Array =>
  new Float32Array(rate * seconds).map((_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / rate));
/** Without the ends, where there is nothing to take a mean with. */
const loudest = (samples: Float32Array): number =>
  samples.slice(2, -2).reduce((most, each) => Math.max(most, Math.abs(each)), 0);

describe('WAV', () => {
  it('comes back as it was written', () => {
    const samples = tone(440, SAMPLE_RATE, 1);
    const read = readWav(wav(samples));
    expect(read?.rate).toBe(SAMPLE_RATE);
    expect(read?.samples.length).toBe(samples.length);
    expect(read?.samples.every((each, at) => Math.abs(each - samples[at]!) < 1e-3)).toBe(true);
  });

  it('is read with other chunks in front, with two channels, and when it was cut off', () => {
    const plain = Buffer.from(wav(Float32Array.of(0.5, 0.25, 0.5, -0.5)));
    plain.writeUInt16LE(2, 22);
    const note = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const read = readWav(Buffer.concat([plain.subarray(0, 12), note, plain.subarray(12)]));
    expect([...(read?.samples ?? [])].map((each) => each.toFixed(2))).toEqual(['0.38', '0.00']);
    expect(readWav(plain.subarray(0, 49))?.samples.length).toBe(1);
  });

  it('is nothing else', () => {
    const whole = wav(tone(440, SAMPLE_RATE, 1));
    for (const end of [0, 3, 11, 20, 36, 43]) expect(readWav(whole.subarray(0, end))).toBeNull();
    const changed = (at: number, value: number): Uint8Array => Uint8Array.from(whole).fill(value, at, at + 1);
    // Not RIFF, not PCM, no channel, a rate of nothing, 8 bits.
    for (const other of [changed(0, 0), changed(20, 3), changed(22, 0), changed(25, 0), changed(34, 8)]) {
      expect(readWav(other)).toBeNull();
    }
  });
});

describe('a sound at another rate', () => {
  it.each([8000, 22_050, 44_100, 48_000])('keeps its length and its tone from %i Hz', (rate) => {
    const same = resampled({ rate, samples: tone(300, rate, 1) });
    expect(same.length).toBe(SAMPLE_RATE);
    const wanted = tone(300, SAMPLE_RATE, 1);
    expect(loudest(same.map((each, at) => each - wanted[at]!))).toBeLessThan(0.03);
  });

  it('keeps little of what 16 kHz cannot carry', () => {
    expect(loudest(resampled({ rate: 48_000, samples: tone(15_000, 48_000, 1) }))).toBeLessThan(0.01);
  });
});

describe('the pieces of a sound', () => {
  it('are one where it is short, and otherwise all of it, cut in pauses', () => {
    const short = tone(200, SAMPLE_RATE, 5);
    expect(piecesOf(short, 6)).toEqual([short]);
    const long = tone(200, SAMPLE_RATE, 20);
    for (const pause of [4.5, 10, 14.9]) long.fill(0, pause * SAMPLE_RATE, (pause + 0.4) * SAMPLE_RATE);
    const pieces = piecesOf(long, 6);
    const ends = pieces.map((_, at) => pieces.slice(0, at + 1).reduce((sum, each) => sum + each.length, 0));
    expect(ends.at(-1)).toBe(long.length);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(6 * SAMPLE_RATE);
    expect(ends.slice(0, 3).every((end) => long[end] === 0)).toBe(true);
  });

  it('are silent where nobody speaks', () => {
    expect(isSilent(new Float32Array(100).fill(0.002))).toBe(true);
    expect(isSilent(Float32Array.of(0, 0.01))).toBe(false);
  });
});
