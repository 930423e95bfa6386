import { isAtLeast, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { knownFrom, reachOf, type Known } from '../engine/index.js';
import type { Band, Condition, FlowState, Node, Pack, Release, Rule, Slots } from '../flow.js';
import { setsOf, slotsOf, specOf } from '../nodes/index.js';
import { slotsRead } from '../rules/parse.js';

/**
 * What the rest of an interview can still see of a state. Two states with one signature go on alike for every answer, so
 * one of them is explored for both.
 *
 * Slots themselves are not in it, only what later guards, rules and questions still read of them: each condition with what
 * is settled put in ("fever and X" becomes "X" or disappears), and the values of slots that a later question may set.
 * It errs on one side only: telling two states apart that go on alike costs time, never truth.
 */
export interface Signatures {
  of(state: FlowState, extra: string): string;
}

/** Truth of a condition under what is settled: known now, known only at the end, or what it still waits for. */
type Residual = true | false | 'ended' | { readonly open: string };

interface Outlook {
  readonly known: Known;
  /** Slots that some later answer may change, what follows from them included. */
  readonly open: ReadonlySet<string>;
  /** Slots that a later question sets itself. */
  readonly direct: ReadonlySet<string>;
  readonly bandsOpen: ReadonlySet<Band>;
  /** Values that questions may give a number; a slot that is missing here may get any. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** Later questions with what their guards still wait for. */
  readonly ahead: readonly string[];
}

const ALL_BANDS: ReadonlySet<Band> = new Set<Band>(['N', 'C', 'A', 'E', 'P', 'PP']);
const NO_BANDS: ReadonlySet<Band> = new Set<Band>();

export function signaturesOf(release: Release, packs: readonly Pack[]): Signatures {
  const reach = reachOf(release);
  const nodes = packs.flatMap((pack) =>
    pack.steps.flatMap((id, position) => {
      const node = pack.nodes.get(id);
      return node === undefined ? [] : [{ pack: pack.id, position, node, parts: partsOf(node) }];
    }),
  );
  type Ahead = (typeof nodes)[number];
  const spread = spreadOf(release);
  const values = valuesOf(packs);
  const fillable = new Set(spread.after(nodes.flatMap((each) => each.parts.flatMap((part) => part.direct))));
  // A sign that no question of these packs can fill is never present here: its rows say nothing.
  const rules: readonly Rule[] = [...release.signs, ...packs.flatMap((pack) => pack.rules)].filter(
    (rule) => rule.sign === null || fillable.has(rule.sign),
  );
  const bumps = packs.flatMap((pack) => pack.bump);
  const askedFor = readAsUnknown([
    ...rules.map((rule) => rule.when),
    ...bumps.map((bump) => bump.when),
    ...nodes.map((each) => each.node.when),
    ...release.derivations.derived.map((rule) => rule.when),
  ]);
  const isFinding = (slot: string): boolean => release.slots.get(slot)?.type === 'finding';

  /** What may still be asked, in the order of asking, and what may change by it. */
  function outlook(state: FlowState): Outlook {
    const known = knownFrom(release, state.slots);
    const view = { known, open: new Set<string>(), direct: new Set<string>(), bandsOpen: NO_BANDS, values };
    const at = nodes.findIndex((each) => each.node.id === state.at && each.pack === state.pack);
    const later = nodes.filter((each, index) => index > at && !isBehind(state, each));
    const ahead: string[] = [];
    let left = state.questionsLeft ?? Infinity;
    for (const each of [nodes[at], ...later]) {
      if (each === undefined) continue;
      const isHere = each.node.id === state.at;
      const guard = isHere || each.node.when === null ? true : residual(each.node.when, view);
      if (!isHere && (guard === false || !mayBePut(state, known, each))) continue;
      if (!isHere && left <= 0) break;
      if (!isHere && guard === true && isSurelyPut(each, view)) left -= 1;
      ahead.push(`${each.node.id}${print(guard)}${leftOf(each, known)}`);
      openUp(each, view);
      // The person may become another one, and what lies behind is gone through again: no order to rely on.
      if (view.bandsOpen.size > 0) return anyOrder(state, known);
    }
    return { ...view, ahead };
  }

  /** The same without an order: everything not yet asked whose guard may open, by repetition. */
  function anyOrder(state: FlowState, known: Known): Outlook {
    const view = { known, open: new Set<string>(), direct: new Set<string>(), bandsOpen: NO_BANDS, values };
    const reached = new Set<Ahead>();
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const each of nodes) {
        const isHere = each.node.id === state.at && each.pack === state.pack;
        if (reached.has(each) || (!isHere && state.asked.includes(each.node.id))) continue;
        if (!isHere && each.node.when !== null && residual(each.node.when, view) === false) continue;
        reached.add(each);
        openUp(each, view);
      }
    }
    const ahead = [...reached].map((each) => {
      const guard = each.node.when === null ? true : residual(each.node.when, view);
      return `${each.node.id}${print(guard)}${leftOf(each, known)}`;
    });
    return { ...view, ahead: ahead.sort() };
  }

  function openUp(each: Ahead, view: { -readonly [Key in keyof View]: View[Key] } & { open: Set<string>; direct: Set<string> }): void {
    for (const part of each.parts) {
      if (!isLeft(part, view.known.slots)) continue;
      for (const slot of part.direct) view.direct.add(slot);
      spread.open(part.direct, view);
    }
    view.bandsOpen = openBands(view.known, view.open);
  }

  function isBehind(state: FlowState, each: Ahead): boolean {
    return state.asked.includes(each.node.id) || state.done.includes(each.pack);
  }

  /** After the first urgent sign only what can still mean an emergency is put. */
  function mayBePut(state: FlowState, known: Known, each: Ahead): boolean {
    if (state.questionsLeft === null || reach.asksPerson(each.node.id)) return true;
    return reach.canMeanEmergency(each.node.id, [...state.done, state.pack, ...state.agenda], known.bands);
  }

  /** Something of it will be open when it is reached, whatever is answered before. */
  function isSurelyPut(each: Ahead, view: View): boolean {
    if (reach.asksPerson(each.node.id)) return false;
    return each.parts.some((part) =>
      part.direct.some((slot) => view.known.slots[slot] === undefined && !view.open.has(slot)),
    );
  }

  function of(state: FlowState, extra: string): string {
    const view = outlook(state);
    const { known, open, direct } = view;
    const parts: string[] = [
      state.pack,
      String(state.at),
      `${state.cursor.mode}${state.cursor.mode === 'groups' ? '' : state.cursor.index}`,
      String(state.level),
      String(state.questionsLeft),
      state.agenda.join(),
      state.done.join(),
      extra,
      view.ahead.join(' '),
    ];
    for (const slot of direct) {
      const value = known.slots[slot];
      if (value !== undefined) parts.push(`${slot}=${isFinding(slot) && !askedFor.has(slot) ? certainty(value) : value}`);
    }
    for (const slot of open) {
      const value = known.slots[slot];
      if (value !== undefined && !isFinding(slot) && !direct.has(slot)) parts.push(`${slot}=${value}`);
    }
    if (view.bandsOpen.size > 0) {
      for (const slot of ['patient', 'age_days', 'sex', 'pregnancy', 'postpartum']) {
        parts.push(`${slot}:${known.slots[slot] ?? '-'}`);
      }
    }
    if (!isAtLeast(state.level, 'same_day') && known.bands.includes('N')) parts.push('N');
    // A sign of the person's screens that was not asked and cannot be asked any more: the end will miss it.
    if (state.questionsLeft === null && view.bandsOpen.size === 0 && isMissed(view)) parts.push('missed');
    addDerivations(view, parts);
    addRules(state.level, view, parts);
    // A step up never leads into emergency.
    if (!isAtLeast(state.level, 'urgent')) for (const bump of bumps) parts.push(`^${print(residual(bump.when, view))}`);
    return parts.join('|');
  }

  function isMissed({ known, open }: Outlook): boolean {
    return known.bands.some((band) =>
      release.screens.get(band)?.some(({ slot }) => known.slots[slot] === undefined && !open.has(slot)),
    );
  }

  function addDerivations(view: Outlook, parts: string[]): void {
    for (const [index, rule] of release.derivations.derived.entries()) {
      if (!view.open.has(rule.slot)) continue;
      const value = view.known.slots[rule.slot];
      if (value === 'present' && rule.decides === null) continue;
      const here = bandsResidual(rule.bands, view);
      if (here === false) continue;
      parts.push(`d${index}${print(here)}${print(residual(rule.when, view))}${value ?? '-'}`);
      if (rule.decides !== null) parts.push(typeof view.known.slots[rule.decides] === 'number' ? 'measured' : '');
    }
  }

  function addRules(level: TriageLevel | null, view: Outlook, parts: string[]): void {
    let atEnd: TriageLevel | null = null;
    for (const [index, rule] of rules.entries()) {
      if (urgencyRank(rule.level) <= urgencyRank(level)) continue;
      const here = bandsResidual(rule.bands, view);
      if (here === false) continue;
      const value = rule.sign === null ? 'present' : view.known.slots[rule.sign];
      const openSign = rule.sign !== null && view.open.has(rule.sign);
      if (value !== 'present' && value !== 'unsure' && !openSign) continue;
      const when = rule.when === null ? true : residual(rule.when, view);
      if (when === false) continue;
      if ((value === 'present' || (value === 'unsure' && !openSign)) && here === true && when === 'ended') {
        // A doubt is kept at the rule's own level here: too urgent is only one state more.
        if (!isAtLeast(atEnd, rule.level)) atEnd = rule.level;
        continue;
      }
      if (rule.when === null && here === true && value !== 'unsure') continue;
      parts.push(`${index}${value === 'present' || value === 'unsure' ? value : '-'}${print(here)}${print(when)}`);
    }
    parts.push(`end:${atEnd}`);
  }

  return { of };
}

