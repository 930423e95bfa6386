import { lessUrgent, TRIAGE_LEVELS, urgencyRank } from '../../core/triage.js';
import type { Pack, Release, Rule } from '../flow.js';
import { notAbsent } from '../rules/level.js';
import { FALSE, TRUE, type Formula, type Formulas } from './formula.js';
import type { Residuals, View } from './residual.js';

/** What rules may still make of a state: which level, depending on what is answered. */
export interface Outcomes {
  /**
   * The rules of the table (with the common pack) and of `packs` as one text: every level above the rank `floor` with what
   * it waits for. `use` is told every formula that is in it.
   */
  of(packs: readonly Pack[], floor: number, view: View, use: (formula: Formula) => void): string;
  /** Rank of the level that is certain to hold at the end, whatever is answered. */
  standing(packs: readonly Pack[], view: View): number;
}

/** Not knowing these is as bad as having them (rules/level.ts). */
const UNSURE_IS_EMERGENCY: readonly string[] = ['unconscious', 'hard_to_wake', 'not_breathing'];
const MOST_URGENT_FIRST = [...TRIAGE_LEVELS].reverse();

interface Row {
  readonly rule: Rule;
  readonly rank: number;
  /** The rank that a sign gives that stays unsure. */
  readonly unsure: number;
}

/** A level and what it waits for. */
interface Given {
  readonly rank: number;
  readonly formula: Formula;
}

const NO_ROWS: readonly Row[] = [];

export function outcomesOf(release: Release, all: readonly Pack[], formulas: Formulas, residuals: Residuals): Outcomes {
  const table = new Map<string, Row[]>();
  const unsigned: Row[] = [];
  for (const row of release.signs.map(rowOf)) {
    const { sign } = row.rule;
    if (sign === null) unsigned.push(row);
    else table.set(sign, [...(table.get(sign) ?? []), row]);
  }
  const own = new Map(all.map((pack) => [pack.id, pack.rules.map(rowOf)]));
  const tables = new WeakMap<View, { readonly floor: number; readonly given: readonly Given[] }>();

  /** Levels above `floor` that a row may still give: its own, and the lower one of a sign that stays unsure. */
  function gives({ rule, rank, unsure }: Row, floor: number, view: View, given: Given[]): void {
    if (rank <= floor) return;
    const { sign } = rule;
    const sure = sign === null ? TRUE : residuals.finding(sign, view, 'sure');
    const maybe = sign === null || unsure <= floor ? FALSE : residuals.finding(sign, view, 'end');
    if (sure === FALSE && maybe === FALSE) return;
    const bands = residuals.bands(rule.bands, view);
    if (bands === FALSE) return;
    const context = rule.when === null ? bands : formulas.and(bands, residuals.of(rule.when, view, 'end'));
    if (context === FALSE) return;
    if (sure !== FALSE) given.push({ rank, formula: formulas.and(sure, context) });
    if (maybe !== FALSE) given.push({ rank: unsure, formula: formulas.and(maybe, context) });
  }

  /** What the table gives above `floor`. A state is asked for it several times: read once, for the lowest floor so far. */
  function byTable(floor: number, view: View): readonly Given[] {
    const known = tables.get(view);
    if (known !== undefined && known.floor <= floor) return known.given;
    const given: Given[] = [];
    for (const row of unsigned) gives(row, floor, view, given);
    for (const slot of view.open) {
      for (const row of table.get(slot) ?? NO_ROWS) gives(row, floor, view, given);
    }
    for (const slot of notAbsent(view.known.slots)) {
      if (view.open.has(slot)) continue;
      for (const row of table.get(slot) ?? NO_ROWS) gives(row, floor, view, given);
    }
    tables.set(view, { floor, given });
    return given;
  }

  /** What the rules of `packs` give above `floor`, the table with the common pack. */
  function each(packs: readonly Pack[], floor: number, view: View): readonly Given[] {
    const given: Given[] = [];
    if (packs.some((pack) => pack === all[0])) {
      for (const one of byTable(floor, view)) if (one.rank > floor) given.push(one);
    }
    for (const pack of packs) for (const row of own.get(pack.id) ?? NO_ROWS) gives(row, floor, view, given);
    return given;
  }

  return {
    of(packs, floor, view, use) {
      const layers = MOST_URGENT_FIRST.map((): Formula[] => []);
      for (const { rank, formula } of each(packs, floor, view)) {
        layers[TRIAGE_LEVELS.length - 1 - rank]?.push(formula);
        use(formula);
      }
      return formulas.layered(layers);
    },
    standing(packs, view) {
      let standing = -1;
      for (const { rank, formula } of each(packs, -1, view)) if (formula === TRUE) standing = Math.max(standing, rank);
      return standing;
    },
  };
}

function rowOf(rule: Rule): Row {
  const { sign, level } = rule;
  const isSure = sign === null || UNSURE_IS_EMERGENCY.includes(sign);
  return { rule, rank: urgencyRank(level), unsure: urgencyRank(isSure ? level : lessUrgent(level, 'urgent')) };
}
