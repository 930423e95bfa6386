import type { TextId } from '../core/message.js';
import type { Node, Pack, Release } from './flow.js';
import { setsOf, specOf } from './nodes/index.js';
import { printCondition } from './rules/parse.js';

/**
 * One pack as a Mermaid flowchart: its questions in order, in French, with what must hold for each to be asked. The red-flag
 * table is one node beside them: it is heard after every answer. Unknown pack: an error of the caller.
 */
export function graph(release: Release, packId: string): string {
  const pack = packOf(release, packId);
  const nodes = [...pack.nodes.values()];
  const lines = [
    'flowchart TD',
    `  start([${quoted(release.text(pack.title, 'fr') ?? pack.id)}])`,
    '  signs{{signs.tsv, after every answer}}',
    ...nodes.map((node) => `  ${key(node)}["${quoted(stemOf(release, node))}"]${isDanger(node) ? ':::danger' : ''}`),
    ...pack.rules.map(
      (rule) =>
        `  ${rule.id.replace(/\W/g, '_')}>"${rule.level}: ${quoted(rule.when === null ? '' : printCondition(rule.when))}"]`,
    ),
    `  finish([end: the highest rule, else ${pack.otherwise}])`,
  ];
  let from = 'start';
  for (const node of nodes) {
    const when = node.when === null ? '' : `|"${quoted(printCondition(node.when))}"|`;
    lines.push(`  ${from} -->${when} ${key(node)}`, `  ${key(node)} -.-> signs`);
    from = key(node);
  }
  lines.push(
    `  ${from} --> finish`,
    '  signs -.->|emergency| finish',
    '  classDef danger stroke:#b00,stroke-width:2px',
  );
  for (const rule of pack.rules) lines.push(`  ${rule.id.replace(/\W/g, '_')} -.-> finish`);
  return lines.join('\n');
}

export function packOf(release: Release, packId: string): Pack {
  const pack = release.packs.get(packId);
  if (pack === undefined) throw new Error(`there is no pack ${packId}`);
  return pack;
}

export function stemOf(release: Release, node: Node): string {
  const spec = specOf(node);
  if (spec.kind === 'also') return `also ${spec.pack}`;
  return spec.kind === 'score' ? `counts ${spec.slot}` : (release.text(spec.stem, 'fr') ?? spec.stem);
}

function isDanger(node: Node): boolean {
  const spec = specOf(node);
  return 'danger' in spec && spec.danger && setsOf(spec).length > 0;
}

function key(node: Node): string {
  return node.id.replace(/\W/g, '_');
}

function quoted(text: TextId | string): string {
  return text.replace(/"/g, "'").replace(/[<>{}|]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
