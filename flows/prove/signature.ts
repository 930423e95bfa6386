import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { Derivation, FlowState, Pack, Release } from '../flow.js';
import { fits, specOf } from '../nodes/index.js';
import { createFormulas, FALSE, type Formula } from './formula.js';
import { outcomesOf } from './outcome.js';
import { outlooksOf, type Outlook } from './outlook.js';
import { residualsOf } from './residual.js';
import { spreadOf } from './spread.js';

/**
 * What the rest of an interview can still see of a state. Two states with one signature go on alike for every answer, so
 * one of them is explored for both.
 *
 * Slots themselves are not in it, only what later guards, rules and questions still read of them: each condition with what
 * is settled put in ("fever and X" becomes "X", or disappears). Rules are in it as one function from what may still be
 * answered to a level: which rule gives a level is nothing a proof looks at, and a rule that cannot give more than the
 * level that is reached gives nothing. It errs on one side only: telling two states apart that go on alike costs time,
 * never truth. test/flows/prove/signature.test.ts walks pairs of states with one signature through the engine.
 */
export interface Signatures {
  of(state: FlowState, extra: string): string;
  /** False when the pack has not begun and never will for this person. */
  canBegin(state: FlowState, packId: string): boolean;
}

const PERSON = ['patient', 'age_days', 'sex', 'pregnancy', 'postpartum'] as const;

