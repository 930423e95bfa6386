import type { TriageLevel } from '../../core/triage.js';
import type { Band, Release, Slots } from '../flow.js';
import { tableOf, type AnswerRow, type PackTable, type QuestionRow, type RuleRow } from '../paths/index.js';
import { printCondition } from '../rules/parse.js';
import { arrow, directionOf, movedIn, paired, type Change, type Direction } from './change.js';
import { compareRules, type Compared } from './rules.js';

/** Every pack of two releases, by the tables that reviewers read. */
export function comparePacks(before: Release, after: Release): readonly Change[] {
  const { both, added, removed } = paired([...before.packs.keys()], [...after.packs.keys()], (id) => id);
  return [
    ...removed.map((id): Change => ({ pack: id, what: 'pack', id, change: 'removed', direction: 'down' })),
    ...added.map((id): Change => ({ pack: id, what: 'pack', id, change: 'added', direction: 'up' })),
    ...both.flatMap(([id]) => comparePack(tableOf(before, id), tableOf(after, id), askedOf(after))),
  ];
}

/** Findings that somebody is asked about in the common screens: asked of everybody before any pack. */
function askedOf(release: Release): ReadonlySet<string> {
  return new Set(release.packs.has('common') ? findingsOf(tableOf(release, 'common')) : []);
}

function findingsOf({ questions }: PackTable): readonly string[] {
  return questions.flatMap(({ answers }) =>
    answers.filter(({ id }) => id !== 'unsure').flatMap(({ fills }) => Object.keys(fills)),
  );
}

function comparePack(before: PackTable, after: PackTable, screened: ReadonlySet<string>): readonly Change[] {
  const pack = after.pack.id;
  const rules = (list: readonly RuleRow[]): readonly Compared[] => list;
  const line = (what: Change['what'], id: string, from: string, to: string, direction: Direction = null): Change[] =>
    from === to ? [] : [{ pack, what, id, change: arrow(from, to), direction }];
  const { pack: old } = before;
  const { pack: now } = after;
  return [
    ...line('pack', 'bands', old.bands.join(' '), now.bands.join(' ')),
    ...line('pack', 'enter', conditionOf(old.enter), conditionOf(now.enter)),
    ...compareRules(rules(before.rules), rules(after.rules), { pack, what: 'rule' }),
    ...compareRules(rules(before.bumps), rules(after.bumps), { pack, what: 'bump' }),
    ...line('else', `${pack}.else`, old.otherwise, now.otherwise, directionOf(old.otherwise, now.otherwise)),
    ...compareQuestions(before, after, screened),
    ...compareEndings(before, after),
    ...line('offer', `${pack}.offer`, offerOf(before), offerOf(after)),
    ...compareRules(resultsOf(before), resultsOf(after), { pack, what: 'result' }),
  ];
}

function conditionOf(condition: PackTable['pack']['enter']): string {
  return condition === null ? 'never' : printCondition(condition);
}

function compareEndings(before: PackTable, after: PackTable): readonly Change[] {
  const endings = ({ pack }: PackTable): readonly (readonly [TriageLevel, string])[] =>
    [...pack.dispositions].map(([level, { say }]) => [level, say.join(' ')]);
  const { both, added, removed } = paired(endings(before), endings(after), ([level]) => level);
  const about = (level: TriageLevel, change: string): Change => ({
    pack: after.pack.id,
    what: 'ending',
    id: `${after.pack.id}.${level}`,
    change,
    direction: null,
  });
  return [
    ...both.flatMap(([[level, from], [, to]]) => (from === to ? [] : [about(level, `says ${arrow(from, to)}`)])),
    ...removed.map(([level]) => about(level, 'says what common says')),
    ...added.map(([level, says]) => about(level, `says ${says}`)),
  ];
}

function offerOf({ pack: { prevention } }: PackTable): string {
  if (prevention === null) return 'none';
  const { when, unless } = prevention.offer;
  return `${printCondition(when)}${unless === null ? '' : ` unless ${printCondition(unless)}`}, every ${prevention.everyDays} days`;
}

function resultsOf({ pack: { prevention } }: PackTable): readonly Compared[] {
  return (prevention?.results ?? []).map(({ id, level, when, source }) => ({
    id,
    level,
    source,
    when: when === null ? 'else' : printCondition(when),
  }));
}

