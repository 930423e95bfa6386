import type { Known } from '../engine/index.js';
import { BANDS, type Band, type Condition, type Pack, type Release, type Slots, type SlotValue } from '../flow.js';
import { setsOf, specOf } from '../nodes/index.js';
import { printCondition } from '../rules/parse.js';
import { FALSE, TRUE, type Formula, type Formulas } from './formula.js';

/** What is settled of a state, and what later answers may still change. */
export interface View {
  readonly known: Known;
  /** Slots that some later answer may change, what follows from them included. */
  readonly open: ReadonlySet<string>;
  /** Bands that may still come or go. */
  readonly bandsOpen: ReadonlySet<Band>;
}

/**
 * How a condition is going to be read. `now`: while questions are put (guards, derivations). `end`: rules, for which what
 * was never asked counts as unknown once the interview is over. `sure`: as `now`, but a doubt does not hold; it tells
 * whether a derived finding is present or only unsure.
 */
export type Mode = 'now' | 'end' | 'sure';

export interface Residuals {
  /** What `condition` still waits for once everything that is settled has been put in. */
  of(condition: Condition, view: View, mode: Mode): Formula;
  finding(slot: string, view: View, mode: Mode): Formula;
  bands(bands: readonly Band[], view: View): Formula;
  /** A finding that is present now, but that a measurement yet to come may deny (a felt fever). */
  isDeniable(slot: string, view: View): boolean;
}

/**
 * Puts what is settled into conditions. An atom is named after what it is about and how that stands now, where the two
 * matter to how it may change: a doubt (`?`) may still be taken back, a felt fever (`+`) may be denied.
 */
export function residualsOf(release: Release, packs: readonly Pack[], formulas: Formulas): Residuals {
  const offered = numbersOffered(packs);
  const deciders = new Map<string, string[]>();
  for (const { slot, decides } of release.derivations.derived) {
    if (decides !== null) deciders.set(slot, [...(deciders.get(slot) ?? []), decides]);
  }
  const end = formulas.atom('the end', null);
  // Looked up for every state, so an atom is named once: by the condition, the band, or how the finding stands.
  const named = new WeakMap<Condition, Formula>();
  const bandAtoms = new Map(BANDS.map((which) => [which, formulas.atom(`band ${which}`, null)]));
  const findingAtoms = new Map<string, Formula[]>();

  function conditionAtom(condition: Condition & { readonly slot: string }): Formula {
    let atom = named.get(condition);
    if (atom === undefined) named.set(condition, (atom = formulas.atom(printCondition(condition), condition.slot)));
    return atom;
  }

  function findingAtom(slot: string, now: '' | '?' | '+', sure: boolean): Formula {
    let atoms = findingAtoms.get(slot);
    if (atoms === undefined) {
      const names = ['', '?', '+'].flatMap((each) => [`${slot}${each}`, `${slot}${each}!`]);
      findingAtoms.set(slot, (atoms = names.map((name) => formulas.atom(name, slot))));
    }
    return atoms[(now === '' ? 0 : now === '?' ? 2 : 4) + Number(sure)] ?? FALSE;
  }

  const isDeniable = (slot: string, view: View): boolean =>
    deciders.get(slot)?.some((decider) => view.open.has(decider)) ?? false;

  function finding(slot: string, view: View, mode: Mode): Formula {
    const value = view.known.slots[slot];
    const sure = mode === 'sure';
    if (value === 'present' && !isDeniable(slot, view)) return TRUE;
    if (!view.open.has(slot)) return value === 'present' || (value === 'unsure' && !sure) ? TRUE : FALSE;
    const now = value === 'present' ? '+' : value === 'unsure' && !sure ? '?' : '';
    return findingAtom(slot, now, sure);
  }

  function compared(condition: Condition & { op: 'compare' }, view: View): Formula {
    const { slot, is, value: limit } = condition;
    const value = view.known.slots[slot];
    const holds = typeof value === 'number' && compares(value, is, limit);
    if (!view.open.has(slot)) return holds ? TRUE : FALSE;
    if (!holds && offered.get(slot)?.some((each) => compares(each, is, limit)) === false) return FALSE;
    return conditionAtom(condition);
  }

  /** A slot that no question sets any more: never asked counts as unknown, but only once the interview is over. */
  function settled(slots: Slots, slot: string, mode: Mode, test: (value: SlotValue) => boolean): Formula {
    const value = slots[slot];
    if (value !== undefined) return test(value) ? TRUE : FALSE;
    return mode === 'end' && test('unknown') ? end : FALSE;
  }

  function band(which: Band, view: View): Formula {
    if (view.bandsOpen.has(which)) return bandAtoms.get(which) ?? FALSE;
    return view.known.bands.includes(which) ? TRUE : FALSE;
  }

  function of(condition: Condition, view: View, mode: Mode): Formula {
    switch (condition.op) {
      case 'finding':
        return finding(condition.slot, view, mode);
      case 'compare':
        return compared(condition, view);
      case 'in': {
        const { slot, values } = condition;
        if (view.open.has(slot)) return conditionAtom(condition);
        return settled(view.known.slots, slot, mode, (value) => values.includes(String(value)));
      }
      case 'unknown': {
        const { slot } = condition;
        if (view.open.has(slot)) return conditionAtom(condition);
        return settled(view.known.slots, slot, mode, (value) => value === 'unknown' || value === 'unsure');
      }
      case 'band':
        return band(condition.band, view);
      case 'all': {
        let all: Formula = TRUE;
        for (const part of condition.of) {
          all = formulas.and(all, of(part, view, mode));
          if (all === FALSE) break;
        }
        return all;
      }
      case 'any': {
        let any: Formula = FALSE;
        for (const part of condition.of) {
          any = formulas.or(any, of(part, view, mode));
          if (any === TRUE) break;
        }
        return any;
      }
      case 'count':
        return formulas.atLeast(
          condition.atLeast,
          condition.of.map((part) => of(part, view, mode)),
        );
    }
  }

  function bands(wanted: readonly Band[], view: View): Formula {
    if (wanted.length === 0) return TRUE;
    let any: Formula = FALSE;
    for (const which of wanted) any = formulas.or(any, band(which, view));
    return any;
  }

  return { of, finding, bands, isDeniable };
}

/** Numbers that nobody types: the values that options give them. A slot that is missing here may get any value. */
function numbersOffered(packs: readonly Pack[]): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, number[]>();
  const typed = new Set<string>(['age_days', 'age_months', 'age_years']);
  for (const node of packs.flatMap((pack) => [...pack.nodes.values()])) {
    const spec = specOf(node);
    if (spec.kind === 'number' || spec.kind === 'score') typed.add(spec.slot);
    const sets = spec.kind === 'choice' ? [...setsOf(spec), spec.unsure] : setsOf(spec);
    for (const [slot, value] of sets.flatMap((set) => Object.entries(set))) {
      if (typeof value === 'number') values.set(slot, [...(values.get(slot) ?? []), value]);
    }
  }
  for (const slot of typed) values.delete(slot);
  return values;
}

function compares(value: number, is: string, limit: number): boolean {
  if (is === '<') return value < limit;
  if (is === '<=') return value <= limit;
  if (is === '>') return value > limit;
  if (is === '>=') return value >= limit;
  return value === limit;
}
