import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { Band, NodeId, Pack, Release, Rule } from '../flow.js';
import { slotsOf, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';
import { influences } from './influence.js';

/** Facts about the person that decide which rules apply at all; asking them is never a question too many. */
const PERSON_SLOTS: readonly string[] = ['patient', 'age_days', 'sex', 'pregnancy', 'postpartum'];

/** What the questions of a release can still lead to, by the form of the rules alone. */
export interface Reach {
  /** Nodes an answer to which may make an emergency rule hold, or opens a question whose answer may. */
  emergencyNodes(packs: readonly string[], bands: readonly Band[]): ReadonlySet<NodeId>;
  /** True when the node only asks who the person is. */
  asksPerson(node: NodeId): boolean;
  /** The most urgent level that the questions of the pack can lead to. */
  worstOf(pack: string, bands: readonly Band[]): TriageLevel;
}

const memo = new WeakMap<Release, Reach>();

/** Computed once per release: a release never changes. */
export function reachOf(release: Release): Reach {
  let reach = memo.get(release);
  if (reach === undefined) memo.set(release, (reach = computeReach(release)));
  return reach;
}

function computeReach(release: Release): Reach {
  const influence = influences(release);
  const filled = new Map<NodeId, ReadonlySet<string>>();
  const aboutPerson = new Set<NodeId>();
  for (const pack of release.packs.values()) {
    for (const node of pack.nodes.values()) {
      const own = slotsOf(specOf(node));
      if (own.size > 0 && [...own].every((slot) => PERSON_SLOTS.includes(slot))) aboutPerson.add(node.id);
      filled.set(node.id, new Set([...own].flatMap((slot) => [...influence(slot)])));
    }
  }
  const relevant = new Map<string, ReadonlySet<NodeId>>();
  const worst = new Map<string, TriageLevel>();

  function emergencyNodes(packs: readonly string[], bands: readonly Band[]): ReadonlySet<NodeId> {
    const key = `${packs.join(',')}|${bands.join(',')}`;
    const known = relevant.get(key);
    if (known !== undefined) return known;
    const all = packs.flatMap((id) => release.packs.get(id) ?? []);
    const rules = [...release.signs, ...all.flatMap((pack) => pack.rules)];
    const read = new Set(rules.filter((rule) => rule.level === 'emergency' && applies(rule, bands)).flatMap(readBy));
    const nodes = new Set<NodeId>();
    for (let before = -1; before !== nodes.size;) {
      before = nodes.size;
      for (const node of all.flatMap((pack) => [...pack.nodes.values()])) {
        const kind = specOf(node).kind;
        const opens = kind === 'also' || kind === 'complaint';
        if (nodes.has(node.id) || !(opens || meets(filled.get(node.id), read))) continue;
        nodes.add(node.id);
        if (node.when !== null) for (const slot of slotsRead(node.when)) read.add(slot);
      }
    }
    relevant.set(key, nodes);
    return nodes;
  }

  return {
    emergencyNodes,
    asksPerson: (node) => aboutPerson.has(node),
    worstOf(id, bands) {
      const key = `${id}|${bands.join(',')}`;
      const known = worst.get(key);
      if (known !== undefined) return known;
      const pack = release.packs.get(id);
      if (pack === undefined) return TRIAGE_LEVELS[0];
      const slots = new Set([...pack.nodes.keys()].flatMap((node) => [...(filled.get(node) ?? [])]));
      const level = worstRule([...release.signs, ...pack.rules], slots, bands, pack);
      worst.set(key, level);
      return level;
    },
  };
}

function worstRule(
  rules: readonly Rule[],
  slots: ReadonlySet<string>,
  bands: readonly Band[],
  pack: Pack,
): TriageLevel {
  let level = pack.otherwise;
  for (const rule of rules) {
    if (urgencyRank(rule.level) > urgencyRank(level) && applies(rule, bands) && meets(new Set(readBy(rule)), slots)) {
      level = rule.level;
    }
  }
  return level;
}

function applies(rule: Rule, bands: readonly Band[]): boolean {
  return rule.bands.length === 0 || rule.bands.some((band) => bands.includes(band));
}

function readBy(rule: Rule): readonly string[] {
  const slots = rule.when === null ? [] : [...slotsRead(rule.when)];
  return rule.sign === null ? slots : [rule.sign, ...slots];
}

function meets(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): boolean {
  if (a === undefined) return false;
  for (const slot of a) if (b.has(slot)) return true;
  return false;
}
