import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../bot/config.js';
import { openNlu } from '../bot/open.js';
import { readMarkedMessages, trainNgramBaseline } from '../nlp/eval/index.js';
import { loadEncoder } from '../nlp/runtime/encoder.js';
import { loadLanguageModel } from '../nlp/runtime/language-model.js';
import { loadManifest } from '../nlp/runtime/manifest.js';
import { openModel } from '../nlp/runtime/model.js';
import { wordsOf } from '../nlp/runtime/words.js';

/** Understanding, side by side in one run: the n-grams of language, the n-gram baseline of everything, the graph alone, the thread around it, lexicon and model together. */
export interface NluFigures {
  readonly model: string;
  /** From asking for the thread to its first answer; compiled, as it is installed. */
  readonly readyMs: number;
  /** Milliseconds per message of twenty words, one after the other. */
  readonly languageModel: Timing;
  readonly ngramBaseline: Timing;
  readonly graphAlone: Timing;
  readonly throughThread: Timing;
  readonly together: Timing;
  /** Messages a second when 32 arrive at once. */
  readonly batchedPerSecond: number;
  /** Most resident megabytes of the compiled `labas nlu` process over 2,000 messages. */
  readonly residentMb: number;
}
export interface Timing {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

const MODEL = 'labas-nlu-1';
const ROUNDS = 1500;
const WARM = 200;
const BATCH = 32;
/** Starts of which the middle one is told. */
const STARTS = 5;
/** Twenty words: long for a patient, so that the figure is no flattery. */
const MESSAGE =
  'salam ma fille de trois ans a de la fièvre depuis hier soir elle vomit et elle ne mange plus rien du tout';

export async function nluFigures(): Promise<NluFigures> {
  const directory = path.join(packageRoot(), 'models', MODEL);
  const manifest = loadManifest(directory);
  const words = wordsOf(MESSAGE);
  const letters = loadLanguageModel(directory);
  const texts = words.map((word) => word.text);
  const languageModel = await timed(() => Promise.resolve(letters.score(texts)));
  const baseline = trainNgramBaseline(readMarkedMessages(path.join(packageRoot(), 'models', 'train', 'marked')));
  const ngramBaseline = await timed(() => baseline.understand({ text: MESSAGE }, {}));
  const encoder = await loadEncoder(directory, manifest.max_length);
  const graphAlone = await timed(() => encoder.read([words]));
  const model = await openModel(directory);
  const throughThread = await timed(() => model.read(MESSAGE));
  const begun = performance.now();
  for (let round = 0; round < ROUNDS / BATCH; round += 1) {
    await Promise.all(Array.from({ length: BATCH }, () => model.read(MESSAGE)));
  }
  const batchedPerSecond = (Math.ceil(ROUNDS / BATCH) * BATCH * 1000) / (performance.now() - begun);
  await model.close();
  const nlu = await openNlu({ model: true });
  const together = await timed(() => nlu.understand({ text: MESSAGE }, {}));
  await nlu.close?.();
  return {
    model: model.name,
    ...compiled(directory),
    languageModel,
    ngramBaseline,
    graphAlone,
    throughThread,
    together,
    batchedPerSecond,
  };
}

async function timed(once: () => Promise<unknown>): Promise<Timing> {
  for (let round = 0; round < WARM; round += 1) await once();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await once();
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  const sum = times.reduce((total, each) => total + each, 0);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), perSecond: (ROUNDS * 1000) / sum };
}

/** What a compiler in the process would blur: how soon the model is ready, and the most memory of the command (0: the kernel does not tell). */
function compiled(directory: string): Pick<NluFigures, 'readyMs' | 'residentMb'> {
  const built = path.join(packageRoot(), 'dist');
  const wasBuilt = existsSync(built);
  if (!wasBuilt) spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json']);
  const opening = `const started = performance.now();
    const { openModel } = await import(${JSON.stringify(path.join(built, 'nlp', 'runtime', 'model.js'))});
    const model = await openModel(${JSON.stringify(directory)});
    await model.read('labas');
    console.log(performance.now() - started);
    await model.close();`;
  const times = Array.from({ length: STARTS }, () => {
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', opening], { encoding: 'utf8' });
    return Number(run.stdout);
  }).sort((one, other) => one - other);
  const input = Array.from({ length: 2000 }, (_, id) => JSON.stringify({ id, text: MESSAGE })).join('\n');
  const hook = `data:text/javascript,import{readFileSync}from'node:fs';process.on('exit',()=>process.stderr.write(readFileSync('/proc/self/status','utf8')))`;
  const run = spawnSync(process.execPath, ['--import', hook, 'scripts/labas.mjs', 'nlu'], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  // Left there, it would be what the command runs after the next change of the sources.
  if (!wasBuilt) rmSync(built, { recursive: true, force: true });
  const peak = /VmHWM:\s+(\d+) kB/.exec(run.stderr)?.[1];
  return {
    readyMs: times[Math.floor(STARTS / 2)] ?? 0,
    residentMb: peak === undefined ? 0 : Math.round(Number(peak) / 1024),
  };
}
