import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import { toldShare } from '../../core/share.js';
import { textTable } from '../../core/text-table.js';
import {
  createEngine,
  openingOf,
  playVignette,
  scoresOf,
  type FlowEngine,
  type Opening,
  type Presentation,
  type Release,
  type Slots,
  type Vignette,
  type VignetteResult,
} from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import { openNlu, openRelease, openVignettes } from '../open.js';
import { packageRoot } from '../config.js';

const CHANNELS: readonly (readonly [name: string, presentation: Presentation])[] = [
  ['whatsapp', 'wide'],
  ['sms', 'list'],
  ['voice', 'keys'],
];

interface Row {
  readonly opened: string;
  readonly channel: string;
  readonly results: readonly VignetteResult[];
}

/**
 * `labas vignettes [file|folder] [--failing]`: plays vignettes and prints how often the level was right, per channel, with
 * the complaint chosen from the list, and opened by a first message in each written form that the vignettes have. Shares in percent with
 * Wilson 95 % intervals; median questions with / without a red flag, and the same without turned pages of the list. Exits 1 when an emergency ends below urgent or two channels differ.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { failing: { type: 'boolean', default: false } },
  });
  const root = packageRoot();
  const release = openRelease(path.join(root, 'flows'));
  const vignettes = openVignettes(positionals[0] ?? path.join(root, 'vignettes'), release);
  const engine = createEngine();
  const rows: Row[] = CHANNELS.map(([channel, presentation]) => ({
    opened: 'list',
    channel,
    results: vignettes.map((each) => playVignette(engine, release, each, presentation)),
  }));
  const nlu = await openNlu({ model: true });
  for (const form of WRITTEN_FORMS) {
    const saying = vignettes.filter((each) => each.says[form] !== undefined);
    if (saying.length > 0) rows.push(...(await openedBy(form, saying, { engine, release, nlu })));
  }
  await nlu.close?.();
  print(tableOf(rows));
  const differing = vignettes.filter((_each, index) => {
    const ends = rows.slice(0, CHANNELS.length).map((row) => row.results[index]?.simulation.disposition);
    return new Set(ends).size > 1;
  });
  print(
    `\nsame disposition on all channels: ${toldShare({ hits: vignettes.length - differing.length, n: vignettes.length })} %`,
  );
  for (const each of differing) print(`  differs: ${each.id}`);
  const [first] = rows;
  if (values.failing) for (const result of first?.results ?? []) if (!result.exact) print(missOf(result));
  const lost = rows.some((row) => scoresOf(row.results).held.hits < scoresOf(row.results).held.n);
  return lost || differing.length > 0 ? 1 : 0;
}

/** The same people, whose first message is read by the lexicon and the model; on the channels that are written on. */
async function openedBy(
  form: WrittenForm,
  vignettes: readonly Vignette[],
  { engine, release, nlu }: { readonly engine: FlowEngine; readonly release: Release; readonly nlu: Nlu },
): Promise<readonly Row[]> {
  const openings: Opening[] = [];
  for (const each of vignettes) {
    const { entities } = await nlu.understand({ text: each.says[form] ?? '' }, {});
    const said: Slots = engine.merge(release, {}, entities);
    openings.push(openingOf(engine, release, said));
  }
  return CHANNELS.filter(([, presentation]) => presentation !== 'keys').map(([channel, presentation]) => ({
    opened: `message ${form}`,
    channel,
    results: vignettes.map((each, index) => playVignette(engine, release, each, presentation, openings[index])),
  }));
}

const HEAD = [
  'opened by',
  'channel',
  'n',
  'exact',
  'acceptable',
  'under',
  'over',
  'E >= urgent',
  'E exact',
  'rule',
  'questions',
  'no pages',
];

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ opened, channel, results }) => {
    const scores = scoresOf(results);
    return [
      opened,
      channel,
      String(scores.n),
      ...[scores.exact, scores.acceptable, scores.under, scores.over, scores.held, scores.emergency, scores.ruled].map(
        toldShare,
      ),
      `${scores.questionsWithRedFlag ?? '-'} / ${scores.questionsWithout ?? '-'}`,
      `${scores.unturnedWithRedFlag ?? '-'} / ${scores.unturnedWithout ?? '-'}`,
    ];
  });
  return textTable([HEAD, ...lines]);
}

function missOf({ vignette, simulation, under, over }: VignetteResult): string {
  const kind = under ? 'UNDER' : over ? 'over' : 'accepted';
  const because = simulation.because.join(', ');
  return `${kind.padEnd(8)} ${vignette.id}: ${vignette.gold} (${vignette.rule}) -> ${simulation.level} (${because})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
