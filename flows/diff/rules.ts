import type { TriageLevel } from '../../core/triage.js';
import type { Release } from '../flow.js';
import { printCondition } from '../rules/parse.js';
import { arrow, directionOf, movedIn, paired, type Change } from './change.js';

/** A rule as it is compared: what it is about, the level it gives, and when. `level` `null`: one step up. */
export interface Compared {
  readonly id: string;
  readonly level: TriageLevel | null;
  readonly when: string;
  readonly source: string;
}

/**
 * Rules that are there no more, new, or others. One that says the very same is the same, whatever it is called; then a rule
 * keeps its id; then one with the same condition is the same at another level (a row of the table has its level in its id). What
 * a new condition lets through can only be told by the cases: it has no direction here.
 */
export function compareRules(
  before: readonly Compared[],
  after: readonly Compared[],
  of: Pick<Change, 'pack' | 'what'>,
): readonly Change[] {
  const same = paired(before, after, ({ level, when }) => `${level ?? 'step'} ${when}`);
  const byId = paired(same.removed, same.added, ({ id }) => id);
  const byWhen = paired(byId.removed, byId.added, ({ when }) => when);
  // Rows of the table are numbered by themselves: their ids are nobody's choice.
  const renamed = of.what === 'sign' ? [] : same.both.filter(([old, now]) => old.id !== now.id);
  return [
    ...[...same.both, ...byId.both, ...byWhen.both].flatMap(([old, now]) => changesOf(old, now, of)),
    ...renamed.map(([old, now]): Change => ({ ...of, id: old.id, change: `is called ${now.id} now`, direction: null })),
    ...byWhen.removed.map((rule): Change => ({
      ...of,
      id: rule.id,
      change: `removed: ${told(rule)}`,
      direction: 'down',
    })),
    ...byWhen.added.map((rule): Change => ({ ...of, id: rule.id, change: `added: ${told(rule)}`, direction: 'up' })),
  ];
}

function told({ level, when }: Compared): string {
  return `${level ?? 'one step up'} when ${when}`;
}

function changesOf(old: Compared, now: Compared, of: Pick<Change, 'pack' | 'what'>): readonly Change[] {
  const changes: Change[] = [];
  const about = { ...of, id: now.id };
  if (old.level !== now.level) {
    changes.push({ ...about, change: arrow(old.level, now.level), direction: directionOf(old.level, now.level) });
  }
  if (old.when !== now.when) changes.push({ ...about, change: `when ${arrow(old.when, now.when)}`, direction: null });
  if (old.source !== now.source) {
    changes.push({ ...about, change: `source ${arrow(old.source, now.source)}`, direction: null });
  }
  return changes;
}

/** What all packs share: the table of signs, the screens, what follows without asking, the first-aid lines. */
export function compareShared(before: Release, after: Release): readonly Change[] {
  const shared = { pack: null } as const;
  const signs = (release: Release): readonly Compared[] =>
    release.signs.map(({ id, sign, bands, level, when, source }) => ({
      id,
      level,
      source,
      when: `${sign ?? '*'} of ${bands.length === 0 ? 'all' : bands.join(' ')}${when === null ? '' : ` and ${printCondition(when)}`}`,
    }));
  const screens = (release: Release): readonly Compared[] =>
    [...release.screens].flatMap(([band, list]) =>
      list.map(({ slot, level }) => ({
        id: `${band} ${slot}`,
        level: level ?? 'self_care',
        when: `asked of ${band}: ${slot}`,
        source: '',
      })),
    );
  return [
    ...compareRules(signs(before), signs(after), { ...shared, what: 'sign' }),
    ...compareRules(screens(before), screens(after), { ...shared, what: 'screen' }),
    ...compareLines(derivationsOf(before), derivationsOf(after), { ...shared, what: 'derivation' }),
    ...compareLines(firstAidOf(before), firstAidOf(after), { ...shared, what: 'first_aid' }),
  ];
}

/** Lines that have no level of their own: there or not there, and where order decides, in which. */
function compareLines(
  before: readonly string[],
  after: readonly string[],
  of: Pick<Change, 'pack' | 'what'>,
): readonly Change[] {
  const { added, removed } = paired(before, after, (line) => line);
  // Of first aid the first line that fits is said; of what follows by itself every line holds.
  const moved = of.what === 'first_aid' ? movedIn(before, after, (line) => line) : [];
  return [
    ...removed.map((id): Change => ({ ...of, id, change: 'removed', direction: null })),
    ...added.map((id): Change => ({ ...of, id, change: 'added', direction: null })),
    ...moved.map((id): Change => ({ ...of, id, change: 'stands at another place', direction: null })),
  ];
}

function derivationsOf({ derivations }: Release): readonly string[] {
  const bands = (list: readonly string[]): string => (list.length === 0 ? '' : ` (${list.join(' ')})`);
  return [
    ...[...derivations.implies].flatMap(([from, rights]) =>
      rights.map((right) => `${from} implies ${right.to}${bands(right.bands)}`),
    ),
    ...derivations.choices.map(({ from, slot, value }) => `${from} implies ${slot}=${value}`),
    ...derivations.derived.map((each) => `${each.slot}${bands(each.bands)} is ${printCondition(each.when)}`),
  ];
}

function firstAidOf({ firstAid }: Release): readonly string[] {
  return firstAid.map(({ text, when }) => `${text} when ${printCondition(when)}`);
}
