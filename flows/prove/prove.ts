import { isAtLeast, urgencyRank } from '../../core/triage.js';
import { COMMON, createEngine, reachOf } from '../engine/index.js';
import type { Band, FlowEngine, Pack, Release, Slots } from '../flow.js';
import { fits } from '../nodes/index.js';
import { bandsOf } from '../rules/derive.js';
import { SILENT } from './answers.js';
import { cellsOf, type Cells } from './cells.js';
import { explore, PROOFS, wayTo, type Breach, type Explored, type ProofName } from './explore.js';
import { naiveOf } from './naive.js';
import { signaturesOf } from './signature.js';
import { storyOf } from './story.js';

export interface Proof {
  readonly proof: ProofName;
  readonly holds: boolean;
  /** What is wrong, and a conversation that shows it; empty when the proof holds. */
  readonly what: string;
  readonly counterExample: readonly string[];
}

/** Longest interview of ordinary answers, in messages of a list: see `BUDGETS`. */
export interface Longest {
  readonly who: number;
  readonly screen: number;
  readonly pack: number;
  readonly afterUrgent: number;
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
 * Budgets of questions on a written channel (interfaces, section 4.6). The danger screen has four for everybody, and two
 * more for the pregnant and the old; asking a question again is not counted, nor is "don't know".
 */
const BUDGETS: Longest = { who: 4, screen: 8, pack: 10, afterUrgent: 3 };

/**
 * Proves a pack, or all, composed with the common questions, for every person and every answer: each step is one of the
 * real engine. A pack that another adds (`also`) is proved by itself: an interview never carries a lower level into it.
 */
export function prove(release: Release, packId?: string): ProofReport {
  const started = performance.now();
  const ids = packId === undefined ? [...release.packs.keys()] : [packId];
  const packs = ids.flatMap((id) => release.packs.get(id) ?? []).map((pack) => provePack(release, pack));
  return {
    holds: packs.every((pack) => pack.holds),
    packs,
    states: packs.reduce((sum, pack) => sum + pack.states, 0),
    steps: packs.reduce((sum, pack) => sum + pack.steps, 0),
    seconds: (performance.now() - started) / 1000,
  };
}

function provePack(release: Release, pack: Pack): PackProof {
  const started = performance.now();
  const engine = createEngine();
  const common = release.packs.get(COMMON);
  const parts = [...new Set([common, pack])].flatMap((part) => part ?? []);
  const cells = cellsOf(release, parts);
  const ages = pack.id === COMMON ? cells.ages : cells.ages.filter((age) => fits(pack, { age_days: age }, everyBandAt(age)));
  const packs = parts.map((part) => part.id);
  const opening = {
    packs: pack.id === COMMON ? [] : [pack.id],
    known: {},
    floor: null,
    presentation: 'list' as const,
  };
  const tools = { signatures: signaturesOf(release, parts), naive: naiveOf(release) };
  const explored = explore({ engine, release, opening, packs, cells, ages, ...tools });
  const longest = longestOf(release, explored);
  const found = [...explored.breaches, ...loops(explored), ...tooLong(longest), ...unreached(pack, explored)];
  if (pack.id === COMMON) found.push(...lostSigns(engine, release, cells));
  const proofs = PROOFS.map((proof): Proof => {
    const breach = found.find((each) => each.proof === proof);
    if (breach === undefined) return { proof, holds: true, what: '', counterExample: [] };
    const told = breach.answers.length > 0 ? storyOf(engine, release, opening, breach.answers) : [];
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
  return [{ proof: 'ends', what: `the interview can come back to ${prompt}`, answers: wayTo(explored.places, stuck) }];
}

/** Every level that the pack has words for is reached by somebody; else a rule is missing, or the words are idle. */
function unreached(pack: Pack, explored: Explored): readonly Breach[] {
  const idle = [...pack.dispositions.values()].filter((spec) => pack.id !== COMMON && !explored.endings.has(spec.id));
  if (idle.length === 0) return [];
  return [{ proof: 'ends', what: `nobody can end at ${idle.map((spec) => spec.id).join(', ')}`, answers: [] }];
}

/** Most messages of ordinary answers on any way, per phase. The places are in no cycle, or this is not asked. */
function longestOf(release: Release, explored: Explored): Longest {
  const out = new Map<number, number[]>();
  for (const { from, to, plain } of explored.edges) {
    if (!plain) continue;
    const targets = out.get(from);
    if (targets === undefined) out.set(from, [to]);
    else targets.push(to);
  }
  const phases = ['who', 'screen', 'pack', 'afterUrgent'] as const;
  const most = new Map<number, Longest>();
  const busy = new Set<number>();
  const walk = (index: number): Longest => {
    const known = most.get(index);
    if (known !== undefined) return known;
    const place = explored.places[index];
    const result = { who: 0, screen: 0, pack: 0, afterUrgent: 0 };
    if (place === undefined || busy.has(index)) return result;
    busy.add(index);
    for (const to of out.get(index) ?? []) {
      const after = walk(to);
      for (const phase of phases) result[phase] = Math.max(result[phase], after[phase]);
    }
    busy.delete(index);
    const person = reachOf(release).asksPerson(place.prompt.node);
    const phase = place.state.pack !== COMMON ? 'pack' : person ? 'who' : 'screen';
    if (place.state.attempt === 0) result[phase] += 1;
    if (place.state.attempt === 0 && isAtLeast(place.state.level, 'urgent')) result.afterUrgent += 1;
    most.set(index, result);
    return result;
  };
  return explored.places.length === 0 ? { who: 0, screen: 0, pack: 0, afterUrgent: 0 } : walk(0);
}

/** A row without a condition: nothing has to be asked to know that it is an emergency. */
function isPlainEmergency(release: Release, slot: string, band: Band): boolean {
  return release.signs.some(
    (rule) => rule.sign === slot && rule.when === null && rule.level === 'emergency' && rule.bands.includes(band),
  );
}

function tooLong(longest: Longest): readonly Breach[] {
  const over = (['who', 'screen', 'pack', 'afterUrgent'] as const).filter((phase) => longest[phase] > BUDGETS[phase]);
  if (over.length === 0) return [];
  const what = over.map((phase) => `${phase}: up to ${longest[phase]} questions, at most ${BUDGETS[phase]}`).join('; ');
  return [{ proof: 'short', what, answers: [] }];
}

/** Every sign of a screen, said in the first message, has at least the level that the sheet gives it by itself. */
function lostSigns(engine: FlowEngine, release: Release, cells: Cells): readonly Breach[] {
  for (const [band, signs] of release.screens) {
    for (const age of cells.ages) {
      const person: Slots = {
        age_days: age,
        ...(band === 'P' ? { sex: 'f', pregnancy: 'present' } : {}),
        ...(band === 'PP' ? { sex: 'f', postpartum: 'present' } : {}),
      };
      if (!engine.bandsOf(release, person).includes(band)) continue;
      for (const { slot, level } of signs) {
        if (level === null) continue;
        const opening = { packs: [], known: { ...person, [slot]: 'present' }, floor: null, presentation: 'list' as const };
        const first = engine.start(release, opening);
        const last = first.state.at === null ? first : engine.advance(release, first.state, SILENT);
        const where = `${slot} in band ${band} at ${age} days`;
        if (urgencyRank(last.state.level) < urgencyRank(level)) {
          const what = `${where}: expected ${level}, found ${String(last.state.level)}`;
          return [{ proof: 'red flags dominate', what, answers: [] }];
        }
        if (isPlainEmergency(release, slot, band) && first.state.at !== null) {
          return [{ proof: 'short', what: `${where}: an emergency that does not end in the turn it is said in`, answers: [] }];
        }
      }
    }
  }
  return [];
}