/** Bands that may still come or go. */
function openBands(known: Known, open: ReadonlySet<string>): ReadonlySet<Band> {
  if (open.has('age_days')) return ALL_BANDS;
  if (open.has('patient') && typeof known.slots['age_days'] !== 'number') return ALL_BANDS;
  if (!known.bands.includes('A')) return NO_BANDS;
  const bands = new Set<Band>();
  if (open.has('pregnancy') && !known.bands.includes('P')) bands.add('P');
  if (open.has('postpartum') && !known.bands.includes('PP')) bands.add('PP');
  return bands;
}

type View = Pick<Outlook, 'known' | 'open' | 'bandsOpen' | 'direct' | 'values'>;

function bandsResidual(bands: readonly Band[], view: View): Residual {
  if (bands.length === 0) return true;
  return any(bands.map((band) => bandResidual(band, view)));
}

function bandResidual(band: Band, { known, bandsOpen }: View): Residual {
  return bandsOpen.has(band) ? { open: band } : known.bands.includes(band);
}

function residual(condition: Condition, view: View): Residual {
  switch (condition.op) {
    case 'finding': {
      const value = view.known.slots[condition.slot];
      if (value === 'present') return true;
      if (view.open.has(condition.slot)) return value === 'unsure' ? { open: `${condition.slot}?` } : { open: condition.slot };
      return value === 'unsure';
    }
    case 'compare': {
      const value = view.known.slots[condition.slot];
      if (view.open.has(condition.slot)) {
        const may = view.values.get(condition.slot);
        const now = typeof value === 'number' && compares(value, condition.is, condition.value);
        if (!now && may?.some((each) => compares(each, condition.is, condition.value)) === false) return false;
        return { open: `${condition.slot}${condition.is}${condition.value}` };
      }
      return typeof value === 'number' && compares(value, condition.is, condition.value);
    }
    case 'in': {
      if (view.open.has(condition.slot)) return { open: `${condition.slot}{${condition.values.join()}}` };
      return settled(view.known.slots, condition.slot, (value) => condition.values.includes(String(value)));
    }
    case 'unknown': {
      if (view.open.has(condition.slot)) return { open: `?${condition.slot}` };
      return settled(view.known.slots, condition.slot, (value) => value === 'unknown' || value === 'unsure');
    }
    case 'band':
      return bandResidual(condition.band, view);
    case 'all':
      return all(condition.of.map((part) => residual(part, view)));
    case 'any':
      return any(condition.of.map((part) => residual(part, view)));
    case 'count': {
      const parts = condition.of.map((part) => residual(part, view));
      const certain = parts.filter((part) => part === true).length;
      const left = parts.filter((part) => part !== true && part !== false);
      if (certain >= condition.atLeast) return true;
      if (certain + left.length < condition.atLeast) return false;
      if (left.every((part) => part === 'ended')) return 'ended';
      return { open: `#${condition.atLeast - certain}(${left.map(print).join()})` };
    }
  }
}

