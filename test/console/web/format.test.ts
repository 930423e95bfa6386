import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockTime, dateName, elapsed, fill, parseAge, searched, signOf, words } from '../../../console/web/format.js';

describe('how long ago', () => {
  it('reads as a stopwatch', () => {
    const shown = [0, 7000, 65_000, 725_400, 3_729_000, 90_000_000].map(elapsed);
    expect(shown).toEqual(['0:00', '0:07', '1:05', '12:05', '1:02:09', '25:00:00']);
  });

  it('is never negative, whatever the clocks say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 0 }), (milliseconds) => elapsed(milliseconds) === '0:00'),
    );
  });
});

describe('searching a name', () => {
  const texts = (...names: string[]) => names.map((text) => ({ text }));
  const found = (wanted: string, ...names: string[]) => searched(texts(...names), wanted).map(({ text }) => text);

  it('finds it without accents, vowel signs and the right alif, by any of its words', () => {
    expect(found('fievre', 'Toux', 'Fièvre')).toEqual(['Fièvre']);
    expect(found('ORAGE peau', 'Peau froide', 'Peau comme après l’orage')).toEqual(['Peau comme après l’orage']);
    expect(found('الام', 'آلام', 'حمى')).toEqual(['آلام']);
    expect(found('حمي', 'حُمّى')).toEqual(['حُمّى']);
    expect(found("l'effort", 'Douleur à l’effort')).toEqual(['Douleur à l’effort']);
  });

  it('puts the very name first, then what begins with it, and nothing before anything is typed', () => {
    expect(found('toux', 'Sang à la toux', 'Toux grasse', 'Toux')).toEqual(['Toux', 'Toux grasse', 'Sang à la toux']);
    expect(found('  ', 'Toux')).toEqual([]);
  });
});

describe('filling a text', () => {
  it('puts each value where its name stands and leaves an unknown name to be seen', () => {
    expect(fill('{a} et {b} et {a}', { a: 1, b: 'x' }, 'fr')).toBe('1 et x et 1');
    expect(fill('{a} {c}', { a: 1 }, 'fr')).toBe('1 {c}');
  });

  it('isolates a value that runs against the sentence, and only then', () => {
    expect(fill('فتح {label}', { label: 'K7Q2' }, 'ar')).toBe('فتح \u2068K7Q2\u2069');
    expect(fill('Tenu par {name}', { name: 'نادية' }, 'fr')).toBe('Tenu par \u2068نادية\u2069');
    expect(fill('Tenu par {name}', { name: 'Nadia' }, 'fr')).toBe('Tenu par Nadia');
    expect(fill('متكفل به: {name}', { name: 'نادية' }, 'ar')).toBe('متكفل به: نادية');
  });

  it('takes a value as it is, also one that looks like a pattern', () => {
    fc.assert(fc.property(fc.string(), (value) => fill('<{v}>', { v: value }, 'fr').includes(value)));
  });
});

describe('what comes from the desk', () => {
  it('is an age in its unit, or not understood', () => {
    expect(parseAge('7 m')).toEqual({ count: 7, unit: 'm' });
    expect(parseAge('54 y')).toEqual({ count: 54, unit: 'y' });
    expect([parseAge(''), parseAge('7'), parseAge('7 weeks'), parseAge('-1 y')]).toEqual([null, null, null, null]);
  });

  it('names the sign of a rule', () => {
    expect(signOf('sign:chest_pain:A:urgent')).toBe('chest_pain');
    expect(signOf('sign:age_days:N:urgent:2')).toBe('age_days');
    expect(signOf('fever_child.young_infant')).toBeNull();
    expect(words('fever_child.young_infant')).toBe('fever child young infant');
  });

  it('names a day with its year, the same day in every time zone', () => {
    expect(['fr', 'en'].map((language) => dateName('2026-12-01', language))).toEqual([
      '1 décembre 2026',
      '1 December 2026',
    ]);
    expect(dateName('2026-12-01', 'ar')).toMatch(/^1 .+ 2026$/);
  });

  it('shows times in Western digits in every language, as Morocco writes them', () => {
    for (const language of ['fr', 'ar', 'en']) expect(clockTime('2026-01-05T09:05:00', language)).toBe('09:05');
  });
});
