import { toldShare, type Share } from '../../core/share.js';
import { textTable } from '../../core/text-table.js';
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
  return textTable([HEAD, ...lines]);
}

function told(share: Share): string {
  return share.n === 0 ? toldShare(share) : `${toldShare(share)} ${share.n}`;
}
