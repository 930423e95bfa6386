import { isAtLeast } from '../../core/triage.js';
import { COMMON, hasScreened, knownFrom, reachOf, type Known } from '../engine/index.js';
import type { Band, FlowState, Node, NodeId, Pack, Release } from '../flow.js';
import { fits, specOf } from '../nodes/index.js';
import { FALSE, TRUE, type Formula, type Formulas } from './formula.js';
import { leftOf, staysOpen } from './left.js';
import type { Residuals, View } from './residual.js';
import type { Spread } from './spread.js';

/** What may still be asked from a state on, and what may change by it. */
export interface Outlook extends View {
  /** The current question and those that may follow: which, what of them, and what their guards still wait for. */
  readonly ahead: readonly string[];
  readonly guards: readonly Formula[];
  /** Slots of signs that are in a list to come. */
  readonly listed: ReadonlySet<string>;
  /** Slots that a question to come sets itself, beside what follows from them. */
  readonly direct: ReadonlySet<string>;
  /** The complaint may still be asked, and with it any pack begin. */
  readonly complaint: boolean;
}

interface Draft extends Outlook {
  open: Set<string>;
  bandsOpen: ReadonlySet<Band>;
  ahead: string[];
  guards: Formula[];
  listed: Set<string>;
  direct: Set<string>;
  complaint: boolean;
}

interface Ahead {
  readonly pack: string;
  readonly node: Node;
}

/** A state, and what is looked up in it for every question to come. */
interface Now {
  readonly state: FlowState;
  readonly asked: ReadonlySet<NodeId>;
  /** By everything the agenda may still get and every band the person may still come to: more of either means more. */
  mayMeanEmergency(view: View): ReadonlySet<NodeId>;
  /** By what is certain alone, once `pack` has begun. */
  surelyMeansEmergency(pack: string, view: View): ReadonlySet<NodeId>;
}

export interface Outlooks {
  of(state: FlowState): Outlook;
  /** Whether the pack has begun (`TRUE`), cannot begin for this person any more (`FALSE`), or may. */
  begins(state: FlowState, packId: string, view: View): Formula;
  /** Whether the complaint may come before the danger lists: what comes next hangs on what is known, whatever may be. */
  mayComeFirst(state: FlowState): boolean;
}

const ALL_BANDS: ReadonlySet<Band> = new Set<Band>(['N', 'C', 'A', 'E', 'P', 'PP']);
const NO_BANDS: ReadonlySet<Band> = new Set<Band>();

/**
 * Looks ahead over the steps of `packs` (the common one first). It mirrors `flows/engine/walk.ts`, and where it cannot tell
 * it takes more to be possible than is: that tells states apart that go on alike, and never the other way round.
 */
