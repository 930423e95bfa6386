import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { COMMON } from '../engine/index.js';
import type { Band, Condition, Node, NodeId, Option, Pack, Release, Rule, Slots } from '../flow.js';
import { specOf, type NodeSpec } from '../nodes/index.js';
import { printCondition, slotsRead } from '../rules/parse.js';

/** One small fault put into a release on purpose. */
export interface Mutant {
  readonly id: string;
  readonly kind: 'flipped comparison' | 'dropped red flag' | 'swapped target' | 'lowered level';
  /** What was done, for people. */
  readonly what: string;
  /** `file:line:column` of what was changed. */
  readonly place: string;
  /** Packs whose questions or rules were changed; empty: the table of signs. */
  readonly packs: readonly string[];
  /** Slots that the fault is about. */
  readonly slots: readonly string[];
  release(): Release;
}

/** Every mutant of the table of signs and of every pack, in a fixed order. */
export function mutantsOf(release: Release): readonly Mutant[] {
  const found: Omit<Mutant, 'id'>[] = [...ofTable(release)];
  const seen = new Set<NodeId>();
  for (const pack of release.packs.values()) {
    found.push(...ofRules(release, pack));
    for (const node of pack.nodes.values()) {
      // A step of a sub-flow is one node in every pack that calls it.
      if (seen.has(node.id)) continue;
      seen.add(node.id);
      found.push(...ofNode(release, node));
    }
  }
  return found.map((mutant, index) => ({ ...mutant, id: `m${index + 1}` }));
}

function ofTable(release: Release): readonly Omit<Mutant, 'id'>[] {
  const about = { packs: [], place: '' };
  return release.signs.flatMap((row, index) => {
    const slots = [...(row.sign === null ? [] : [row.sign]), ...(row.when === null ? [] : slotsRead(row.when))];
    const changed = (signs: readonly Rule[]): Release => ({ ...release, signs });
    const base = { ...about, slots, place: row.place };
    const flips = flipsOf(row.when).map(({ what, when }): Omit<Mutant, 'id'> => ({
      ...base,
      kind: 'flipped comparison',
      what: `${row.id}: ${what}`,
      release: () => changed(release.signs.with(index, { ...row, when })),
    }));
    if (urgencyRank(row.level) < urgencyRank('urgent')) return flips;
    const dropped: Omit<Mutant, 'id'> = {
      ...base,
      kind: 'dropped red flag',
      what: `the row ${row.id} is gone`,
      release: () => changed(release.signs.filter((_row, at) => at !== index)),
    };
    return [dropped, ...flips];
  });
}

function ofRules(release: Release, pack: Pack): readonly Omit<Mutant, 'id'>[] {
  const changed = (part: Partial<Pack>): Release => withPack(release, { ...pack, ...part });
  const rules = pack.rules.flatMap((rule, index) => {
    const base = { packs: [pack.id], slots: rule.when === null ? [] : [...slotsRead(rule.when)], place: rule.place };
    const flips = flipsOf(rule.when).map(({ what, when }): Omit<Mutant, 'id'> => ({
      ...base,
      kind: 'flipped comparison',
      what: `${rule.id}: ${what}`,
      release: () => changed({ rules: pack.rules.with(index, { ...rule, when }) }),
    }));
    const lower = below(rule.level);
    if (lower === null || isFloorOfTheYoungest(rule)) return flips;
    const lowered: Omit<Mutant, 'id'> = {
      ...base,
      kind: 'lowered level',
      what: `${rule.id} gives ${lower} and not ${rule.level}`,
      release: () => changed({ rules: pack.rules.with(index, { ...rule, level: lower }) }),
    };
    return [lowered, ...flips];
  });
  const bumps = pack.bump.flatMap((bump, index) =>
    flipsOf(bump.when).map(({ what, when }): Omit<Mutant, 'id'> => ({
      packs: [pack.id],
      slots: [...slotsRead(bump.when)],
      place: `${pack.id}: bump`,
      kind: 'flipped comparison',
      what: `${bump.id}: ${what}`,
      release: () => changed({ bump: pack.bump.with(index, { ...bump, when }) }),
    })),
  );
  return [...rules, ...bumps];
}

/**
 * Only for band N, and "today": the engine gives every baby under 60 days that much at the end, and so does the pack of the
 * newborn, which is asked of each of them. One step lower shows to nobody.
 */
