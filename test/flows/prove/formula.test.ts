import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFormulas, FALSE, TRUE, type Formula, type Formulas } from '../../../flows/prove/formula.js';

const NAMES = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof NAMES)[number];

/** An expression that can be built as a formula and worked out by hand. */
type Expression =
  | { readonly op: 'atom'; readonly name: Name }
  | { readonly op: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly op: 'atLeast'; readonly count: number; readonly of: readonly Expression[] };

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ op: fc.constant('atom' as const), name: fc.constantFrom(...NAMES) }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('expression'), { maxLength: 3 }),
    }),
    fc.record({
      op: fc.constant('atLeast' as const),
      count: fc.nat(3),
      of: fc.array(tie('expression'), { maxLength: 4 }),
    }),
  ),
}));

function build(formulas: Formulas, expression: Expression): Formula {
  if (expression.op === 'atom') return formulas.atom(expression.name, expression.name);
  const parts = expression.of.map((part) => build(formulas, part));
  if (expression.op === 'atLeast') return formulas.atLeast(expression.count, parts);
  return expression.op === 'and' ? parts.reduce(formulas.and, TRUE) : parts.reduce(formulas.or, FALSE);
}

function isTrue(expression: Expression, world: ReadonlySet<Name>): boolean {
  if (expression.op === 'atom') return world.has(expression.name);
  const count = expression.of.filter((part) => isTrue(part, world)).length;
  if (expression.op === 'atLeast') return count >= expression.count;
  return expression.op === 'and' ? count === expression.of.length : count > 0;
}

const WORLDS: readonly ReadonlySet<Name>[] = Array.from(
  { length: 16 },
  (_, bits) => new Set(NAMES.filter((_name, index) => (bits >> index) % 2 === 1)),
);

const table = (expression: Expression): string =>
  WORLDS.map((world) => (isTrue(expression, world) ? '1' : '0')).join('');

/** Place of the strongest layer with a true formula, in every world. */
const strongest = (layers: readonly (readonly Expression[])[]): string =>
  WORLDS.map((world) => layers.findIndex((layer) => layer.some((each) => isTrue(each, world)))).join();

describe('a formula', () => {
  it('is the same number exactly when it is true in the same worlds', () => {
    fc.assert(
      fc.property(expression, expression, (one, other) => {
        const formulas = createFormulas();
        expect(build(formulas, one) === build(formulas, other)).toBe(table(one) === table(other));
      }),
    );
  });

  it('is FALSE or TRUE when nothing is left to wait for', () => {
    const formulas = createFormulas();
    expect(formulas.atLeast(1, [])).toBe(FALSE);
    expect(formulas.atLeast(0, [])).toBe(TRUE);
    expect(formulas.or(formulas.atom('a', 'a'), TRUE)).toBe(TRUE);
    expect(formulas.and(formulas.atom('a', 'a'), FALSE)).toBe(FALSE);
  });

  it('names the slots it waits for', () => {
    const formulas = createFormulas();
    const formula = formulas.and(formulas.atom('fever?', 'fever'), formulas.atom('the end', null));
    expect(formulas.slotsOf(formula)).toEqual(['fever']);
  });
});

describe('layers', () => {
  it('have one text exactly when the same layer wins in every world', () => {
    const layers = fc.array(fc.array(expression, { maxLength: 3 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(layers, layers, (some, others) => {
        const formulas = createFormulas();
        const text = (each: readonly (readonly Expression[])[]): string =>
          formulas.layered(each.map((layer) => layer.map((part) => build(formulas, part))));
        expect(text(some) === text(others)).toBe(strongest(some) === strongest(others));
      }),
    );
  });

  it('leave out what a stronger layer says already', () => {
    const formulas = createFormulas();
    const [a, b] = [formulas.atom('a', 'a'), formulas.atom('b', 'b')];
    expect(formulas.layered([[a], [formulas.and(a, b), b]])).toBe(formulas.layered([[a], [b]]));
    expect(formulas.layered([[a], [b]])).not.toBe(formulas.layered([[b], [a]]));
  });
});