export function outlooksOf(
  release: Release,
  packs: readonly Pack[],
  tools: { readonly formulas: Formulas; readonly residuals: Residuals; readonly spread: Spread },
): Outlooks {
  const { formulas, residuals, spread } = tools;
  const reach = reachOf(release);
  const nodes = packs.flatMap((pack) =>
    pack.steps.flatMap((id): readonly Ahead[] => {
      const node = pack.nodes.get(id);
      return node === undefined ? [] : [{ pack: pack.id, node }];
    }),
  );
  const beginAtoms = new Map(packs.map(({ id }) => [id, formulas.atom(`begins ${id}`, null)]));
  const added = nodes.map((each) => specOf(each.node)).flatMap((spec) => (spec.kind === 'also' ? [spec.pack] : []));

  function draft(known: Known): Draft {
    return {
      known,
      open: new Set(),
      bandsOpen: NO_BANDS,
      ahead: [],
      guards: [],
      listed: new Set(),
      direct: new Set(),
      complaint: false,
    };
  }

  /** What the questions to come are held against, each found once for a state. */
  function nowOf(state: FlowState): Now {
    const means = new Map<string, ReadonlySet<NodeId>>();
    const emergencyNodes = (key: string, begun: readonly string[], bands: readonly Band[]): ReadonlySet<NodeId> => {
      let found = means.get(key);
      if (found === undefined) {
        found = reach.emergencyNodes([...new Set([...state.done, state.pack, ...begun])], bands);
        means.set(key, found);
      }
      return found;
    };
    return {
      state,
      asked: new Set(state.asked),
      mayMeanEmergency({ known, bandsOpen }) {
        const bands = bandsOpen.size === 0 ? known.bands : [...new Set([...known.bands, ...bandsOpen])];
        return emergencyNodes(`may ${bands.join()}`, [...state.agenda, ...added], bands);
      },
      surelyMeansEmergency: (pack, { known }) => emergencyNodes(pack, [pack], known.bands),
    };
  }

  function of(state: FlowState): Outlook {
    const now = nowOf(state);
    const view = draft(knownFrom(release, state.slots));
    if (mayComeFirst(state)) return anyOrder(now, view);
    const at = nodes.findIndex((each) => isHere(state, each));
    let left = state.questionsLeft ?? Infinity;
    for (let index = Math.max(at, 0); index < nodes.length; index++) {
      const each = nodes[index];
      if (each === undefined || (index > at && isBehind(now, each))) continue;
      const guard = index === at ? TRUE : guardOf(each, view);
      if (index > at) {
        if (guard === FALSE || begins(state, each.pack, view) === FALSE) continue;
        if (isCounted(state, each)) {
          if (!now.mayMeanEmergency(view).has(each.node.id)) continue;
          const surely = guard === TRUE && isSurelyPut(now, each, view);
          // With no question left the next one that would be put ends the interview instead.
          if (left <= 0 && surely) break;
          if (left <= 0) continue;
          if (surely) left -= 1;
        }
      }
      put(each, guard, view);
      // The person may become another one, and the common questions are gone through again: no order to rely on.
      if (view.bandsOpen.size > 0) return anyOrder(now, draft(view.known));
    }
    return view;
  }

  /** Who is or may become urgent before the danger lists is asked about the complaint first: no order to rely on. */
  function mayComeFirst(state: FlowState): boolean {
    return !hasScreened(release, state) && (state.questionsLeft !== null || state.pack === COMMON);
  }

  /** The same without an order: everything not yet asked whose guard may open, by repetition. */
  function anyOrder(now: Now, view: Draft): Outlook {
    const { state } = now;
    const reached = new Set<Ahead>();
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const each of nodes) {
        if (reached.has(each)) continue;
        if (!isHere(state, each)) {
          if (now.asked.has(each.node.id) || isPassedOver(state, each) || guardOf(each, view) === FALSE) continue;
          if (begins(state, each.pack, view) === FALSE) continue;
          if (isCounted(state, each) && (state.questionsLeft === 0 || !now.mayMeanEmergency(view).has(each.node.id))) {
            continue;
          }
        }
        reached.add(each);
        put(each, TRUE, view);
      }
    }
    // Guards are put in once everything that may open is open.
    const final = { ...view, ahead: [], guards: [], direct: new Set<string>(), listed: new Set<string>() };
    for (const each of nodes) if (reached.has(each)) put(each, isHere(state, each) ? TRUE : guardOf(each, view), final);
    return final;
  }

  /** Takes a question into the outlook, with all that its answers may change. */
  function put(each: Ahead, guard: Formula, view: Draft): void {
    const left = leftOf(each.node, view.known.slots);
    if (left === null) return;
    const spec = specOf(each.node);
    view.ahead.push(`${each.pack}/${each.node.id}:${left.text}:${guard}`);
    view.guards.push(guard);
    if (spec.kind === 'complaint') view.complaint = true;
    for (const slot of left.slots) {
      view.direct.add(slot);
      if (spec.kind === 'signs') view.listed.add(slot);
    }
    spread.open(left.slots, view);
    view.bandsOpen = openBands(view);
  }

  function guardOf(each: Ahead, view: View): Formula {
    return each.node.when === null ? TRUE : residuals.of(each.node.when, view, 'now');
  }

  function isHere(state: FlowState, each: Ahead): boolean {
    return each.node.id === state.at && each.pack === state.pack;
  }

  function isBehind({ state, asked }: Now, each: Ahead): boolean {
    return (
      asked.has(each.node.id) ||
      isPassedOver(state, each) ||
      (each.pack !== state.pack && state.done.includes(each.pack))
    );
  }

  /** An overview is put on a wide screen only. */
  function isPassedOver(state: FlowState, each: Ahead): boolean {
    return each.node.kind === 'overview' && state.presentation !== 'wide';
  }

  /** After the first urgent sign only three questions follow, and only what can still mean an emergency is put. */
  function isCounted(state: FlowState, each: Ahead): boolean {
    const asks = specOf(each.node).kind !== 'score';
    return asks && state.questionsLeft !== null && !reach.asksPerson(each.node.id);
  }

  /** By what is certain alone: packs that have begun or will, and the bands, which are settled where this is asked. */
  function isSurelyPut(now: Now, each: Ahead, view: View): boolean {
    if (!staysOpen(each.node, view.known.slots, view.open) || begins(now.state, each.pack, view) !== TRUE) return false;
    return now.surelyMeansEmergency(each.pack, view).has(each.node.id);
  }

  function begins(state: FlowState, packId: string, view: View): Formula {
    const pack = release.packs.get(packId);
    if (pack === undefined || packId === state.pack || packId === COMMON || state.done.includes(packId)) return TRUE;
    const mayBegin = beginAtoms.get(packId) ?? formulas.atom(`begins ${packId}`, null);
    if (pack.closing) return isAtLeast(state.level, 'urgent') ? FALSE : mayBegin;
    const now = fits(pack, view.known.slots, view.known.bands);
    const waits = pack.bands.some(
      (band) =>
        view.bandsOpen.has(band) ||
        (band === 'P' && view.open.has('pregnancy')) ||
        (band === 'PP' && view.open.has('postpartum')),
    );
    if (!now && !waits) return FALSE;
    return now && state.agenda.includes(packId) ? TRUE : mayBegin;
  }

  return { of, begins, mayComeFirst };
}

/** A doubt about a pregnancy goes away only when a question to come asks for it. */
function openBands({ known, open, direct }: Draft): ReadonlySet<Band> {
  if (open.has('age_days')) return ALL_BANDS;
  if (open.has('patient') && typeof known.slots['age_days'] !== 'number') return ALL_BANDS;
  if (!known.bands.includes('A')) return NO_BANDS;
  const bands = new Set<Band>();
  if (open.has('pregnancy') && (!known.bands.includes('P') || direct.has('pregnancy'))) bands.add('P');
  if (open.has('postpartum') && (!known.bands.includes('PP') || direct.has('postpartum'))) bands.add('PP');
  return bands;
}
