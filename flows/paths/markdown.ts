import type { TextId } from '../../core/message.js';
import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { Band, Release, Slots } from '../flow.js';
import { printCondition } from '../rules/parse.js';
import { tableOf, type AnswerRow, type PackTable, type QuestionRow, type RuleRow } from './table.js';

/**
 * One pack as a page for a clinical reviewer, in Markdown, sentences in French: every question in order, who is asked, and for
 * every answer what it fills and the level it gives by itself in each band, with the rule and its source. Then what takes several
 * answers, the milder rules, and what is said at the end. The same content gives the same page.
 */
export function paths(release: Release, packId: string): string {
  const table = tableOf(release, packId);
  const { pack } = table;
  const text = (id: TextId): string => flat(release.text(id, 'fr') ?? id);
  return [
    `# ${pack.id === 'common' ? pack.id : `${pack.id}: ${text(pack.title)}`}`,
    '',
    `Version ${pack.version}. Source: ${pack.source}.`,
    ...openingOf(table),
    'Levels are those of one answer alone: the level of an interview is the highest of all rules that hold, and never falls.',
    '',
    '## Questions',
    ...table.questions.flatMap((row, index) => ['', ...questionOf(row, index + 1, text)]),
    '',
    ...(pack.prevention === null ? endOf(release, table, text) : resultsOf(table, text)),
    '## Words',
    '',
    ...gridOf(
      ['slot', 'what counts'],
      table.slots.map((slot) => [slot, flat(release.slots.get(slot)?.meaning ?? '')]),
    ),
    '',
  ].join('\n');
}

function openingOf({ pack, bands }: PackTable): readonly string[] {
  if (pack.prevention !== null) {
    const { when, unless } = pack.prevention.offer;
    const although = unless === null ? '' : `, unless ${code(printCondition(unless))}`;
    const often = `at most every ${pack.prevention.everyDays} days`;
    return [`Offered after triage to ${bands.join(', ')} when ${code(printCondition(when))}${although}, ${often}.`, ''];
  }
  if (pack.enter === null) return [`Asked of ${bands.join(', ')}.`, ''];
  return [`Asked of ${bands.join(', ')}; opened by ${code(printCondition(pack.enter))}.`, ''];
}

type Say = (id: TextId) => string;

function questionOf(row: QuestionRow, number: number, text: Say): readonly string[] {
  const about = [
    code(row.node),
    row.kind,
    ...(row.danger ? ['**danger question**'] : []),
    ...(row.from === null ? [] : [`sub-flow ${code(row.from)}`]),
    row.when === null ? 'asked of everybody' : `asked when ${code(row.when)}`,
  ];
  const answers = row.answers.map((answer) => [
    text(answer.text),
    filled(answer.fills),
    aloneOf(answer),
    answer.rules.join(', '),
    answer.sources.join('; '),
  ]);
  return [
    `### ${number}. ${row.stem === null ? (row.notes[0] ?? '') : text(row.stem)}`,
    '',
    about.join(' · '),
    ...row.says.map((id) => `\nSaid before it: ${text(id)}`),
    ...(row.notes.length === 0 ? [] : ['', ...row.notes.map((note) => `- ${note}`)]),
    ...(answers.length === 0 ? [] : ['', ...gridOf(['answer', 'fills', 'level alone', 'rule', 'source'], answers)]),
  ];
}

/** `urgent`, or `emergency: N · urgent: C A` where bands differ; nobody has a level: a dash. */
function aloneOf({ alone }: AnswerRow): string {
  const byLevel = new Map<TriageLevel | null, Band[]>();
  for (const [band, level] of alone) byLevel.set(level, [...(byLevel.get(level) ?? []), band]);
  const [only, ...more] = byLevel.keys();
  if (more.length === 0) return only ?? '-';
  const ordered = [...byLevel].sort(([a], [b]) => urgencyRank(b) - urgencyRank(a));
  return ordered.map(([level, bands]) => `${level ?? 'none'}: ${bands.join(' ')}`).join(' · ');
}

function endOf(release: Release, { pack, together, rules, bumps }: PackTable, text: Say): readonly string[] {
  const ruleCells = (list: readonly RuleRow[]): readonly (readonly string[])[] =>
    list.map((rule) => [
      rule.level ?? 'one step up, never into emergency',
      rule.when,
      rule.bands.join(' '),
      rule.id,
      rule.source,
    ]);
  const milder = [
    ...rules,
    ...bumps,
    { id: `${pack.id}.else`, level: pack.otherwise, bands: [], when: 'else: no rule holds', source: pack.source },
  ];
  const endings = [...TRIAGE_LEVELS].reverse().map((level) => {
    const own = pack.dispositions.get(level);
    const ending = own ?? release.packs.get('common')?.dispositions.get(level);
    return [level, own === undefined ? 'common' : own.id, (ending?.say ?? []).map(text).join(' ')];
  });
  return [
    '## Answers together',
    '',
    'Rows of the table of signs that an answer of this pack completes.',
    '',
    ...gridOf(['level', 'when', 'bands', 'rule', 'source'], ruleCells(together)),
    '',
    '## Milder rules of the pack',
    '',
    ...gridOf(['level', 'when', 'bands', 'rule', 'source'], ruleCells(milder)),
    '',
    '## Endings',
    '',
    'What is said after the line of the level.',
    '',
    ...gridOf(['level', 'of', 'words'], endings),
    '',
  ];
}

function resultsOf({ pack }: PackTable, text: Say): readonly string[] {
  const results = (pack.prevention?.results ?? []).map((result) => [
    result.level,
    result.when === null ? 'else' : printCondition(result.when),
    result.id,
    result.source,
    result.say.map(text).join(' '),
  ]);
  return [
    '## Results',
    '',
    'The first that holds.',
    '',
    ...gridOf(['level', 'when', 'result', 'source', 'words'], results),
    '',
  ];
}

/** A Markdown table, its columns aligned as far as a screen is wide. */
function gridOf(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === '' ? '-' : cell.replaceAll('|', '\\|'))));
  const widths = head.map((name, at) =>
    Math.min(WIDEST, Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0))),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.map(line)];
}
const WIDEST = 48;

function filled(set: Slots): string {
  const values = Object.values(set);
  if (values.length > 2 && values.every((value) => value === 'unsure')) return 'each of them unsure';
  return Object.entries(set)
    .map(([slot, value]) => (value === 'present' ? slot : `${slot}=${value}`))
    .join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
