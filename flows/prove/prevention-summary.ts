import { influences } from '../engine/influence.js';
import { knownFrom } from '../engine/index.js';
import type { Condition, FlowState, Pack, Release, Slots } from '../flow.js';
import { scoreOf, slotsOfScore, specOf, type ScoreSpec } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';

/**
 * What the rest of a prevention pack can still see of a state, as text. In it are the values of all slots that a guard, a
 * result or the table of signs may read, or that follow into one; of what only a score reads, the points it has given once
 * all of an item's inputs are known. Two states with one text go on alike.
 */
export function summaryOf(release: Release, pack: Pack): (state: FlowState) => string {
  const influence = influences(release);
  const specs = [...pack.nodes.values()].map(specOf);
  const scores = specs.filter((spec) => spec.kind === 'score');
  const computed = new Set(scores.map((score) => score.slot));
  const conditions: (Condition | null)[] = [
    ...[...pack.nodes.values()].map((node) => node.when),
    ...(pack.prevention?.results ?? []).map((result) => result.when),
    ...release.signs.map((rule) => rule.when),
    ...release.derivations.derived.map((rule) => rule.when),
  ];
  const read = new Set(conditions.flatMap((condition) => (condition === null ? [] : [...slotsRead(condition)])));
  for (const rule of release.signs) if (rule.sign !== null) read.add(rule.sign);
  for (const slot of computed) read.delete(slot);
  const memo = new Map<string, boolean>();
  const isLive = (slot: string): boolean => {
    const known = memo.get(slot);
    if (known !== undefined) return known;
    const live = [...influence(slot)].some((to) => read.has(to));
    memo.set(slot, live);
    return live;
  };

  return (state) => {
    const known = knownFrom(release, state.slots);
    const kept = new Set(Object.keys(state.slots).filter(isLive));
    const points = scores.map((score) =>
      pointsOf(score, known.slots, known.bands, (slot) => keep(state.slots, slot, kept)),
    );
    const values = [...kept].sort().map((slot) => `${slot}=${state.slots[slot] ?? ''}`);
    return [state.at, state.attempt, state.level, state.cursor.mode, known.bands.join(), ...points, ...values].join(
      ' ',
    );
  };

  /** An input that is not settled keeps everything that it may come from. */
  function keep(slots: Slots, input: string, into: Set<string>): void {
    for (const slot of Object.keys(slots)) if (influence(slot).has(input)) into.add(slot);
  }
}

function pointsOf(
  score: ScoreSpec,
  known: Slots,
  bands: Parameters<typeof scoreOf>[2],
  keep: (slot: string) => void,
): string {
  if (score.table !== null) {
    for (const column of score.table.columns) keep(column);
    return 'table';
  }
  let sum = 0;
  for (const item of score.items) {
    const inputs = slotsOfScore({ ...score, items: [item] });
    if ([...inputs].every((slot) => known[slot] !== undefined)) {
      sum += Number(scoreOf({ ...score, items: [item] }, known, bands));
    } else for (const slot of inputs) keep(slot);
  }
  return `points ${sum}`;
}