export function signaturesOf(release: Release, packs: readonly Pack[]): Signatures {
  const formulas = createFormulas();
  const residuals = residualsOf(release, packs, formulas);
  const spread = spreadOf(release, residuals);
  const outlooks = outlooksOf(release, packs, { formulas, residuals, spread });
  const outcomes = outcomesOf(release, packs, formulas, residuals);
  const derivedBy = new Map<string, Derivation[]>();
  for (const rule of release.derivations.derived) derivedBy.set(rule.slot, [...(derivedBy.get(rule.slot) ?? []), rule]);
  const impliedBy = new Map<string, string[]>();
  for (const [from, rights] of release.derivations.implies) {
    for (const { to } of rights) impliedBy.set(to, [...(impliedBy.get(to) ?? []), from]);
  }
  const added = packs.flatMap((pack) =>
    [...pack.nodes.values()].map(specOf).flatMap((spec) => (spec.kind === 'also' ? [spec.pack] : [])),
  );
  const named = [...new Set([...packs.map((pack) => pack.id), ...added])];
  const closes = packs.some((pack) => pack.closing);
  const isFinding = (slot: string): boolean => release.slots.get(slot)?.type === 'finding';

  /** What is still live: slots that a formula waits for, and what those slots are derived from. */
  function createLive() {
    const slots = new Set<string>();
    return {
      slots,
      add(formula: Formula): Formula {
        for (const slot of formulas.slotsOf(formula)) slots.add(slot);
        return formula;
      },
    };
  }
  type Live = ReturnType<typeof createLive>;

  // A state is often looked at twice: whether the pack can begin, and what it is alike.
  const views = new WeakMap<FlowState, Outlook>();
  function viewOf(state: FlowState): Outlook {
    let view = views.get(state);
    if (view === undefined) views.set(state, (view = outlooks.of(state)));
    return view;
  }

  function of(state: FlowState, extra: string): string {
    const view = viewOf(state);
    const live = createLive();
    for (const guard of view.guards) live.add(guard);
    const parts: string[] = [
      state.pack,
      String(state.at),
      // In groups the next three open signs are asked, whatever the number of the group.
      `${state.cursor.mode}${state.cursor.mode === 'groups' ? '' : state.cursor.index}`,
      String(state.level),
      String(state.questionsLeft),
      state.agenda.join(),
      state.done.join(),
      extra,
      // Bands decide which rules are for this person, and which questions can still mean an emergency.
      view.known.bands.join(),
      fitting(state, view),
      view.ahead.join(' '),
    ];
    if (view.bandsOpen.size > 0) parts.push(personOf(view));
    if (view.complaint) parts.push(openedBy(view, live));
    // Which comes first is read from rows of the table that hold, and nothing absent makes one hold.
    if (outlooks.mayComeFirst(state)) {
      parts.push(JSON.stringify(Object.entries(state.slots).filter(([, value]) => value !== 'absent')));
    }
    // What silence makes of it: somebody who told of something is seen today.
    if (!isAtLeast(state.level, 'same_day')) parts.push(hasReported(state) ? 'reported' : '');
    if (state.questionsLeft === null) parts.push(`unheard ${unheard(view).join()}`);
    if (closes && !isAtLeast(state.level, 'urgent')) parts.push(`closes ${todayByTable(state, view, live)}`);
    addRules(state, view, live, parts);
    addSlots(state, view, live, parts);
    return parts.join('|');
  }

  /** The packs that may begin and fit the person; where that may change, what it is read from. */
  function fitting(state: FlowState, view: Outlook): string {
    if (['age_days', 'pregnancy', 'postpartum'].some((slot) => view.open.has(slot))) {
      return `age ${typeof view.known.slots['age_days']}`;
    }
    const { slots, bands } = view.known;
    const may = view.complaint ? release.packs.keys() : [...named, ...state.agenda];
    let text = '';
    for (const id of may) {
      const pack = release.packs.get(id);
      if (pack !== undefined && fits(pack, slots, bands)) text += `${id},`;
    }
    return text;
  }

  /** What closes an interview is asked where the table, and not only a pack, says "today": what of that is still open. */
  function todayByTable(state: FlowState, view: Outlook, live: Live): string {
    const below = urgencyRank('same_day') - 1;
    return outcomes.of(packs.slice(0, 1), Math.min(below, urgencyRank(state.level)), view, live.add);
  }

  /** As long as age or group may change, everything that the bands are read from; else the two that may. */
  function personOf({ known, bandsOpen }: Outlook): string {
    const slots = bandsOpen.has('C') ? PERSON : (['pregnancy', 'postpartum'] as const);
    return slots.map((slot) => `${slot}:${known.slots[slot] ?? ''}`).join();
  }

  /** Of the complaint "something else": the packs that open by what is known. */
  function openedBy(view: Outlook, live: Live): string {
    const enters = [...release.packs.values()].map(({ enter }) =>
      enter === null ? FALSE : live.add(residuals.of(enter, view, 'now')),
    );
    return `opens ${enters.join()}`;
  }

  /** Signs of the person's screens that were not asked, and that no list to come asks: the end may miss them. */
  function unheard({ known, bandsOpen, listed }: Outlook): readonly string[] {
    const missing = new Set<string>();
    for (const band of [...known.bands, ...bandsOpen]) {
      for (const { slot } of release.screens.get(band) ?? []) {
        if (known.slots[slot] === undefined && !listed.has(slot)) missing.add(slot);
      }
    }
    return [...missing];
  }

  /**
   * The rules as a function of what may still be answered, the strongest level first. Rules of a pack that has not begun
   * count only when it does, so they are kept apart.
   */
  function addRules(state: FlowState, view: Outlook, live: Live, parts: string[]): void {
    const begun = packs.filter((pack) => outlooks.begins(state, pack.id, view) !== FALSE);
    const bumps = isAtLeast(state.level, 'urgent') ? [] : begun.flatMap((pack) => pack.bump);
    const steps = bumps.map((bump) => live.add(residuals.of(bump.when, view, 'end')));
    const canStep = steps.some((step) => step !== FALSE);
    const started = begun.filter((pack) => pack.id === state.pack || state.done.includes(pack.id));
    // A step up is taken from the level that the rules give at the end, which may be below the level that was reached.
    const rank = urgencyRank(state.level);
    const floor = canStep ? Math.min(rank, outcomes.standing(started, view)) : rank;
    if (canStep) parts.push(`step ${steps.join()} from ${floor}`);
    parts.push(outcomes.of(started, floor, view, live.add));
    for (const pack of begun) if (!started.includes(pack)) parts.push(outcomes.of([pack], floor, view, live.add));
  }

  /** How what is live comes about: derivations with what is settled put in, and the values that are there now. */
  function addSlots(state: FlowState, view: Outlook, live: Live, parts: string[]): void {
    for (const slot of view.direct) if (!isFinding(slot)) live.slots.add(slot);
    for (const slot of live.slots) {
      if (!view.open.has(slot)) continue;
      // Merging an answer looks at the slot as it was answered, not at what followed from others.
      const values = `${view.known.slots[slot] ?? ''}/${state.slots[slot] ?? ''}`;
      if (!isFinding(slot)) parts.push(`${slot}=${values}`);
      for (const rule of derivedBy.get(slot) ?? []) {
        if (view.known.slots[slot] === 'present' && rule.decides === null) continue;
        const bands = residuals.bands(rule.bands, view);
        const holds = live.add(formulas.and(bands, residuals.of(rule.when, view, 'now')));
        const sure = live.add(formulas.and(bands, residuals.of(rule.when, view, 'sure')));
        if (rule.decides === null) {
          if (holds !== FALSE) parts.push(`${slot}<${holds},${sure}`);
          continue;
        }
        live.slots.add(rule.decides);
        const measured = typeof view.known.slots[rule.decides] === 'number';
        parts.push(`${slot}<${bands},${holds},${sure},${values},${measured},${isImplied(slot, view)}`);
      }
    }
  }

  /** A measurement does not deny what follows from another finding. */
  function isImplied(slot: string, { known }: Outlook): boolean {
    return impliedBy.get(slot)?.some((from) => known.slots[from] === 'present') ?? false;
  }

  return {
    of,
    canBegin: (state, packId) => outlooks.begins(state, packId, viewOf(state)) !== FALSE,
  };
}

/** As the engine reads it for who falls silent: pregnancy alone is no complaint. */
function hasReported(state: FlowState): boolean {
  for (const slot in state.slots) {
    const value = state.slots[slot];
    if ((value === 'present' || value === 'unsure') && slot !== 'pregnancy' && slot !== 'postpartum') return true;
  }
  return false;
}
