import type { Release } from '../flow.js';
import { slotsOfScore, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';

/** Slots that may change when one slot does, itself included: implications, implied choices, derivations and scores, repeated. */
export function influences(release: Release): (slot: string) => ReadonlySet<string> {
  let found = memoized.get(release);
  if (found === undefined) memoized.set(release, (found = influencesOf(release)));
  return found;
}

/** Found once per release: a release never changes. */
const memoized = new WeakMap<Release, (slot: string) => ReadonlySet<string>>();

function influencesOf(release: Release): (slot: string) => ReadonlySet<string> {
  const edges = edgesOf(release);
  const memo = new Map<string, ReadonlySet<string>>();
  return (slot) => {
    const known = memo.get(slot);
    if (known !== undefined) return known;
    const reached = new Set([slot]);
    for (const from of reached) for (const to of edges.get(from) ?? []) reached.add(to);
    memo.set(slot, reached);
    return reached;
  };
}

function edgesOf(release: Release): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    const targets = edges.get(from);
    if (targets === undefined) edges.set(from, new Set([to]));
    else targets.add(to);
  };
  const { implies, choices, derived } = release.derivations;
  for (const [from, rights] of implies) for (const { to } of rights) add(from, to);
  for (const { from, slot } of choices) add(from, slot);
  for (const { slot, when, decides } of derived) {
    for (const read of slotsRead(when)) add(read, slot);
    if (decides !== null) add(decides, slot);
  }
  add('age_days', 'age_months');
  add('age_days', 'age_years');
  add('weight_kg', 'bmi_kg_m2');
  add('height_cm', 'bmi_kg_m2');
  for (const pack of release.packs.values()) {
    for (const spec of [...pack.nodes.values()].map(specOf)) {
      if (spec.kind === 'score') for (const slot of slotsOfScore(spec)) add(slot, spec.slot);
    }
  }
  return edges;
}
