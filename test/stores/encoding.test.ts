import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, decodeKey, encodeKey, versionSource } from '../../bot/store/encoding.js';
import type { Key } from '../../bot/store/store.js';

const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 4 })
  .filter((text) => !/\p{Surrogate}/u.test(text) && !text.includes('\u0000'));
const key = fc.tuple(segment, segment, fc.array(segment, { maxLength: 3 })).map(([a, b, path]): Key => [a, b, ...path]);

describe('encoded keys', () => {
  it('can be decoded', () => {
    fc.assert(
      fc.property(key, (one) => {
        expect(decodeKey(encodeKey(one))).toEqual(one);
      }),
    );
    expect(decodeKey('only a collection')).toBeNull();
  });

  it('compare like their UTF-8 bytes, which is how the databases compare them', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [left, right] = [encodeKey(one), encodeKey(other)];
        expect(Math.sign(compareKeys(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
  });
});

describe('versions', () => {
  it('do not come twice, from one source or two', () => {
    const [one, other] = [versionSource(), versionSource()];
    const made = Array.from({ length: 1000 }, () => [one(), other()]).flat();
    expect(new Set(made).size).toBe(2000);
  });
});
