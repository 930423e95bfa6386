import type { Condition, Node, Option, Pack } from '../flow.js';
import { specOf } from '../nodes/index.js';
import { close } from '../rules/derive.js';
import { holds } from '../rules/evaluate.js';
import { slotsRead } from '../rules/parse.js';
import type { Breach } from './breach.js';
import { wayTo, type Explored } from './explore.js';

const NOTHING = { implies: new Map(), choices: [], derived: [] };

/**
 * Where a number is picked from ranges, every number is in one of them and in no other, and the value that an option fills
 * is in its own range. Only ranges that say what they mean by that number alone are held to it.
 */
export function gaps(pack: Pack, explored: Explored): readonly Breach[] {
  for (const node of pack.nodes.values()) {
    for (const slot of rangedSlots(node)) {
      const what = faultOf(node, slot);
      if (what === null) continue;
      const place = explored.places.findIndex((each) => each.prompt.node === node.id);
      return [{ proof: 'total', what, opening: null, answers: place < 0 ? [] : wayTo(explored.places, place) }];
    }
  }
  return [];
}

interface Range {
  readonly id: string;
  readonly value: number;
  readonly means: Condition;
}

function rangedSlots(node: Node): readonly string[] {
  const slots = optionsOf(node).flatMap(({ set }) => Object.keys(set).filter((slot) => typeof set[slot] === 'number'));
  return [...new Set(slots)].filter((slot) => rangesOf(node, slot) !== null);
}

/** `null`: not ranges of this number; one of them says nothing, or speaks of something else as well. */
function rangesOf(node: Node, slot: string): readonly Range[] | null {
  const about = slot === 'age_days' ? ['age_days', 'age_months', 'age_years'] : [slot];
  const ranges: Range[] = [];
  for (const { id, set, means } of optionsOf(node)) {
    const value = set[slot];
    if (typeof value !== 'number') continue;
    if (means === null || [...slotsRead(means)].some((read) => !about.includes(read))) return null;
    ranges.push({ id, value, means });
  }
  return ranges.length < 2 ? null : ranges;
}

function faultOf(node: Node, slot: string): string | null {
  const ranges = rangesOf(node, slot) ?? [];
  const within = (range: Range, value: number): boolean =>
    holds(range.means, { slots: close(NOTHING, { [slot]: value }), bands: [], ended: false });
  for (const range of ranges) {
    if (!within(range, range.value))
      return `${node.id}: "${range.id}" stands for ${range.value}, which it does not mean`;
  }
  for (const value of pointsOf(node, slot, ranges)) {
    const found = ranges.filter((range) => within(range, value)).map((range) => `"${range.id}"`);
    if (found.length === 0) return `${node.id}: ${slot} ${value} is in no range`;
    if (found.length > 1) return `${node.id}: ${slot} ${value} is in ${found.join(' and in ')}`;
  }
  return null;
}

/** Every edge that the ranges name, one number between two edges, and one beyond both ends where the question allows it. */
function pointsOf(node: Node, slot: string, ranges: readonly Range[]): readonly number[] {
  const spec = specOf(node);
  const [min, max] = spec.kind === 'number' ? [spec.min, spec.max] : [0, Infinity];
  const edges = [
    ...new Set([...ranges.flatMap(({ means }) => edgesOf(means, slot)), ...ranges.map(({ value }) => value)]),
  ];
  edges.sort((a, b) => a - b);
  const between = edges.slice(1).map((edge, index) => ((edges[index] ?? edge) + edge) / 2);
  const ends = [(edges[0] ?? 0) - 1, (edges.at(-1) ?? 0) + 1];
  return [...edges, ...between, ...ends].filter((value) => value >= min && value <= max);
}

function edgesOf(condition: Condition, slot: string): readonly number[] {
  if (condition.op === 'compare') return condition.slot === slot ? [condition.value] : [];
  if (condition.op === 'all' || condition.op === 'any' || condition.op === 'count') {
    return condition.of.flatMap((part) => edgesOf(part, slot));
  }
  return [];
}

function optionsOf(node: Node): readonly Option[] {
  const spec = specOf(node);
  return spec.kind === 'number' || spec.kind === 'choice' ? spec.options : [];
}
