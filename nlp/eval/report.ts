import { interval, type Share } from '../../core/share.js';
import type { Scores } from './score.js';

/** One line of the table: a reader on one written form. */
export interface ReportRow {
  readonly reader: string;
  readonly form: string;
  readonly scores: Scores;
}

const HEAD = [
  'reader',
  'form',
  'n',
  'language',
  'three words',
  'intent F1',
  'finding F1 (P/R)',
  'subject',
  'red flags heard',
  'false alarms',
  'ECE',
  'abstained',
];

/** The table a person reads. Shares carry their 95 % interval and n; nothing is rounded up. */
export function printReport(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ reader, form, scores }) => [
    reader,
    form,
    String(scores.n),
    told(scores.language),
    told(scores.languageOfThree),
    scores.intentMacroF1.toFixed(2),
    `${scores.finding.f1.toFixed(2)} (${scores.finding.precision.toFixed(2)}/${scores.finding.recall.toFixed(2)}) of ${scores.finding.gold}`,
    told(scores.subject),
    told(scores.redRecall),
    told(scores.falseAlarms),
    scores.languageEce.toFixed(3),
    told(scores.abstained),
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...lines.map((line) => (line[at] ?? '').length)));
  return [HEAD, ...lines]
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function told(share: Share): string {
  if (share.n === 0) return '–';
  const [low, high] = interval(share);
  return `${percent(share.hits / share.n)} [${percent(low)}–${percent(high)}] ${share.n}`;
}

function percent(value: number): string {
  return (value * 100).toFixed(1);
}
