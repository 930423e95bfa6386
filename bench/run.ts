import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { echoTurnsPerSecond } from './echo.js';
import { engineStepsPerSecond } from './engine.js';
import { floipStepsPerSecond } from './floip.js';
import { nluFigures } from './nlu.js';
import { benchStore } from './store.js';
import { turnFigures, type TurnFigures } from './turns.js';

/**
 * `npm run bench`: everything in one run, so that the ratios hold whatever the machine is doing. Each pair is run in turn,
 * three rounds, and the median round is told.
 */
const ROUNDS = 3;
const TURNS = 3000;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
const per = (value: number): string => Math.round(value).toLocaleString('en');

const engine: number[] = [];
const floip: number[] = [];
const echo: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  process.stdout.write(`round ${round + 1} of ${ROUNDS} …\n`);
  engine.push(engineStepsPerSecond(3));
  floip.push(await floipStepsPerSecond(3));
  echo.push(await echoTurnsPerSecond(3));
}
const redis = await startRedis();
const turns: TurnFigures[] = [];
try {
  process.stdout.write('full turns through the signed webhook …\n');
  turns.push(await turnFigures('embedded', TURNS, null));
  if (redis !== null) turns.push(await turnFigures('redis', TURNS, redis.url));
  process.stdout.write('stores …\n');
} finally {
  redis?.stop();
}
const stores = await benchStore({});
process.stdout.write('understanding …\n');
const nlu = await nluFigures();

const result = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  engineStepsPerSecond: median(engine),
  floipStepsPerSecond: median(floip),
  engineToFloip: median(engine) / median(floip),
  echoTurnsPerSecond: median(echo),
  turns,
  fullTurnToEcho: turns.map((entry) => entry.turnsPerSecond / median(echo)),
  stores,
  nlu,
};
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/${result.at.slice(0, 10)}.json`;
writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`
engine                ${per(result.engineStepsPerSecond)} steps/s
@floip/flow-runner    ${per(result.floipStepsPerSecond)} steps/s      engine : floip = ${result.engineToFloip.toFixed(1)} : 1
Agents SDK echo       ${per(result.echoTurnsPerSecond)} turns/s (no store, no rules)
${turns
  .map(
    (entry) =>
      `full turn, ${entry.store.padEnd(9)} ${per(entry.turnsPerSecond)} turns/s   acknowledged p50 ${entry.ackP50.toFixed(0)} ms p99 ${entry.ackP99.toFixed(0)} ms   answered p50 ${entry.answerP50.toFixed(0)} ms p99 ${entry.answerP99.toFixed(0)} ms   n = ${entry.turns}`,
  )
  .join('\n')}
understanding (${nlu.model}, 20 words)   n-grams of language p50 ${ms(nlu.languageModel.p50)}   n-gram baseline p50 ${ms(nlu.ngramBaseline.p50)} p99 ${ms(nlu.ngramBaseline.p99)}   graph alone p50 ${ms(nlu.graphAlone.p50)} p99 ${ms(nlu.graphAlone.p99)}   in its thread p50 ${ms(nlu.throughThread.p50)} p99 ${ms(nlu.throughThread.p99)} ${per(nlu.throughThread.perSecond)}/s, batched ${per(nlu.batchedPerSecond)}/s   with the lexicon p50 ${ms(nlu.together.p50)} p99 ${ms(nlu.together.p99)}   ready in ${nlu.readyMs.toFixed(0)} ms   labas nlu ${nlu.residentMb} MB
written to ${file}
`);

/** Debian's redis-server with every write on disk; `null` where there is none. */
async function startRedis(): Promise<{ url: string; stop(): void } | null> {
  const folder = mkdtempSync(path.join(tmpdir(), 'labas-redis-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ],
    { stdio: 'ignore' },
  );
  const missing = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true));
    setTimeout(() => resolve(child.exitCode !== null), 1000);
  });
  if (missing) return null;
  return {
    url: `redis://127.0.0.1:${port}`,
    stop() {
      child.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
