import { influences } from '../engine/influence.js';
import type { Condition, Node, Pack, Release } from '../flow.js';
import { slotsOf, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';

/** Which signs of the common lists a pack can tell apart: what it asks, reads, or ties to something that it asks. */
export interface Seen {
  /** Entries of the list that the pack sees, by their id. */
  of(node: Node): ReadonlySet<string>;
}

/**
 * A sign that `pack` does not see makes a difference to it only by the level that it gave and by the questions that are left
 * after it. Seen are: slots that its questions name, that its guards, rules and bumps read, and that a row of the table or a
 * derivation reads together with one of them.
 */
export function seenBy(release: Release, pack: Pack): Seen {
  const influence = influences(release);
  const nodes = [...pack.nodes.values()];
  const asked = new Set(nodes.flatMap((node) => [...slotsOf(specOf(node))].flatMap((slot) => [...influence(slot)])));
  const seen = new Set(asked);
  const see = (condition: Condition | null): void => {
    if (condition !== null) for (const slot of slotsRead(condition)) seen.add(slot);
  };
  for (const node of nodes) see(node.when);
  for (const rule of [...pack.rules, ...pack.bump]) see(rule.when);
  const tie = (slots: readonly string[]): void => {
    if (slots.some((slot) => asked.has(slot))) for (const slot of slots) seen.add(slot);
  };
  for (const { sign, when } of release.signs) {
    tie([...(sign === null ? [] : [sign]), ...(when === null ? [] : slotsRead(when))]);
  }
  for (const { slot, when, decides } of release.derivations.derived) {
    tie([slot, ...slotsRead(when), ...(decides === null ? [] : [decides])]);
  }
  return {
    of(node) {
      const spec = specOf(node);
      const entries = spec.kind === 'signs' ? spec.entries : [];
      const isSeen = (slot: string): boolean => [...influence(slot)].some((each) => seen.has(each));
      return new Set(entries.filter((entry) => Object.keys(entry.set).some(isSeen)).map((entry) => entry.id));
    },
  };
}