function isFloorOfTheYoungest({ level, when }: Rule): boolean {
  const parts = when?.op === 'all' ? when.of : [when];
  return level === 'same_day' && parts.some((part) => part?.op === 'band' && part.band === 'N');
}

function ofNode(release: Release, node: Node): readonly Omit<Mutant, 'id'>[] {
  const holders = [...release.packs.values()].filter((pack) => pack.nodes.has(node.id));
  const packs = holders.map((pack) => pack.id);
  // What the danger lists have asked already drops out of a list of a pack: a fault there shows to nobody.
  const before = packs.includes(COMMON) ? new Set<string>() : askedBefore(release, node, holders);
  const justBefore = askedJustBefore(node, holders);
  const isNew = ({ set }: Option): boolean =>
    Object.keys(set).some((slot) => !before.has(slot)) && Object.keys(set).some((slot) => !justBefore.has(slot));
  const spec = specOf(node);
  const base = { packs, place: node.place };
  const mutants: Omit<Mutant, 'id'>[] = flipsOf(node.when).map(({ what, when }) => ({
    ...base,
    slots: node.when === null ? [] : [...slotsRead(node.when)],
    kind: 'flipped comparison',
    what: `when ${node.id} is asked: ${what}`,
    release: () => withNode(release, node.id, (own) => (sameGuard(own, node) ? { ...own, when } : own)),
  }));
  const options = optionsOf(spec);
  if (spec.kind === 'signs' && spec.danger) {
    options.forEach((entry, index) => {
      if (options.length < 2 || !isNew(entry) || !Object.keys(entry.set).some((slot) => isRedFlag(release, slot)))
        return;
      mutants.push({
        ...base,
        slots: Object.keys(entry.set),
        kind: 'dropped red flag',
        what: `${node.id} no longer asks for ${entry.id}`,
        release: () =>
          withNode(release, node.id, (own) => ({ ...own, spec: withOptions(spec, options.toSpliced(index, 1)) })),
      });
    });
  }
  options.slice(1).forEach((option, index) => {
    const other = options[index];
    if (other === undefined || sameSet(option, other) || !isNew(option) || !isNew(other)) return;
    // A plain "no" says what the other answers do not: swapping it is another fault than this one.
    if (![option, other].every(({ set }) => Object.values(set).some((value) => value !== 'absent'))) return;
    const swapped = options.with(index, filling(other, option)).with(index + 1, filling(option, other));
    mutants.push({
      ...base,
      slots: [...Object.keys(option.set), ...Object.keys(other.set)],
      kind: 'swapped target',
      what: `${node.id}: "${other.id}" fills what "${option.id}" should, and the reverse`,
      release: () => withNode(release, node.id, (own) => ({ ...own, spec: withOptions(spec, swapped) })),
    });
  });
  return mutants;
}

/** Slots that the danger lists of every band ask, to whose people the question may be put. */
function askedBefore(release: Release, node: Node, holders: readonly Pack[]): ReadonlySet<string> {
  const named = bandsIn(node.when);
  const bands = named.length > 0 ? named : holders.flatMap((pack) => pack.bands);
  const lists = [...(release.packs.get(COMMON)?.nodes.values() ?? [])];
  const askedOf = (band: Band): ReadonlySet<string> => {
    const those: readonly Band[] = ['E', 'P', 'PP'].includes(band) ? ['A', band] : [band];
    const put = lists.filter((list) => bandsIn(list.when).some((each) => those.includes(each)));
    return new Set(put.flatMap((list) => optionsOf(specOf(list)).flatMap((entry) => Object.keys(entry.set))));
  };
  const [first, ...others] = [...new Set(bands)].map(askedOf);
  return new Set([...(first ?? [])].filter((slot) => others.every((each) => each.has(slot))));
}

/**
 * Slots of a list that stands right above in every pack with this step and is put to everybody that this one is put to:
 * whoever is asked this one has answered that one, and what it asked drops out.
 */
function askedJustBefore(node: Node, holders: readonly Pack[]): ReadonlySet<string> {
  const [first, ...others] = holders.map((pack): ReadonlySet<string> => {
    const above = pack.nodes.get(pack.steps[pack.steps.indexOf(node.id) - 1] ?? ('' as NodeId));
    const own = pack.nodes.get(node.id);
    if (above === undefined || own === undefined || !holdsAsWell(above.when, own.when)) return new Set();
    const spec = specOf(above);
    return new Set(spec.kind === 'signs' ? spec.entries.flatMap((entry) => Object.keys(entry.set)) : []);
  });
  return new Set([...(first ?? [])].filter((slot) => others.every((each) => each.has(slot))));
}

