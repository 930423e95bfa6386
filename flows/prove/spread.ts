import type { Derivation, Release } from '../flow.js';
import { slotsRead } from '../rules/parse.js';
import { FALSE } from './formula.js';
import type { Residuals, View } from './residual.js';

/** How one slot that may still change lets others change. */
export interface Spread {
  /** Adds `slots` to `view.open`, and everything that may follow from them as things stand. */
  open(slots: readonly string[], view: View & { readonly open: Set<string> }): void;
  /** Everything that may follow from these slots, by the form of the slot sheet alone. */
  after(slots: readonly string[]): ReadonlySet<string>;
}

const EVERY_BAND: View['bandsOpen'] = new Set(['N', 'C', 'A', 'E', 'P', 'PP'] as const);

const NO_RULES: readonly Derivation[] = [];

function push(slot: string, view: { readonly open: Set<string> }, news: string[]): void {
  if (view.open.has(slot)) return;
  view.open.add(slot);
  news.push(slot);
}

/**
 * Implications and implied choices are followed always, whatever the band; a derivation only when its condition may still
 * hold. To open a slot too many costs time, never truth.
 */
export function spreadOf(release: Release, residuals: Residuals): Spread {
  const { implies, choices, derived } = release.derivations;
  const readers = new Map<string, Derivation[]>();
  for (const rule of derived) {
    for (const slot of [...slotsRead(rule.when), ...(rule.decides === null ? [] : [rule.decides])]) {
      readers.set(slot, [...(readers.get(slot) ?? []), rule]);
    }
  }
  const follow = (from: string): readonly string[] => [
    ...(implies.get(from) ?? []).map(({ to }) => to),
    ...choices.filter((choice) => choice.from === from).map(({ slot }) => slot),
    ...(from === 'age_days' ? ['age_months', 'age_years'] : []),
    ...(from === 'weight_kg' || from === 'height_cm' ? ['bmi_kg_m2'] : []),
  ];
  const follows = new Map([...release.slots.keys()].map((slot) => [slot, follow(slot)]));

  return {
    open(slots, view) {
      const news = slots.filter((slot) => !view.open.has(slot));
      for (const slot of news) view.open.add(slot);
      // Bands may change; `open` is the same set, so this sees what is opened in between.
      const inAnyBand: View = { ...view, bandsOpen: EVERY_BAND };
      for (const slot of news) {
        for (const to of follows.get(slot) ?? []) push(to, view, news);
        for (const rule of readers.get(slot) ?? NO_RULES) {
          if (view.open.has(rule.slot)) continue;
          if (view.known.slots[rule.slot] === 'present' && rule.decides === null) continue;
          const may = residuals.of(rule.when, inAnyBand, 'now') !== FALSE;
          if (may || rule.decides === slot) push(rule.slot, view, news);
        }
      }
    },
    after(slots) {
      const all = new Set(slots);
      for (const slot of all) {
        for (const to of follows.get(slot) ?? []) all.add(to);
        for (const rule of readers.get(slot) ?? []) all.add(rule.slot);
      }
      return all;
    },
  };
}
