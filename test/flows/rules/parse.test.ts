import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS, type Condition } from '../../../flows/flow.js';
import { ConditionError, parseCondition, printCondition, slotsRead } from '../../../flows/rules/parse.js';

const finding = (slot: string): Condition => ({ op: 'finding', slot });

describe('reading a condition', () => {
  it('binds "and" closer than "or", and brackets closest', () => {
    expect(parseCondition('a or b and c')).toEqual({
      op: 'any',
      of: [finding('a'), { op: 'all', of: [finding('b'), finding('c')] }],
    });
    expect(parseCondition('(a or b) and c')).toEqual({
      op: 'all',
      of: [{ op: 'any', of: [finding('a'), finding('b')] }, finding('c')],
    });
  });

  it('reads every form of the language', () => {
    expect(parseCondition('temperature_celsius >= 38.5')).toEqual({
      op: 'compare',
      slot: 'temperature_celsius',
      is: '>=',
      value: 38.5,
    });
    expect(parseCondition('sex in {f, unknown}')).toEqual({ op: 'in', slot: 'sex', values: ['f', 'unknown'] });
    expect(parseCondition('unknown(cough_days)')).toEqual({ op: 'unknown', slot: 'cough_days' });
    expect(parseCondition('in_band(PP)')).toEqual({ op: 'band', band: 'PP' });
    expect(parseCondition('any 2 of (a, b or c, x > 1)')).toEqual({
      op: 'count',
      atLeast: 2,
      of: [
        finding('a'),
        { op: 'any', of: [finding('b'), finding('c')] },
        { op: 'compare', slot: 'x', is: '>', value: 1 },
      ],
    });
    expect(parseCondition('x >= -3')).toMatchObject({ value: -3 });
  });

  it('does not care about spaces and line breaks', () => {
    expect(parseCondition(' a\n  and(b)or\tx>=1 ')).toEqual(parseCondition('(a and b) or x >= 1'));
  });

  it.each([
    ['', 0, 'expected a finding, a comparison, unknown(), in_band(), any … of () or a bracket, found the end'],
    ['fever and', 9, 'found the end'],
    ['fever and or cough', 10, 'found "or"'],
    ['(fever or cough', 15, 'expected ")", found the end'],
    ['fever cough', 6, 'expected and, or, or the end, found "cough"'],
    ['fever >= many', 9, 'expected a number, found "many"'],
    ['fever && cough', 6, 'found "&"'],
    ['sex in (f)', 7, 'expected "{", found "("'],
    ['sex in {}', 8, 'expected a value, found "}"'],
    ['in_band(X)', 8, 'expected a band (N, C, A, E, P, PP), found "X"'],
    ['unknown(38)', 8, 'expected a slot, found "38"'],
    ['any of (a, b)', 4, 'expected a number, found "of"'],
    ['any 0 of (a, b)', 4, 'expected a whole number from 1 to 2, found "0"'],
    ['any 3 of (a, b)', 4, 'expected a whole number from 1 to 2, found "3"'],
    ['any 1.5 of (a, b)', 4, 'expected a whole number from 1 to 2, found "1.5"'],
    ['fever and not cough', 10, 'a condition cannot say "not"'],
    ['not (fever)', 0, 'a condition cannot say "not"'],
  ])('refuses %j at character %i', (text, offset, message) => {
    const error = errorOf(text);
    expect(error.offset).toBe(offset);
    expect(error.message).toContain(message);
  });

  it('never throws anything but a refusal with a place inside the text', () => {
    const words = fc.constantFrom(
      'and',
      'or',
      'not',
      'any',
      'of',
      'in',
      '2',
      '<',
      '>=',
      '(',
      ')',
      '{',
      '}',
      ',',
      'fever',
      '§',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join(' ');
        try {
          parseCondition(text);
        } catch (error) {
          if (!(error instanceof ConditionError)) throw error;
          expect(error.offset).toBeGreaterThanOrEqual(0);
          expect(error.offset).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

const slot = fc.constantFrom('fever', 'cough', 'chest_pain', 'age_days');
const { condition } = fc.letrec<{ condition: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.oneof(
    slot.map((id): Condition => ({ op: 'finding', slot: id })),
    slot.map((id): Condition => ({ op: 'unknown', slot: id })),
    fc.constantFrom(...BANDS).map((band): Condition => ({ op: 'band', band })),
    fc
      .tuple(slot, fc.constantFrom('<', '<=', '>', '>=', '='), fc.integer({ min: -5, max: 500 }))
      .map(([id, is, value]): Condition => ({ op: 'compare', slot: id, is, value: value / 2 })),
    fc
      .tuple(slot, fc.array(fc.constantFrom('f', 'm', 'unknown', 'in'), { minLength: 1, maxLength: 3 }))
      .map(([id, values]): Condition => ({ op: 'in', slot: id, values })),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom('all', 'any'), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }))
      .map(([op, of]): Condition => ({ op, of })),
    fc
      .array(tie('condition'), { minLength: 2, maxLength: 3 })
      .map((of): Condition => ({ op: 'count', atLeast: 2, of })),
  ),
}));

describe('printing a condition', () => {
  it('gives a text that is read back as a condition with the same meaning', () => {
    fc.assert(
      fc.property(condition, (written) => {
        const again = parseCondition(printCondition(written));
        expect(flat(again)).toEqual(flat(written));
        expect(printCondition(again)).toBe(printCondition(written));
      }),
    );
  });

  it('names every slot that is read, and no band', () => {
    const read = slotsRead(parseCondition('in_band(N) and (a or any 1 of (b, unknown(c))) and d in {x} and e < 3'));
    expect([...read].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

/** "a and (b and c)" is "a and b and c": brackets that say nothing are not printed. */
function flat(part: Condition): Condition {
  if (part.op === 'count') return { ...part, of: part.of.map(flat) };
  if (part.op !== 'all' && part.op !== 'any') return part;
  const of = part.of.map(flat).flatMap((inner) => (inner.op === part.op ? inner.of : [inner]));
  return { op: part.op, of };
}

function errorOf(text: string): ConditionError {
  try {
    parseCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read`);
}