function compareQuestions(before: PackTable, after: PackTable, screened: ReadonlySet<string>): readonly Change[] {
  const pack = after.pack.id;
  const asked = new Set([...screened, ...findingsOf(after)]);
  const { both, added, removed } = paired(before.questions, after.questions, ({ node }) => node);
  const about = (row: QuestionRow, change: string, direction: Direction = null): Change => ({
    pack,
    what: 'question',
    id: row.node,
    change,
    direction,
  });
  return [
    ...removed.map((row) => about(row, 'removed', isMissed(row.answers, asked) ? 'down' : null)),
    ...added.map((row) => about(row, 'added')),
    ...movedIn(before.questions, after.questions, ({ node }) => node).map((row) =>
      about(row, 'asked at another place'),
    ),
    ...both.flatMap(([old, now]) => [
      ...(old.when === now.when ? [] : [about(now, `asked when ${arrow(old.when, now.when)}`)]),
      ...(old.danger === now.danger
        ? []
        : [
            about(
              now,
              now.danger ? 'is a danger question now' : 'is no danger question any more',
              now.danger ? 'up' : 'down',
            ),
          ]),
      ...(old.stem === now.stem ? [] : [about(now, `asked with ${arrow(old.stem, now.stem)}`)]),
      ...(old.says.join(' ') === now.says.join(' ')
        ? []
        : [about(now, `said before it ${arrow(saidBy(old), saidBy(now))}`)]),
      ...(old.kind === now.kind ? [] : [about(now, `kind ${arrow(old.kind, now.kind)}`)]),
      ...(old.notes.join() === now.notes.join() ? [] : [about(now, arrow(old.notes.join('; '), now.notes.join('; ')))]),
      ...compareAnswers(pack, old, now, asked),
    ]),
  ];
}

function saidBy({ says }: QuestionRow): string | null {
  return says.length === 0 ? null : says.join(' ');
}

/** Whether something urgent by itself is asked nowhere any more. */
function isMissed(answers: readonly AnswerRow[], asked: ReadonlySet<string>): boolean {
  return answers.some(
    ({ id, fills, alone }) =>
      id !== 'unsure' &&
      [...alone.values()].some((level) => directionOf('routine', level) === 'up') &&
      Object.keys(fills).some((slot) => !asked.has(slot)),
  );
}

function compareAnswers(
  pack: string,
  before: QuestionRow,
  after: QuestionRow,
  asked: ReadonlySet<string>,
): readonly Change[] {
  const { both, added, removed } = paired(before.answers, after.answers, ({ id }) => id);
  const about = (row: AnswerRow, change: string, direction: Direction = null): Change => ({
    pack,
    what: 'answer',
    id: `${after.node}.${row.id}`,
    change,
    direction,
  });
  return [
    ...removed.map((row) => about(row, 'removed', isMissed([row], asked) ? 'down' : null)),
    ...added.map((row) => about(row, `added: fills ${filled(row.fills)}`)),
    ...both.flatMap(([old, now]) => [
      ...(filled(old.fills) === filled(now.fills)
        ? []
        : [about(now, `fills ${arrow(filled(old.fills), filled(now.fills))}`)]),
      ...(old.text === now.text ? [] : [about(now, `said with ${arrow(old.text, now.text)}`)]),
      ...bandsMoved(old, now).map(({ bands, from, to }) =>
        about(now, `alone ${arrow(from, to)} (${bands.join(' ')})`, directionOf(from, to)),
      ),
    ]),
  ];
}

interface Moved {
  readonly from: TriageLevel | null;
  readonly to: TriageLevel | null;
  readonly bands: readonly Band[];
}

/** Bands for which the answer alone gives another level, those that moved alike together. */
function bandsMoved(before: AnswerRow, after: AnswerRow): readonly Moved[] {
  const moved = new Map<string, Moved>();
  for (const [band, to] of after.alone) {
    const from = before.alone.get(band);
    if (from === undefined || from === to) continue;
    const way = arrow(from, to);
    moved.set(way, { from, to, bands: [...(moved.get(way)?.bands ?? []), band] });
  }
  return [...moved.values()];
}

function filled(set: Slots): string {
  const pairs = Object.entries(set).map(([slot, value]) => (value === 'present' ? slot : `${slot}=${value}`));
  return pairs.sort().join(' ');
}
