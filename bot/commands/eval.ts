import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isAtLeast } from '../../core/triage.js';
import type { Understanding } from '../../core/understanding.js';
import { AppError } from '../../core/errors.js';
import { createEngine, type FlowEngine, type Release } from '../../flows/index.js';
import {
  languageBaselines,
  pairsRight,
  printReport,
  readMarkedMessages,
  readPairs,
  readTestSet,
  score,
  trainNgramBaseline,
  withTypos,
  type Reading,
  type ReportRow,
  type TestRow,
} from '../../nlp/eval/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import { openModelOnly, openNlu, openRelease } from '../open.js';
import { packageRoot } from '../config.js';

const USAGE = 'usage: labas eval nlu [--save]';
const FIRST_WORDS = 3;

/**
 * `labas eval nlu`: the readers side by side on the frozen test set, per written form. `--save` writes the figures under
 * `models/results/`, one file per model version. An alarm is heard when the reader raises one, or when the red-flag table
 * reaches `urgent` on what it heard, as in the product.
 */
export async function run(args: readonly string[]): Promise<number> {
  const [what, ...flags] = args;
  if (what !== 'nlu') throw new AppError('INPUT_INVALID', USAGE);
  const root = packageRoot();
  const rows = readTestSet(path.join(root, 'models', 'eval'));
  const release = openRelease(path.join(root, 'flows'));
  const engine = createEngine();
  const readers: { readonly name: string; readonly nlu: Nlu }[] = [
    { name: 'lexicon', nlu: await openNlu({ model: false }) },
    { name: 'n-grams', nlu: trainNgramBaseline(readMarkedMessages(path.join(root, 'models', 'train', 'marked'))) },
    ...(await modelAlone()),
    {
      name: 'labas',
      nlu: await openNlu({ model: true, onProblem: (problem) => process.stderr.write(`${problem}\n`) }),
    },
  ];
  const report: ReportRow[] = [];
  const tags: ReportRow[] = [];
  for (const { name, nlu } of readers) {
    const readings = await readAll(nlu, rows);
    report.push(...perForm(name, readings, release));
    tags.push(...perTag(name, readings, release));
    const mistyped = await readAll(
      nlu,
      rows.filter(({ form }) => form !== 'other').map((row) => ({ ...row, text: withTypos(row.text) })),
    );
    tags.push({ reader: name, form: 'all, mistyped', scores: score(mistyped, (slot) => impliedBy(release, slot)) });
  }
  const pairs = readPairs(path.join(root, 'models', 'eval'));
  const order = await Promise.all(readers.map(async ({ name, nlu }) => `${name} ${await pairsRight(nlu, pairs)}`));
  const model = readers.at(-1)?.nlu.status?.();
  for (const { nlu } of readers) await nlu.close?.();
  print(`${rows.length} messages, frozen (models/eval). Model: ${model?.model ?? `none (${model?.problem ?? ''})`}`);
  print(
    'Written by a model in the role of test author; no native speaker has checked a row. Shares: % [95 % interval] n\n',
  );
  print(printReport(report));
  print(`\nF1 by intent (all forms but other)\n${intentTable(report)}`);
  print(`\nby what is hard in them (all forms but other)\n${printReport(tags)}`);
  print(
    `\nword order: both messages of a pair right (the same words, "A but not B" and "B but not A"): ${order.join(', ')}`,
  );
  print(`\n${await languageTable(rows)}`);
  if (flags.includes('--save')) save(root, model?.model ?? 'lexicon', { report: [...report, ...tags], order });
  return 0;

  async function readAll(nlu: Nlu, some: readonly TestRow[]): Promise<readonly Reading[]> {
    const readings: Reading[] = [];
    for (const row of some) readings.push(await read(nlu, row, engine, release));
    return readings;
  }
}