/** A slot that no question sets any more: never asked counts as unknown once the interview has ended. */
function settled(slots: Slots, slot: string, test: (value: string | number) => boolean): Residual {
  const value = slots[slot];
  if (value !== undefined) return test(value);
  return test('unknown') ? 'ended' : false;
}

function all(parts: readonly Residual[]): Residual {
  if (parts.includes(false)) return false;
  const left = parts.filter((part) => part !== true);
  if (left.length === 0) return true;
  if (left.every((part) => part === 'ended')) return 'ended';
  return { open: `(${left.map(print).join('&')})` };
}

function any(parts: readonly Residual[]): Residual {
  if (parts.includes(true)) return true;
  const left = parts.filter((part) => part !== false);
  if (left.length === 0) return false;
  if (left.every((part) => part === 'ended')) return 'ended';
  return { open: `(${left.map(print).join('/')})` };
}

function print(part: Residual): string {
  if (part === true) return '';
  if (part === false) return '!';
  return part === 'ended' ? '§' : part.open;
}

function compares(value: number, is: string, limit: number): boolean {
  if (is === '<') return value < limit;
  if (is === '<=') return value <= limit;
  if (is === '>') return value > limit;
  if (is === '>=') return value >= limit;
  return value === limit;
}

/** Of a finding that is settled, a later question sees only that it need not be asked. */
function certainty(value: string | number): string {
  return value === 'unsure' ? 'unsure' : 'known';
}

