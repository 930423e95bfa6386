import { isAtLeast } from '../../core/triage.js';
import { COMMON, reachOf } from '../engine/index.js';
import type { Answer, Release } from '../flow.js';
import type { Breach } from './breach.js';
import type { Edge, Explored, Place } from './explore.js';

/** Longest interview of ordinary answers, in messages of a list: see `BUDGETS`. */
export interface Longest {
  readonly who: number;
  readonly screen: number;
  readonly pack: number;
  readonly afterUrgent: number;
}

/**
 * Budgets of questions on a written channel (interfaces, section 4.6). The danger screen has four lists for everybody, and two
 * more for the pregnant and the old, and before each of the two a message that shows them all; asking a question again is not
 * counted, nor is "don't know".
 */
const BUDGETS: Longest = { who: 4, screen: 10, pack: 10, afterUrgent: 3 };
const PHASES = ['who', 'screen', 'pack', 'afterUrgent'] as const;
type Phase = (typeof PHASES)[number];

interface Way {
  readonly count: number;
  readonly next: Edge | null;
}

/** Most messages of ordinary answers on any way, per phase, and the way that has them. */
export interface Budget {
  readonly longest: Longest;
  /** Interviews with more questions than their budget. */
  readonly breaches: readonly Breach[];
}

export function budgetOf(release: Release, explored: Explored): Budget {
  const out = new Map<number, Edge[]>();
  for (const edge of explored.edges) {
    if (!edge.plain) continue;
    const edges = out.get(edge.from);
    if (edges === undefined) out.set(edge.from, [edge]);
    else edges.push(edge);
  }
  const ways = new Map(PHASES.map((phase) => [phase, waysOf(release, explored, out, phase)]));
  const lengthOf = (phase: Phase): number => ways.get(phase)?.get(0)?.count ?? 0;
  const longest: Longest = {
    who: lengthOf('who'),
    screen: lengthOf('screen'),
    pack: lengthOf('pack'),
    afterUrgent: lengthOf('afterUrgent'),
  };
  const over = PHASES.filter((phase) => longest[phase] > BUDGETS[phase]);
  const what = over.map((phase) => `${phase}: up to ${longest[phase]} questions, at most ${BUDGETS[phase]}`).join('; ');
  const [first] = over;
  const answers = first === undefined ? [] : answersOf(ways.get(first) ?? new Map<number, Way>());
  return { longest, breaches: first === undefined ? [] : [{ proof: 'short', what, opening: null, answers }] };
}

/** From every place the way on with the most questions of a phase. In a cycle, which is a breach of its own, it stops. */
function waysOf(
  release: Release,
  explored: Explored,
  out: ReadonlyMap<number, readonly Edge[]>,
  phase: Phase,
): ReadonlyMap<number, Way> {
  const ways = new Map<number, Way>();
  const walk = (index: number): Way => {
    const known = ways.get(index);
    if (known !== undefined) return known;
    const place = explored.places[index];
    let best: Way = { count: 0, next: null };
    ways.set(index, best);
    for (const edge of out.get(index) ?? []) {
      const { count } = walk(edge.to);
      if (best.next === null || count > best.count) best = { count, next: edge };
    }
    if (place !== undefined && isOf(release, place, phase)) best = { ...best, count: best.count + 1 };
    ways.set(index, best);
    return best;
  };
  walk(0);
  return ways;
}

function isOf(release: Release, { state, prompt }: Place, phase: Phase): boolean {
  // Turning the pages of a list is looking for one answer.
  if (state.cursor.mode === 'page') return false;
  // What closes an interview belongs to no complaint.
  if (release.packs.get(state.pack)?.closing === true) return false;
  if (phase === 'afterUrgent') return isAtLeast(state.level, 'urgent');
  if (state.pack !== COMMON) return phase === 'pack';
  return phase === (reachOf(release).asksPerson(prompt.node) ? 'who' : 'screen');
}

function answersOf(ways: ReadonlyMap<number, Way>): readonly Answer[] {
  const answers: Answer[] = [];
  for (let edge = ways.get(0)?.next ?? null; edge !== null && answers.length < ways.size;) {
    answers.push(edge.answer);
    edge = ways.get(edge.to)?.next ?? null;
  }
  return answers;
}
