import type { TextId } from '../../core/message.js';
import { moreUrgent, type TriageLevel } from '../../core/triage.js';
import { BANDS, type Band, type Node, type NodeId, type Option, type Pack, type Release, type Slots } from '../flow.js';
import { knownFrom } from '../engine/index.js';
import { packOf } from '../graph.js';
import { setsOf, slotsOf, specOf, UNSURE_TEXT, type ScoreSpec } from '../nodes/index.js';
import { firing } from '../rules/level.js';
import { printCondition, slotsRead } from '../rules/parse.js';

/** One answer as a reviewer reads it: what it fills, and what that means by itself in each band. */
export interface AnswerRow {
  /** Id of the option; `unsure`: "don't know". */
  readonly id: string;
  readonly text: TextId;
  readonly fills: Slots;
  /** What the answer leads to with nothing else known; `null`: no level by itself. */
  readonly alone: ReadonlyMap<Band, TriageLevel | null>;
  /** Rules that give these levels: ids, and where they come from. */
  readonly rules: readonly string[];
  readonly sources: readonly string[];
}

export interface QuestionRow {
  readonly node: NodeId;
  readonly kind: string;
  /** `null`: nothing is asked (a score, another pack). */
  readonly stem: TextId | null;
  /** The sub-flow that the question comes from; `null`: the pack itself. */
  readonly from: string | null;
  readonly when: string | null;
  readonly danger: boolean;
  readonly says: readonly TextId[];
  readonly answers: readonly AnswerRow[];
  /** What is done without an answer: a number that is typed, a score that is counted, a pack that is added. */
  readonly notes: readonly string[];
}

/** A rule with its place in the protocol. `level` is `null` for a bump: one step up. */
export interface RuleRow {
  readonly id: string;
  readonly level: TriageLevel | null;
  readonly bands: readonly Band[];
  readonly when: string;
  readonly source: string;
}

/** One pack as a clinical reviewer reads it. Sentences are text ids: whoever prints it chooses the form. */
export interface PackTable {
  readonly pack: Pack;
  /** Whom it is asked: E, P and PP people are asked what A people are asked. */
  readonly bands: readonly Band[];
  readonly questions: readonly QuestionRow[];
  /** Rows of the table of signs that need more than one answer, where an answer of this pack is one of them. */
  readonly together: readonly RuleRow[];
  readonly rules: readonly RuleRow[];
  readonly bumps: readonly RuleRow[];
  /** Slots that the pack fills or reads, in order. */
  readonly slots: readonly string[];
}

/** A person of each band, as little known as possible: what an answer means by itself. */
const PEOPLE: Readonly<Record<Band, Slots>> = {
  N: { age_days: 20 },
  C: { age_days: 1500 },
  A: { age_days: 11_000 },
  E: { age_days: 26_000 },
  P: { age_days: 11_000, sex: 'f', pregnancy: 'present' },
  PP: { age_days: 11_000, sex: 'f', postpartum: 'present' },
};

/** The table of one pack. Throws for a pack that is not there: a bug of the caller. */
export function tableOf(release: Release, packId: string): PackTable {
  const pack = packOf(release, packId);
  const bands = pack.bands.length === 0 ? BANDS : BANDS.filter((band) => isAsked(band, pack.bands));
  const nodes = [...pack.nodes.values()];
  const filled = new Set(nodes.flatMap((node) => [...slotsOf(specOf(node))]));
  const signs = release.signs.filter(({ when }) => when !== null);
  const together = signs.filter(({ sign, when }) =>
    [...(sign === null ? [] : [sign]), ...(when === null ? [] : slotsRead(when))].some((slot) => filled.has(slot)),
  );
  const read = [...pack.rules, ...pack.bump].flatMap(({ when }) => (when === null ? [] : [...slotsRead(when)]));
  return {
    pack,
    bands,
    questions: nodes.map((node) => questionOf(release, pack, bands, node)),
    together: together
      .filter((rule) => rule.bands.length === 0 || bands.some((band) => isAsked(band, rule.bands)))
      .map((rule) => ({ ...rule, when: conditionOf(rule.sign, rule.when) })),
    rules: pack.rules.map((rule) => ({ ...rule, when: conditionOf(null, rule.when) })),
    bumps: pack.bump.map((rule) => ({ ...rule, level: null, bands: [], when: printCondition(rule.when) })),
    slots: [...new Set([...filled, ...read])],
  };
}