/** Whether `wide` holds wherever `narrow` does; seen only where it is plain: no condition, the same, or one of several. */
function holdsAsWell(wide: Condition | null, narrow: Condition | null): boolean {
  if (wide === null || JSON.stringify(wide) === JSON.stringify(narrow)) return true;
  return wide.op === 'any' && wide.of.some((part) => holdsAsWell(part, narrow));
}

/** Bands that a guard names. */
function bandsIn(when: Condition | null): readonly Band[] {
  if (when === null) return [];
  if (when.op === 'band') return [when.band];
  return when.op === 'all' || when.op === 'any' || when.op === 'count' ? when.of.flatMap(bandsIn) : [];
}

function isRedFlag(release: Release, slot: string): boolean {
  return release.signs.some((row) => row.sign === slot && urgencyRank(row.level) >= urgencyRank('urgent'));
}

/** `option` that fills what `other` should: what its words mean to the patient who picks it stays. */
function filling(option: Option, other: Option): Option {
  return { ...option, set: other.set, means: option.means ?? meantBy(option.set) };
}

/** When an answer that says nothing else is true: one of its findings is present, and its numbers and choices are the patient's. */
function meantBy(set: Slots): Condition {
  const findings = Object.entries(set).flatMap(([slot, value]): Condition[] =>
    value === 'present' ? [{ op: 'finding', slot }] : [],
  );
  const values = Object.entries(set).flatMap(([slot, value]): Condition[] => {
    if (typeof value === 'number') return [{ op: 'compare', slot, is: '=', value }];
    return value === 'present' || value === 'absent' || value === 'unsure' ? [] : [{ op: 'in', slot, values: [value] }];
  });
  return { op: 'all', of: [...(findings.length > 0 ? [{ op: 'any', of: findings } as const] : []), ...values] };
}

/** Guards of one step differ from pack to pack by the calls above it. */
function sameGuard(a: Node, b: Node): boolean {
  return JSON.stringify(a.when) === JSON.stringify(b.when);
}

function sameSet(a: Option, b: Option): boolean {
  return JSON.stringify(Object.entries(a.set).sort()) === JSON.stringify(Object.entries(b.set).sort());
}

function optionsOf(spec: NodeSpec): readonly Option[] {
  if (spec.kind === 'signs') return spec.entries;
  return spec.kind === 'choice' || spec.kind === 'number' ? spec.options : [];
}

function withOptions(spec: NodeSpec, options: readonly Option[]): NodeSpec {
  if (spec.kind === 'signs') return { ...spec, entries: options };
  return spec.kind === 'choice' || spec.kind === 'number' ? { ...spec, options } : spec;
}

function withPack(release: Release, pack: Pack): Release {
  return { ...release, packs: new Map([...release.packs, [pack.id, pack]]) };
}

/** The step with another part, in every pack that has it; each keeps its own guard, which the calls above it have made. */
function withNode(release: Release, id: NodeId, change: (own: Node) => Node): Release {
  const packs = [...release.packs].map(([name, pack]): [string, Pack] => {
    const own = pack.nodes.get(id);
    return [name, own === undefined ? pack : { ...pack, nodes: new Map([...pack.nodes, [id, change(own)]]) }];
  });
  return { ...release, packs: new Map(packs) };
}

function below(level: TriageLevel): TriageLevel | null {
  return TRIAGE_LEVELS[urgencyRank(level) - 1] ?? null;
}

const FLIPPED = { '>=': '<', '<': '>=', '>': '<=', '<=': '>', '=': '=' } as const;

/** The condition with one of its comparisons the other way round, once for each. */
function flipsOf(condition: Condition | null): readonly { readonly what: string; readonly when: Condition }[] {
  if (condition === null) return [];
  switch (condition.op) {
    case 'compare': {
      if (condition.is === '=') return [];
      const when: Condition = { ...condition, is: FLIPPED[condition.is] };
      return [{ what: `"${printCondition(when)}" for "${printCondition(condition)}"`, when }];
    }
    case 'all':
    case 'any':
    case 'count':
      return condition.of.flatMap((part, index) =>
        flipsOf(part).map(({ what, when }) => ({ what, when: { ...condition, of: condition.of.with(index, when) } })),
      );
    case 'finding':
    case 'in':
    case 'unknown':
    case 'band':
      return [];
  }
}
