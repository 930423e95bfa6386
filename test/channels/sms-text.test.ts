import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { foldToGsm, keepPairsWhole, smsParts, smsText } from '../../channels/sms-text.js';

/** GSM 03.38, default alphabet and extension, written out independently of the code: code point → septets. */
const REFERENCE = new Map<number, number>([
  ...[0x0a, 0x0d, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27].map((code): [number, number] => [code, 1]),
  ...range(0x28, 0x5a).map((code): [number, number] => [code, 1]),
  ...range(0x61, 0x7a).map((code): [number, number] => [code, 1]),
  ...[0x5f, 0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf, 0xe0].map(
    (code): [number, number] => [code, 1],
  ),
  ...[0xe4, 0xe5, 0xe6, 0xe8, 0xe9, 0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc].map((code): [number, number] => [
    code,
    1,
  ]),
  ...[0x393, 0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9].map((code): [number, number] => [code, 1]),
  ...[0x0c, 0x5b, 0x5c, 0x5d, 0x5e, 0x7b, 0x7c, 0x7d, 0x7e, 0x20ac].map((code): [number, number] => [code, 2]),
]);

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Packs as an operator does: no character and no escape sequence across a border. */
function referenceCount(text: string): { encoding: string; count: number } {
  const costs = Array.from(text).map((character) => REFERENCE.get(character.codePointAt(0) ?? 0) ?? null);
  const gsm = costs.every((cost) => cost !== null);
  const units = gsm ? costs : Array.from(text).map((character) => character.length);
  const [single, part] = gsm ? [160, 153] : [70, 67];
  const total = units.reduce((sum, unit) => sum + unit, 0);
  if (total <= single) return { encoding: gsm ? 'gsm7' : 'ucs2', count: 1 };
  let [count, used] = [1, 0];
  for (const unit of units) {
    if (used + unit > part) [count, used] = [count + 1, 0];
    used += unit;
  }
  return { encoding: gsm ? 'gsm7' : 'ucs2', count };
}

const french = fc.string({
  unit: fc.constantFrom(...Array.from('aeiou rstln éèàùçêâîôûœ’«»—…€[]141 .,?\n')),
  maxLength: 600,
});
const mixed = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from('راسيكضن ⴰⵣⵓⵍ ab éê'), '👍', '😞', '\u0651'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 400,
});

describe('folding to GSM-7', () => {
  it('keeps what the alphabet has and folds what French needs', () => {
    expect(foldToGsm('à é è ù É Ç')).toBe('à é è ù É Ç');
    expect(foldToGsm('reçu, fête, œil, « où » ’ — … À Ê ï')).toBe('recu, fete, oeil, "où" \' - ... A E i');
    expect(foldToGsm('39 °C')).toBe('39 C');
    expect(foldToGsm('decompose\u0301')).toBe('decomposé');
  });

  it('writes Amazigh in plain Latin letters', () => {
    expect(foldToGsm('iɣ ḥ ḍ ṭ ẓ ṛ ṣ ɛ č ǧ')).toBe('igh h d t z r s 3 tch dj');
  });

  it('leaves a text alone that cannot become GSM-7', () => {
    expect(foldToGsm('عيط على 141')).toBeNull();
    expect(smsText('« fête » راسي')).toBe('« fête » راسي');
    expect(smsText('ⴰⵣⵓⵍ')).toBe('ⴰⵣⵓⵍ');
  });

  it('always gives the alphabet, twice the same, and never loses a digit', () => {
    fc.assert(
      fc.property(french, (text) => {
        const folded = foldToGsm(text);
        expect(folded).not.toBeNull();
        for (const character of folded ?? '') expect(REFERENCE.has(character.codePointAt(0) ?? 0)).toBe(true);
        expect(foldToGsm(folded ?? '')).toBe(folded);
        expect(folded?.replace(/\D/gu, '')).toBe(text.replace(/\D/gu, ''));
      }),
    );
  });
});

describe('SMS parts', () => {
  it('judges every character of the basic plane as the standard does', () => {
    for (let code = 1; code < 0x3000; code += 1) {
      const character = String.fromCharCode(code);
      if (character.normalize('NFC') !== character || character.trim() === '' || foldToGsm(character) !== character)
        continue;
      expect(REFERENCE.has(code), code.toString(16)).toBe(true);
    }
    for (const code of REFERENCE.keys()) expect(smsParts(`a${String.fromCodePoint(code)}b`).encoding).toBe('gsm7');
  });

  it('counts as an exact packer does, loses nothing, and overfills no part', () => {
    fc.assert(
      fc.property(fc.oneof(french, mixed), (text) => {
        const { encoding, text: folded, parts } = smsParts(text);
        const reference = referenceCount(folded);
        expect({ encoding, count: parts.length }).toEqual(reference);
        expect(parts.join('')).toBe(folded);
        for (const part of parts) {
          expect(part).not.toMatch(/\p{Surrogate}/u);
          expect(referenceCount(part).count).toBe(1);
          if (parts.length > 1 && encoding === 'ucs2') expect(part.length).toBeLessThanOrEqual(67);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('counts as Twilio counts, for text without joined characters', () => {
    const plain = fc.string({
      unit: fc.constantFrom(...Array.from('aéè ç€[] راسي ⴰⵣ 12')),
      minLength: 1,
      maxLength: 500,
    });
    fc.assert(
      fc.property(plain, (text) => {
        const { text: folded, parts } = smsParts(text);
        fc.pre(folded !== '');
        expect(parts.length).toBe(new SegmentedMessage(folded).segmentsCount);
      }),
      { numRuns: 500 },
    );
  });

  it('cuts between words where that costs no part', () => {
    const arabic = 'كرشي كضرني بزاف من البارح وعندي السخانة والتقيا وما قادراش ناكل والو عافاكم جاوبوني';
    const { parts } = smsParts(arabic);
    expect(parts.length).toBe(2);
    const words = new Set(arabic.split(' '));
    for (const word of parts.flatMap((part) => part.trim().split(' '))) expect(words.has(word)).toBe(true);
  });

  it('cuts inside a word sooner than paying for another part', () => {
    const { parts } = smsParts(`${'س'.repeat(60)} ${'ض'.repeat(73)}`);
    expect(parts.map((part) => part.length)).toEqual([67, 67]);
  });

  it('never cuts an emoji, not even by the blind cutter of a gateway', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 90 }), (before, count) => {
        const text = keepPairsWhole('س'.repeat(before) + '👍'.repeat(count));
        expect(text.replaceAll(' ', '')).toBe('س'.repeat(before) + '👍'.repeat(count));
        if (text.length <= 70) return;
        for (let at = 0; at < text.length; at += 67) expect(text.slice(at, at + 67)).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
