import type { Band, Condition } from '../flow.js';
import { BANDS } from '../flow.js';

/** A condition that cannot be read: what was expected, what was found, and where in the text. */
export class ConditionError extends Error {
  /** Offset into the text, in UTF-16 units. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ConditionError';
    this.offset = offset;
  }
}

interface Token {
  readonly text: string;
  readonly offset: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?\d+(?:\.\d+)?)|(<=|>=|[<>=(){},]))/y;
const WORDS: readonly string[] = ['and', 'or', 'in', 'not', 'unknown', 'in_band', 'any'];
const COMPARISONS = ['<', '<=', '>', '>=', '='] as const;

/**
 * Reads a condition: `and`, `or`, brackets, findings, comparisons, `slot in {a, b}`, `unknown(slot)`, `in_band(P)`,
 * `any 2 of (a, b, c)`. Throws `ConditionError`. `not` is refused: with it, one sign more could make a person look less ill.
 */
export function parseCondition(text: string): Condition {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): string => tokens[at]?.text ?? '';
  const offset = (): number => tokens[at]?.offset ?? text.length;
  const fail = (expected: string): never => {
    throw new ConditionError(`expected ${expected}, found ${peek() === '' ? 'the end' : `"${peek()}"`}`, offset());
  };
  const take = (wanted: string): void => {
    if (peek() !== wanted) fail(`"${wanted}"`);
    at += 1;
  };
  const name = (what: string): string => {
    const word = peek();
    if (word === 'not') {
      throw new ConditionError(
        'a condition cannot say "not": one sign more must never make a person look less ill. Ask a question before, or turn it round',
        offset(),
      );
    }
    if (!/^[A-Za-z_]/.test(word) || WORDS.includes(word)) fail(what);
    at += 1;
    return word;
  };
  const number = (): number => {
    const word = peek();
    if (!/^-?\d/.test(word)) fail('a number');
    at += 1;
    return Number(word);
  };

  function anyOf(): Condition {
    const parts = [allOf()];
    while (peek() === 'or') {
      at += 1;
      parts.push(allOf());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { op: 'any', of: parts };
  }

  function allOf(): Condition {
    const parts = [single()];
    while (peek() === 'and') {
      at += 1;
      parts.push(single());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { op: 'all', of: parts };
  }

  function single(): Condition {
    switch (peek()) {
      case '(': {
        at += 1;
        const inner = anyOf();
        take(')');
        return inner;
      }
      case 'unknown': {
        at += 1;
        take('(');
        const slot = name('a slot');
        take(')');
        return { op: 'unknown', slot };
      }
      case 'in_band': {
        at += 1;
        take('(');
        const found = BANDS.find((band) => band === peek());
        const band: Band = found ?? fail(`a band (${BANDS.join(', ')})`);
        at += 1;
        take(')');
        return { op: 'band', band };
      }
      case 'any':
        return counted();
      default:
        return aboutSlot();
    }
  }

  function counted(): Condition {
    take('any');
    const place = offset();
    const atLeast = number();
    take('of');
    take('(');
    const of = [anyOf()];
    while (peek() === ',') {
      at += 1;
      of.push(anyOf());
    }
    take(')');
    if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > of.length) {
      throw new ConditionError(`expected a whole number from 1 to ${of.length}, found "${atLeast}"`, place);
    }
    return { op: 'count', atLeast, of };
  }

  function aboutSlot(): Condition {
    const slot = name('a finding, a comparison, unknown(), in_band(), any … of () or a bracket');
    const is = COMPARISONS.find((comparison) => comparison === peek());
    if (is !== undefined) {
      at += 1;
      return { op: 'compare', slot, is, value: number() };
    }
    if (peek() !== 'in') return { op: 'finding', slot };
    at += 1;
    take('{');
    const values = [value()];
    while (peek() === ',') {
      at += 1;
      values.push(value());
    }
    take('}');
    return { op: 'in', slot, values };
  }

  /** Values may be words of the language, such as `unknown`. */
  function value(): string {
    const word = peek();
    if (!/^[A-Za-z_]/.test(word)) fail('a value');
    at += 1;
    return word;
  }

  const condition = anyOf();
  if (at < tokens.length) fail('and, or, or the end');
  return condition;
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const place = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
      throw new ConditionError(`expected a word, a number or a sign, found "${text[place] ?? ''}"`, place);
    }
    const word = match[1] ?? match[2] ?? match[3] ?? '';
    tokens.push({ text: word, offset: TOKEN.lastIndex - word.length });
  }
  return tokens;
}

/** The condition as it would be written. */
export function printCondition(condition: Condition): string {
  switch (condition.op) {
    case 'finding':
      return condition.slot;
    case 'compare':
      return `${condition.slot} ${condition.is} ${condition.value}`;
    case 'in':
      return `${condition.slot} in {${condition.values.join(', ')}}`;
    case 'unknown':
      return `unknown(${condition.slot})`;
    case 'band':
      return `in_band(${condition.band})`;
    case 'count':
      return `any ${condition.atLeast} of (${condition.of.map(printCondition).join(', ')})`;
    case 'all':
      return condition.of
        .map((part) => (part.op === 'any' ? `(${printCondition(part)})` : printCondition(part)))
        .join(' and ');
    case 'any':
      return condition.of.map(printCondition).join(' or ');
  }
}

/** Every slot the condition looks at; bands look at none. */
export function slotsRead(condition: Condition): ReadonlySet<string> {
  const slots = new Set<string>();
  const visit = (part: Condition): void => {
    if (part.op === 'band') return;
    if (part.op === 'all' || part.op === 'any' || part.op === 'count') part.of.forEach(visit);
    else slots.add(part.slot);
  };
  visit(condition);
  return slots;
}
