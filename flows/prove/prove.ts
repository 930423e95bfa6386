import { COMMON, createEngine } from '../engine/index.js';
import type { Band, FlowEngine, Pack, Release, Slots } from '../flow.js';
import { fits } from '../nodes/index.js';
import { bandsOf } from '../rules/derive.js';
import { PROOFS, type Breach, type ProofName } from './breach.js';
import { budgetOf, type Longest } from './budget.js';
import { cellsOf } from './cells.js';
import { explore, wayTo, type Explored } from './explore.js';
import { lostSigns } from './first-message.js';
import { naiveOf } from './naive.js';
import { partsOf } from './parts.js';
import { explorePrevention } from './prevention.js';
import { gaps } from './ranges.js';
import { signaturesOf } from './signature.js';
import { seenBy } from './seen.js';
import { spentOf } from './spent.js';
import { storyOf } from './story.js';
import { togetherIn } from './together.js';

export interface Proof {
  readonly proof: ProofName;
  readonly holds: boolean;
  /** What is wrong, and a conversation that shows it; empty when the proof holds. */
  readonly what: string;
  readonly counterExample: readonly string[];
}

export interface PackProof {
  readonly pack: string;
  readonly holds: boolean;
  readonly proofs: readonly Proof[];
  readonly states: number;
  readonly steps: number;
  readonly seconds: number;
  readonly longest: Longest;
}

export interface ProofReport {
  readonly holds: boolean;
  readonly packs: readonly PackProof[];
  readonly states: number;
  readonly steps: number;
  readonly seconds: number;
}

/**
 * Proves a pack, or all, composed with the common questions, for every person and every answer: each step is one of the
 * real engine. A pack that another adds (`also`) is proved by itself: an interview never carries a lower level into it.
 * `engine`: another than the real one, to see that its faults are found.
 */
export function prove(release: Release, packId?: string, engine: FlowEngine = createEngine()): ProofReport {
  const started = performance.now();
  const ids = packId === undefined ? [...release.packs.keys()] : [packId];
  const packs = ids.flatMap((id) => release.packs.get(id) ?? []).map((pack) => provePack(release, pack, engine));
  return {
    holds: packs.every((pack) => pack.holds),
    packs,
    states: packs.reduce((sum, pack) => sum + pack.states, 0),
    steps: packs.reduce((sum, pack) => sum + pack.steps, 0),
    seconds: (performance.now() - started) / 1000,
  };
}

/** The part of the proofs that is about the table of signs alone: no sign of a screen has lost its level. */
export function signsHold(release: Release, engine: FlowEngine = createEngine()): boolean {
  const common = release.packs.get(COMMON);
  return lostSigns(engine, release, cellsOf(release, common === undefined ? [] : [common])).length === 0;
}

function provePack(release: Release, pack: Pack, engine: FlowEngine): PackProof {
  if (pack.prevention !== null) return provePrevention(release, pack, engine);
  const started = performance.now();
  const parts = partsOf(release, pack);
  const cells = cellsOf(release, parts);
  const ages =
    pack.id === COMMON ? cells.ages : cells.ages.filter((age) => fits(pack, { age_days: age }, everyBandAt(age)));
  const packs = parts.map((part) => part.id);
  const opening = {
    packs: pack.id === COMMON ? [] : [pack.id],
    known: {},
    floor: null,
    // The overview of the danger lists stands before the same lists: "don't know" to it asks all of them, as an SMS does.
    presentation: pack.id === COMMON ? ('wide' as const) : ('list' as const),
  };
  const explored = explore({
    engine,
    release,
    opening,
    packs,
    cells,
    ages,
    signatures: signaturesOf(release, parts),
    spent: spentOf(release, parts, pack.id === COMMON),
    seen: seenBy(release, pack),
    together: togetherIn(release, parts),
    naive: naiveOf(release),
    proved: new Set(pack.id === COMMON ? [] : [COMMON]),
  });
  const { longest, breaches: tooLong } = budgetOf(release, explored);
  const found = [...explored.breaches, ...loops(explored), ...tooLong, ...unreached(pack, explored)];
  found.push(...gaps(pack, explored));
  if (pack.id === COMMON) found.push(...lostSigns(engine, release, cells));
  const proofs = PROOFS.map((proof): Proof => {
    const breach = found.find((each) => each.proof === proof);
    if (breach === undefined) return { proof, holds: true, what: '', counterExample: [] };
    const isTold = breach.opening !== null || breach.answers.length > 0;
    const told = isTold ? storyOf(engine, release, breach.opening ?? opening, breach.answers) : [];
    return { proof, holds: false, what: breach.what, counterExample: told };
  });
  return {
    pack: pack.id,
    holds: proofs.every((proof) => proof.holds),
    proofs,
    states: explored.places.length,
    steps: explored.steps,
    seconds: (performance.now() - started) / 1000,
    longest,
  };
}

/** A prevention pack is proved by itself, after every way that triage may have ended: ADR 12 says what. */
function provePrevention(release: Release, pack: Pack, engine: FlowEngine): PackProof {
  const started = performance.now();
  const { breaches, states, steps, questions } = explorePrevention(engine, release, pack);
  const found = [...breaches, ...gaps(pack, { places: [], edges: [], steps, breaches, endings: new Set() })];
  const proofs = PROOFS.map((proof): Proof => {
    const breach = found.find((each) => each.proof === proof);
    return { proof, holds: breach === undefined, what: breach?.what ?? '', counterExample: [] };
  });
  return {
    pack: pack.id,
    holds: found.length === 0,
    proofs,
    states,
    steps,
    seconds: (performance.now() - started) / 1000,
    longest: { who: 0, screen: 0, pack: questions, afterUrgent: 0 },
  };
}

function everyBandAt(age: number): readonly Band[] {
  const slots: Slots = { age_days: age, pregnancy: 'present', postpartum: 'present' };
  return bandsOf(slots);
}

/** Every cycle would be one without an end: each asking counts its attempts, each answer moves on. */
function loops(explored: Explored): readonly Breach[] {
  const waiting = explored.places.map(() => 0);
  const out = new Map<number, number[]>();
  for (const { from, to } of explored.edges) {
    waiting[to] = (waiting[to] ?? 0) + 1;
    const targets = out.get(from);
    if (targets === undefined) out.set(from, [to]);
    else targets.push(to);
  }
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (const index of free) {
    for (const to of out.get(index) ?? []) {
      const left = (waiting[to] ?? 0) - 1;
      waiting[to] = left;
      if (left === 0) free.push(to);
    }
  }
  const stuck = waiting.findIndex((count) => count > 0);
  if (stuck < 0) return [];
  const prompt = explored.places[stuck]?.prompt.id ?? '';
  return [
    {
      proof: 'ends',
      what: `the interview can come back to ${prompt}`,
      opening: null,
      answers: wayTo(explored.places, stuck),
    },
  ];
}

/** Every level that the pack has words for is reached by somebody; else a rule is missing, or the words are idle. */
function unreached(pack: Pack, explored: Explored): readonly Breach[] {
  const idle = [...pack.dispositions.values()].filter((spec) => pack.id !== COMMON && !explored.endings.has(spec.id));
  if (idle.length === 0) return [];
  return [
    { proof: 'ends', what: `nobody can end at ${idle.map((spec) => spec.id).join(', ')}`, opening: null, answers: [] },
  ];
}