/** What a node fills, sign by sign: a sign that is known drops out of its list. */
function partsOf(node: Node): readonly Part[] {
  const spec = specOf(node);
  if (spec.kind !== 'signs') return [{ list: false, direct: [...slotsOf(spec)] }];
  return spec.entries.map((entry) => ({ list: true, direct: Object.keys(entry.set) }));
}

interface Part {
  readonly list: boolean;
  readonly direct: readonly string[];
}

function leftOf(each: { readonly parts: readonly Part[] }, known: Known): string {
  return each.parts.map((part) => (isLeft(part, known.slots) ? '1' : '0')).join('');
}

/** How an open slot opens others: implications and implied choices always, derivations when they may still hold. */
function spreadOf(release: Release) {
  const { implies, choices, derived } = release.derivations;
  const readers = new Map<string, (typeof derived)[number][]>();
  for (const rule of derived) {
    for (const slot of [...slotsRead(rule.when), ...(rule.decides === null ? [] : [rule.decides])]) {
      readers.set(slot, [...(readers.get(slot) ?? []), rule]);
    }
  }
  const follow = (from: string): readonly string[] => [
    ...(implies.get(from) ?? []).map(({ to }) => to),
    ...choices.filter((choice) => choice.from === from).map(({ slot }) => slot),
    ...(from === 'age_days' ? ['age_months', 'age_years'] : []),
  ];
  const follows = new Map([...release.slots.keys()].map((slot) => [slot, follow(slot)]));
  const open = (slots: readonly string[], view: View & { readonly open: Set<string> }): void => {
    const news = slots.filter((slot) => !view.open.has(slot));
    for (const slot of news) view.open.add(slot);
    for (const slot of news) {
      for (const to of follows.get(slot) ?? []) if (!view.open.has(to)) push(news, to, view);
      for (const rule of readers.get(slot) ?? []) {
        if (view.open.has(rule.slot) || view.known.slots[rule.slot] === 'present') continue;
        if (rule.decides === slot || residual(rule.when, view) !== false) push(news, rule.slot, view);
      }
    }
  };
  return {
    open,
    /** Everything that may follow from these slots, by the form of the sheet alone. */
    after(slots: readonly string[]): readonly string[] {
      const all = new Set(slots);
      for (const slot of all) {
        for (const to of follows.get(slot) ?? []) all.add(to);
        for (const rule of readers.get(slot) ?? []) all.add(rule.slot);
      }
      return [...all];
    },
  };
}

function push(news: string[], slot: string, view: { readonly open: Set<string> }): void {
  view.open.add(slot);
  news.push(slot);
}

/** Numbers that are only ever set by options, with the values the options give. */
function valuesOf(packs: readonly Pack[]): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, number[]>();
  const typed = new Set<string>(['age_days', 'age_months', 'age_years']);
  for (const node of packs.flatMap((pack) => [...pack.nodes.values()])) {
    const spec = specOf(node);
    if (spec.kind === 'number') typed.add(spec.slot);
    const sets = spec.kind === 'choice' ? [...setsOf(spec), spec.unsure] : setsOf(spec);
    for (const [slot, value] of sets.flatMap((set) => Object.entries(set))) {
      if (typeof value === 'number') values.set(slot, [...(values.get(slot) ?? []), value]);
    }
  }
  for (const slot of typed) values.delete(slot);
  return values;
}

/** A sign that is wholly known is not asked any more. */
function isLeft(part: { readonly list: boolean; readonly direct: readonly string[] }, slots: Slots): boolean {
  return !part.list || part.direct.some((slot) => slots[slot] === undefined);
}

/** Slots whose doubt itself is read by a condition. */
function readAsUnknown(conditions: readonly (Condition | null)[]): ReadonlySet<string> {
  const slots = new Set<string>();
  const walk = (condition: Condition): void => {
    if (condition.op === 'unknown') slots.add(condition.slot);
    if (condition.op === 'all' || condition.op === 'any' || condition.op === 'count') condition.of.forEach(walk);
  };
  for (const condition of conditions) if (condition !== null) walk(condition);
  return slots;
}
