import { influences } from '../engine/influence.js';
import type { Condition, Node, Pack, Release, Rule } from '../flow.js';
import { slotsOf, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';

/** Facts about the person: a rule about one sign may read them without tying the sign to another one. */
const PERSON: ReadonlySet<string> = new Set([
  'patient',
  'age_days',
  'age_months',
  'age_years',
  'sex',
  'pregnancy',
  'postpartum',
]);

/**
 * Signs of a list that say nothing more once they are answered: no other question asks for them, no guard reads them, and no
 * rule reads them together with another finding. All that such a sign does is to raise the level by its own row, so of several
 * in one list that lead to the same, one stands for all, alone and beside any other.
 */
export interface Spent {
  /** Entries of the list that are spent, by their id; empty for another kind of question. */
  of(node: Node): ReadonlySet<string>;
}

export function spentOf(release: Release, packs: readonly Pack[], withComplaint: boolean): Spent {
  const influence = influences(release);
  const tied = tiedSlots(release, packs, withComplaint);
  const nodes = [...new Map(packs.flatMap((pack) => [...pack.nodes])).values()];
  const namedBy = new Map<string, number>();
  for (const spec of nodes.map(specOf)) {
    // An overview asks for nothing that its lists do not ask for.
    if (spec.kind === 'overview') continue;
    for (const slot of slotsOf(spec)) namedBy.set(slot, (namedBy.get(slot) ?? 0) + 1);
  }
  const found = new Map<string, ReadonlySet<string>>();

  function of(node: Node): ReadonlySet<string> {
    const known = found.get(node.id);
    if (known !== undefined) return known;
    const spec = specOf(node);
    const entries = spec.kind === 'signs' ? spec.entries : [];
    const named = entries.flatMap((entry) => Object.keys(entry.set));
    const isSpent = (slot: string): boolean =>
      [...influence(slot)].every(
        (each) =>
          !tied.has(each) &&
          (namedBy.get(each) ?? 0) <= (named.includes(each) ? 1 : 0) &&
          named.filter((other) => other === each).length <= 1,
      );
    const ids = entries.filter((entry) => Object.keys(entry.set).every(isSpent)).map((entry) => entry.id);
    found.set(node.id, new Set(ids));
    return found.get(node.id) ?? new Set();
  }
  return { of };
}

/** Slots that some rule, guard or derivation reads together with another slot that is not about the person. */
function tiedSlots(release: Release, packs: readonly Pack[], withComplaint: boolean): ReadonlySet<string> {
  const tied = new Set<string>();
  const tie = (condition: Condition | null): void => {
    if (condition !== null) for (const slot of slotsRead(condition)) tied.add(slot);
  };
  const rule = ({ sign, when }: Pick<Rule, 'sign' | 'when'>): void => {
    const read = when === null ? [] : [...slotsRead(when)].filter((slot) => !PERSON.has(slot));
    const about = new Set(sign === null ? read : [sign, ...read]);
    if (about.size > 1) for (const slot of about) tied.add(slot);
  };
  release.signs.forEach(rule);
  for (const derivation of release.derivations.derived) {
    tie(derivation.when);
    tied.add(derivation.slot);
    if (derivation.decides !== null) tied.add(derivation.decides);
  }
  for (const choice of release.derivations.choices) tied.add(choice.from).add(choice.slot);
  for (const pack of packs) {
    pack.rules.forEach(rule);
    // One step up is taken at the end from what all rules give, so what it reads is never spent.
    for (const bump of pack.bump) tie(bump.when);
    for (const node of pack.nodes.values()) tie(node.when);
  }
  if (withComplaint) for (const pack of release.packs.values()) tie(pack.enter);
  return tied;
}
