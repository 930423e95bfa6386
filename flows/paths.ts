import { moreUrgent, type TriageLevel } from '../core/triage.js';
import { BANDS, type Band, type Node, type Option, type Release, type Slots } from './flow.js';
import { knownFrom } from './engine/index.js';
import { packOf, stemOf } from './graph.js';
import { specOf } from './nodes/index.js';
import { firing } from './rules/level.js';
import { printCondition } from './rules/parse.js';

/** A person of each band, as little known as possible: what an answer means by itself. */
const PEOPLE: readonly (readonly [Band, Slots])[] = [
  ['N', { age_days: 20 }],
  ['C', { age_days: 1500 }],
  ['A', { age_days: 11_000 }],
  ['E', { age_days: 26_000 }],
  ['P', { age_days: 11_000, sex: 'f', pregnancy: 'present' }],
  ['PP', { age_days: 11_000, sex: 'f', postpartum: 'present' }],
];

/**
 * One pack as a table for a clinical reviewer: every question in order, who is asked, and for every answer the level it gives
 * by itself in each band, from the table of signs and the pack's own rules. Then the milder rules and the endings.
 */
export function paths(release: Release, packId: string): string {
  const pack = packOf(release, packId);
  const bands = pack.bands.length === 0 ? BANDS : BANDS.filter((band) => fits(band, pack.bands));
  const people = PEOPLE.filter(([band]) => bands.includes(band));
  const levelOf = (set: Slots, person: Slots): TriageLevel | null => {
    const known = knownFrom(release, { ...person, ...set });
    const facts = { slots: known.slots, bands: known.bands, ended: false };
    const hits = [...firing(release.signs, facts), ...firing(pack.rules, facts)];
    return hits.reduce<TriageLevel | null>((level, hit) => moreUrgent(hit.level, level), null);
  };
  const rows = [...pack.nodes.values()].flatMap((node, index) => [
    `${index + 1}. ${stemOf(release, node)}  [${node.id}]${node.when === null ? '' : `\n   asked when ${printCondition(node.when)}`}`,
    ...pointsOf(node),
    ...optionsOf(node).map((option) => {
      const levels = people.map(([band, person]) => `${band} ${levelOf(option.set, person) ?? '-'}`).join('  ');
      return `   - ${release.text(option.text, 'fr') ?? option.text}\n       fills ${filled(option.set)}\n       alone: ${levels}`;
    }),
    '',
  ]);
  const rules = pack.rules.map(
    (rule) => `  ${rule.level.padEnd(10)} ${rule.when === null ? '' : printCondition(rule.when)}   (${rule.source})`,
  );
  const ends = [...pack.dispositions.values()].map(
    (ending) => `  ${ending.id}: ${ending.say.map((id) => release.text(id, 'fr') ?? id).join(' ')}`,
  );
  const results = (pack.prevention?.results ?? []).map((result) => {
    const when = result.when === null ? 'else' : printCondition(result.when);
    const words = result.say.map((id) => release.text(id, 'fr') ?? id).join(' ');
    return `  ${result.level.padEnd(10)} ${when}   (${result.source})\n      ${words}`;
  });
  if (pack.prevention !== null) {
    const { when, unless } = pack.prevention.offer;
    const although = unless === null ? '' : `, unless ${printCondition(unless)}`;
    const head = `${pack.id} version ${pack.version} — ${pack.source}`;
    const offer = `Offered after triage when ${printCondition(when)}${although}`;
    return [head, offer, '', ...rows, 'Results, the first that holds:', ...results].join('\n');
  }
  return [
    `${pack.id} version ${pack.version} — ${pack.source}`,
    '',
    ...rows,
    'Milder rules of the pack (floors):',
    ...rules,
    `  else       ${pack.otherwise}`,
    ...pack.bump.map((bump) => `  one step up when ${printCondition(bump.when)}   (${bump.source})`),
    '',
    'Endings:',
    ...ends,
  ].join('\n');
}

/** E, P and PP people are asked what A people are asked. */
function fits(band: Band, bands: readonly Band[]): boolean {
  return bands.includes(band) || (bands.includes('A') && (band === 'E' || band === 'P' || band === 'PP'));
}

function optionsOf(node: Node): readonly Option[] {
  const spec = specOf(node);
  return spec.kind === 'signs' ? spec.entries : spec.kind === 'choice' || spec.kind === 'number' ? spec.options : [];
}

function filled(set: Slots): string {
  return Object.entries(set)
    .map(([slot, value]) => (value === 'present' ? slot : `${slot}=${value}`))
    .join(', ');
}

/** What a score counts, item by item. */
function pointsOf(node: Node): readonly string[] {
  const spec = specOf(node);
  if (spec.kind !== 'score') return [];
  const items = spec.items.map((item) =>
    item.map((part) => `${part.add} when ${printCondition(part.when)}`).join(', or '),
  );
  const rows = (spec.table?.rows ?? []).length;
  const from = spec.table === null ? items : [`a table of ${rows} rows by ${spec.table.columns.join(', ')}`];
  return [...from.map((line) => `   - ${line}`), `   not known: the ${spec.unknown}`];
}
