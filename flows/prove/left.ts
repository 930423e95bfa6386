import type { Node, Slots } from '../flow.js';
import { slotsOf, slotsOfScore, specOf, type NodeSpec } from '../nodes/index.js';

/** What of one question is still to be asked, as far as the answers so far say. */
export interface Left {
  /** Which parts are open, and how; two states with the same text are asked the same. */
  readonly text: string;
  /** Slots that an answer may set. */
  readonly slots: readonly string[];
}

/**
 * `null`: nothing of it is left, and nothing ever will be, because what is known stays known.
 *
 * Mirrors when a kind of question has no prompt (flows/nodes): a sign drops out of its list once all its slots are known; a
 * choice is over once all slots its options name are known for sure; a number, once it is a number.
 */
export function leftOf(node: Node, known: Slots): Left | null {
  const spec = specOf(node);
  switch (spec.kind) {
    case 'signs': {
      const entries = spec.entries.map((entry) => Object.keys(entry.set));
      const open = entries.filter((slots) => slots.some((slot) => known[slot] === undefined));
      if (open.length === 0) return null;
      const text = entries.map((slots) =>
        open.includes(slots) ? slots.map((slot) => bit(known[slot] === undefined)).join('') : '-',
      );
      return { text: text.join(' '), slots: open.flat() };
    }
    case 'choice': {
      const named = namedBy(spec);
      if (named.length > 0 && named.every((slot) => isSure(known, slot))) return null;
      return { text: named.map((slot) => bit(isSure(known, slot))).join(''), slots: [...slotsOf(spec)] };
    }
    case 'number':
      return typeof known[spec.slot] === 'number' ? null : { text: '', slots: [...slotsOf(spec)] };
    case 'age':
      return typeof known['age_days'] === 'number' ? null : { text: '', slots: ['age_days'] };
    case 'complaint':
    case 'also':
      return { text: '', slots: [] };
    case 'score': {
      // Counted when it is come to, from all that is known then: who differs in an input is told apart.
      const inputs = [...slotsOfScore(spec)].map((slot) => `${slot}=${known[slot] ?? ''}`);
      return { text: inputs.join(' '), slots: [spec.slot] };
    }
  }
}

/** True when the question will be put if it is come to, whatever is answered before: something of it no answer can settle. */
export function staysOpen(node: Node, known: Slots, open: ReadonlySet<string>): boolean {
  const spec = specOf(node);
  switch (spec.kind) {
    case 'signs':
      return spec.entries.some((entry) =>
        Object.keys(entry.set).some((slot) => known[slot] === undefined && !open.has(slot)),
      );
    case 'choice': {
      const named = namedBy(spec);
      return named.length === 0 || named.some((slot) => !isSure(known, slot) && !open.has(slot));
    }
    case 'number':
      return typeof known[spec.slot] !== 'number' && !open.has(spec.slot);
    case 'age':
      return typeof known['age_days'] !== 'number' && !open.has('age_days');
    case 'complaint':
    case 'also':
    case 'score':
      return false;
  }
}

function namedBy(spec: NodeSpec & { kind: 'choice' }): readonly string[] {
  let named = memo.get(spec);
  if (named === undefined) {
    memo.set(spec, (named = [...new Set(spec.options.flatMap((option) => Object.keys(option.set)))]));
  }
  return named;
}

/** Looked at for every state; a spec never changes. */
const memo = new WeakMap<NodeSpec, readonly string[]>();

function isSure(known: Slots, slot: string): boolean {
  const value = known[slot];
  return value !== undefined && value !== 'unknown' && value !== 'unsure';
}

function bit(is: boolean): string {
  return is ? '1' : '0';
}