function isAsked(band: Band, bands: readonly Band[]): boolean {
  return bands.includes(band) || (bands.includes('A') && (band === 'E' || band === 'P' || band === 'PP'));
}

function conditionOf(sign: string | null, when: Parameters<typeof printCondition>[0] | null): string {
  const condition = when === null ? '' : printCondition(when);
  if (sign === null) return condition;
  return when === null ? sign : `${sign} and ${when.op === 'any' ? `(${condition})` : condition}`;
}

function questionOf(release: Release, pack: Pack, bands: readonly Band[], node: Node): QuestionRow {
  const spec = specOf(node);
  const [owner = ''] = node.id.split('.');
  return {
    node: node.id,
    kind: spec.kind,
    stem: 'stem' in spec ? spec.stem : null,
    from: owner === pack.id ? null : owner,
    when: node.when === null ? null : printCondition(node.when),
    danger: 'danger' in spec && spec.danger,
    says: node.say,
    answers: answersOf(node).map((option) => ({
      id: option.id,
      text: option.text,
      fills: option.set,
      ...meaningOf(release, pack, bands, option.set),
    })),
    notes: notesOf(release, node),
  };
}

/** The answers that are offered, and "don't know" where it fills anything. */
function answersOf(node: Node): readonly Pick<Option, 'id' | 'text' | 'set'>[] {
  const spec = specOf(node);
  const text = UNSURE_TEXT;
  switch (spec.kind) {
    case 'signs': {
      const all = setsOf(spec).flatMap((set) => Object.keys(set));
      return [...spec.entries, { id: 'unsure', text, set: Object.fromEntries(all.map((slot) => [slot, 'unsure'])) }];
    }
    case 'choice':
    case 'number':
      return [...spec.options, { id: 'unsure', text, set: spec.unsure }];
    case 'overview':
    case 'age':
    case 'complaint':
    case 'also':
    case 'score':
      return [];
  }
}

function meaningOf(
  release: Release,
  pack: Pack,
  bands: readonly Band[],
  set: Slots,
): Pick<AnswerRow, 'alone' | 'rules' | 'sources'> {
  const rules = new Set<string>();
  const sources = new Set<string>();
  const alone = bands.map((band): [Band, TriageLevel | null] => {
    const known = knownFrom(release, { ...PEOPLE[band], ...set });
    const facts = { slots: known.slots, bands: known.bands, ended: false };
    const hits = [...firing(release.signs, facts), ...firing(pack.rules, facts)];
    const level = hits.reduce<TriageLevel | null>((worst, hit) => moreUrgent(hit.level, worst), null);
    for (const hit of hits.filter((each) => each.level === level)) {
      rules.add(hit.rule.id);
      sources.add(hit.rule.source);
    }
    return [band, level];
  });
  return { alone: new Map(alone), rules: [...rules], sources: [...sources] };
}

function notesOf(release: Release, node: Node): readonly string[] {
  const spec = specOf(node);
  switch (spec.kind) {
    case 'number': {
      const { unit } = release.slots.get(spec.slot) ?? { unit: null };
      return [`a number from ${spec.min} to ${spec.max}${unit === null ? '' : ` ${unit}`} fills ${spec.slot}`];
    }
    case 'age':
      return ['a number with days, weeks, months or years fills age_days'];
    case 'overview':
      return [`on WhatsApp only: ${spec.lists.join(', ')} in one message; a list that is chosen is asked by itself`];
    case 'complaint':
      return [
        'free text, or a pack from the list: the packs that it opens are asked next',
        'where words opened a complaint, whether there is anything else is asked first',
      ];
    case 'also':
      return [`the pack ${spec.pack} is asked as well`];
    case 'score':
      return pointsOf(spec);
    case 'signs':
    case 'choice':
      return [];
  }
}

/** What a score counts, item by item. */
function pointsOf(spec: ScoreSpec): readonly string[] {
  const items = spec.items.map((item) =>
    item.map((part) => `${part.add} when ${printCondition(part.when)}`).join(', or '),
  );
  const rows = (spec.table?.rows ?? []).length;
  const from = spec.table === null ? items : [`a table of ${rows} rows by ${spec.table.columns.join(', ')}`];
  return [`counts ${spec.slot}; what is not known counts as the ${spec.unknown}`, ...from];
}
