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
      let text = '';
      const open: string[] = [];
      for (const slots of entriesOf(spec)) {
        text += ' ';
        if (!slots.some((slot) => known[slot] === undefined)) text += '-';
        else {
          for (const slot of slots) text += bit(known[slot] === undefined);
          open.push(...slots);
        }
      }
      return open.length === 0 ? null : { text, slots: open };
    }
    case 'overview': {
      const open = spec.slots.filter((slot) => known[slot] === undefined);
      // Its lists follow, and tell which of their signs are open.
      return open.length === 0 ? null : { text: '', slots: open };
    }
    case 'choice': {
      const named = namedBy(spec);
      if (named.length > 0 && named.every((slot) => isSure(known, slot))) return null;
      let text = '';
      for (const slot of named) text += bit(isSure(known, slot));
      return { text, slots: [...slotsOf(spec)] };
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
      return entriesOf(spec).some((slots) => slots.some((slot) => known[slot] === undefined && !open.has(slot)));
    case 'choice': {
      const named = namedBy(spec);
      return named.length === 0 || named.some((slot) => !isSure(known, slot) && !open.has(slot));
    }
    case 'number':
      return typeof known[spec.slot] !== 'number' && !open.has(spec.slot);
    case 'age':
      return typeof known['age_days'] !== 'number' && !open.has('age_days');
    // Whether it is put hangs on how many of its lists are open.
    case 'overview':
    case 'complaint':
    case 'also':
    case 'score':
      return false;
  }
}

/** The slots of each sign of a list. */
function entriesOf(spec: NodeSpec & { kind: 'signs' }): readonly (readonly string[])[] {
  let entries = slotsOfEntries.get(spec);
  if (entries === undefined) {
    slotsOfEntries.set(spec, (entries = spec.entries.map((entry) => Object.keys(entry.set))));
  }
  return entries;
}

function namedBy(spec: NodeSpec & { kind: 'choice' }): readonly string[] {
  let named = slotsOfOptions.get(spec);
  if (named === undefined) {
    slotsOfOptions.set(spec, (named = [...new Set(spec.options.flatMap((option) => Object.keys(option.set)))]));
  }
  return named;
}

/** Looked at for every state; a spec never changes. */
const slotsOfEntries = new WeakMap<NodeSpec, readonly (readonly string[])[]>();
const slotsOfOptions = new WeakMap<NodeSpec, readonly string[]>();

function isSure(known: Slots, slot: string): boolean {
  const value = known[slot];
  return value !== undefined && value !== 'unknown' && value !== 'unsure';
}

function bit(is: boolean): string {
  return is ? '1' : '0';
}