async function read(nlu: Nlu, row: TestRow, engine: FlowEngine, release: Release): Promise<Reading> {
  const whole = await nlu.understand({ text: row.text }, {});
  const words = row.text.split(/\s+/);
  const first =
    words.length > FIRST_WORDS ? await nlu.understand({ text: words.slice(0, FIRST_WORDS).join(' ') }, {}) : null;
  return {
    row,
    whole,
    firstWords: first?.language.label ?? null,
    alarm: whole.redFlag || reachesUrgent(whole, engine, release),
  };
}

/** The red-flag table on what was heard of each person by itself. */
function reachesUrgent(whole: Understanding, engine: FlowEngine, release: Release): boolean {
  const subjects = new Set(whole.entities.map(({ subject }) => subject));
  return [...subjects].some((subject) => {
    const about = whole.entities.filter((entity) => entity.subject === subject && entity.presence !== 'absent');
    return isAtLeast(engine.screen(release, { patient: subject }, about).level, 'urgent');
  });
}

function perForm(reader: string, readings: readonly Reading[], release: Release): readonly ReportRow[] {
  const forms = [...new Set(readings.map(({ row }) => row.form))];
  const ours = readings.filter(({ row }) => row.form !== 'other');
  const rows = forms.map((form) => ({ form, of: readings.filter(({ row }) => row.form === form) }));
  return [...rows, { form: 'all but other', of: ours }].map(({ form, of }) => ({
    reader,
    form,
    scores: score(of, (slot) => impliedBy(release, slot)),
  }));
}

function intentTable(report: readonly ReportRow[]): string {
  return report
    .filter(({ form }) => form === 'all but other')
    .map(({ reader, scores }) =>
      [reader.padEnd(8), ...scores.byIntent.map(({ intent, f1, n }) => `${intent} ${f1.toFixed(2)} (${n})`)].join('  '),
    )
    .join('\n');
}

/** Where each reader earns its place; beside these: the whole set mistyped, and pairs that differ in word order alone. */
const HARD = [
  'negation',
  'past',
  'hypothetical',
  'figurative',
  'third_person',
  'multi_symptom',
  'code_switch',
  'typo',
  'minimising',
];

function perTag(reader: string, readings: readonly Reading[], release: Release): readonly ReportRow[] {
  const ours = readings.filter(({ row }) => row.form !== 'other');
  return HARD.map((tag) => ({
    reader,
    form: tag,
    scores: score(
      ours.filter(({ row }) => row.tags.includes(tag)),
      (slot) => impliedBy(release, slot),
    ),
  }));
}

async function modelAlone(): Promise<readonly { readonly name: string; readonly nlu: Nlu }[]> {
  try {
    return [{ name: 'model', nlu: await openModelOnly() }];
  } catch {
    return [];
  }
}

function impliedBy(release: Release, slot: string): ReadonlySet<string> {
  const all = new Set<string>();
  const open = [slot];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { to } of release.derivations.implies.get(next) ?? []) {
      if (all.has(to)) continue;
      all.add(to);
      open.push(to);
    }
  }
  return all;
}

/** Language only: detectors that others ship, on the same rows of at least three words. */
async function languageTable(rows: readonly TestRow[]): Promise<string> {
  const spoken = rows.filter((row) => row.text.split(/\s+/).length >= FIRST_WORDS);
  const forms = [...new Set(spoken.map(({ form }) => form))];
  const lines = (await languageBaselines()).map(({ name, detect }) =>
    [
      name.padEnd(12),
      ...forms.map((form) => {
        const of = spoken.filter((row) => row.form === form);
        const hits = of.filter((row) => detect(row.text) === row.language).length;
        return `${form} ${((100 * hits) / of.length).toFixed(1)}`;
      }),
    ].join('  '),
  );
  return ['language of whole messages by other detectors, %', ...lines].join('\n');
}

function save(
  root: string,
  model: string,
  figures: { readonly report: readonly ReportRow[]; readonly order: readonly string[] },
): void {
  const folder = path.join(root, 'models', 'results');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${model.replace('@', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ model, at: new Date().toISOString().slice(0, 10), ...figures }, null, 2)}\n`);
  print(`saved: ${path.relative(root, file)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
