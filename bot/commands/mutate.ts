import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { toldShare } from '../../core/share.js';
import { catcherOf, createEngine, mutantsOf, sampleOf } from '../../flows/index.js';
import { openRelease, openVignettes } from '../open.js';
import { packageRoot } from '../config.js';

/** At least this share of the mutants is to be noticed, in percent. */
const AIM = '95';

/**
 * `labas mutate [--count n|all] [--seed n] [--at-least percent]`: puts one small fault at a time into the packs (a comparison flipped, a red flag
 * dropped, what two answers fill swapped, a level lowered) and counts how many the vignettes, examples and proofs notice. Prints
 * the others with their place. Exits 1 below 95 %, or below `--at-least`.
 */
export function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      'at-least': { type: 'string', default: AIM },
    },
  });
  const root = packageRoot();
  const release = openRelease(path.join(root, 'flows'));
  // The cases that are kept apart stay apart: they are not for finding out what is tested.
  const cases = ['', 'examples'].flatMap((folder) => openVignettes(path.join(root, 'vignettes', folder), release));
  const all = mutantsOf(release);
  const count = values.count === 'all' ? all.length : numberOf(values.count, 'count');
  const mutants = sampleOf(all, count, numberOf(values.seed, 'seed'));
  const catcher = catcherOf(createEngine(), release, cases);
  const caught = { vignettes: 0, proofs: 0 };
  const missed: string[] = [];
  mutants.forEach((mutant, index) => {
    const by = catcher.catch(mutant);
    if (by === null) missed.push(`  ${path.relative(process.cwd(), mutant.place)} ${mutant.kind}: ${mutant.what}`);
    else caught[by] += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1}/${mutants.length} `);
  });
  const share = { hits: caught.vignettes + caught.proofs, n: mutants.length };
  print(`${mutants.length} of ${all.length} mutants, seed ${values.seed}`);
  print(`caught ${toldShare(share)} %: ${caught.vignettes} by vignettes and examples, ${caught.proofs} by proofs`);
  if (missed.length > 0) print(`not noticed:\n${missed.join('\n')}`);
  const least = numberOf(values['at-least'], 'at-least') / 100;
  return Promise.resolve(share.hits / Math.max(1, share.n) >= least ? 0 : 1);
}

function numberOf(text: string, name: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new AppError('INPUT_INVALID', `--${name} is a whole number`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
