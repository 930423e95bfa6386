import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { AppError } from '../../core/errors.js';
import { SPOKEN_FORMS, WRITTEN_FORMS } from '../../core/language.js';
import {
  backTranslated,
  checkRelease,
  graph,
  paths,
  readScripts,
  SCRIPTED,
  type PackProof,
  type ProofReport,
  type Problem,
  type Release,
} from '../../flows/index.js';
import { checkLeads } from '../../flows/leads/index.js';
import { openLeads, openRelease } from '../open.js';
import { packageRoot } from '../config.js';
import { proveAll } from '../publish/prove-all.js';
import { isProved, writePublished } from '../publish/published.js';
import { channelFit } from '../content/channel-fit.js';
import { review, sign } from './review.js';

const USAGE =
  'usage: labas flows check | prove [pack …] [--published] | publish | graph <pack> | paths <pack> | paths --all <folder> | ' +
  'preview <pack> | diff <old> [<new>] | diff --git <revision> | review [pack] | sign <pack> <part> | scripts <spoken form>';

/** `labas flows …`: for clinicians and reviewers; see docs/writing-a-pack.md and docs/reviewing.md. */
export async function run(args: readonly string[]): Promise<number> {
  const [verb = '', pack] = args;
  const directory = path.join(packageRoot(), 'flows');
  switch (verb) {
    case 'check':
      return check(directory);
    case 'prove': {
      const release = openRelease(directory);
      const wanted = args.slice(1).filter((word) => !word.startsWith('--'));
      const odd = wanted.find((id) => !release.packs.has(id));
      if (odd !== undefined) throw new AppError('INPUT_INVALID', `there is no pack ${odd}`);
      const report = await proofs(directory, wanted.length > 0 ? wanted : largestFirst(release));
      if (!report.holds) return 1;
      if (!args.includes('--published') || isProved(directory, release)) return 0;
      return fail('proved, but not published: labas flows publish writes flows/published.json for this content');
    }
    case 'publish': {
      if (check(directory) !== 0) return fail('not published: the content has faults');
      const release = openRelease(directory);
      const report = await proofs(directory, largestFirst(release));
      if (!report.holds) return fail('not published: a proof does not hold');
      const { release: hash, packs } = writePublished(directory, release, report);
      print(`published ${hash}: ${packs} packs`);
      return 0;
    }
    case 'preview':
      return (await import('./preview.js')).run(args.slice(1));
    case 'diff':
      return (await import('./diff.js')).run(args.slice(1));
    case 'scripts': {
      const form = SPOKEN_FORMS.find((each) => each === pack);
      if (form === undefined) throw new AppError('INPUT_INVALID', `a spoken form is one of ${SPOKEN_FORMS.join(', ')}`);
      for (const { id, words } of readScripts(directory, openRelease(directory), form).lines) print(`${id}\t${words}`);
      return 0;
    }
    case 'graph':
    case 'paths': {
      const release = openRelease(directory);
      if (verb === 'paths' && pack === '--all') return writePages(release, args[2]);
      const found = pack === undefined ? undefined : release.packs.get(pack);
      if (found === undefined)
        throw new AppError('INPUT_INVALID', `${USAGE}\npacks: ${[...release.packs.keys()].join(', ')}`);
      print(verb === 'graph' ? graph(release, found.id) : paths(release, found.id));
      return 0;
    }
    case 'review':
      print(review(directory, args.slice(1)));
      return 0;
    case 'sign':
      print(sign(directory, args.slice(1), dayOf(new Date())));
      return 0;
    default:
      return fail(USAGE);
  }
}

/** Writes the reviewer's page of every pack into a folder: `<pack>.md`, the same bytes for the same content. */
function writePages(release: Release, folder: string | undefined): number {
  if (folder === undefined) throw new AppError('INPUT_INVALID', USAGE);
  mkdirSync(folder, { recursive: true });
  for (const id of release.packs.keys()) writeFileSync(path.join(folder, `${id}.md`), `${paths(release, id)}\n`);
  print(`${release.packs.size} pages in ${folder}`);
  return 0;
}

/** Everything that can be said of the content without walking through it; 0 when nothing is wrong. */
function check(directory: string): number {
  const problems: readonly Problem[] = [...checkRelease(directory), ...checkLeads(directory)];
  for (const problem of problems) print(`${at(problem)} ${problem.message}`);
  if (problems.length > 0) return fail(`${problems.length} faults`);
  const release = openRelease(directory);
  const tight = channelFit(release);
  for (const line of tight) print(line);
  if (tight.length > 0) return fail(`${tight.length} messages do not fit their channel`);
  const spoken = SCRIPTED.map((form) => ({ form, ...readScripts(directory, release, form) }));
  const faults = spoken.flatMap((each) => each.problems);
  for (const problem of faults) print(`${at(problem)} ${problem.message}`);
  if (faults.length > 0) return fail(`${faults.length} faults in the scripts`);
  for (const { form, lines } of spoken) print(`scripts ${form}: ${lines.length} of ${release.textIds.length} texts`);
  for (const form of WRITTEN_FORMS.filter((each) => each !== 'fr')) {
    const { asTheyStand, changedSince } = backTranslated(directory, release, form);
    print(`read back ${form}: ${asTheyStand} texts as they stand, ${changedSince} changed since`);
  }
  const { causes } = openLeads(directory);
  print(
    `${release.packs.size} packs, ${release.textIds.length} texts, ${release.signs.length} signs, ${causes.length} causes of leads: no fault`,
  );
  return 0;
}

/** So that no thread is left with the largest pack at the end. */
function largestFirst(release: Release): readonly string[] {
  return [...release.packs.values()].sort((a, b) => b.nodes.size - a.nodes.size).map((pack) => pack.id);
}

/** Proves packs and prints each as it is done, with a conversation that breaks it where one does. */
async function proofs(directory: string, packIds: readonly string[]): Promise<ProofReport> {
  const report = await proveAll(directory, packIds, (entry: PackProof) => {
    const verdict = entry.holds ? 'proved' : 'REFUTED';
    const cost = `${entry.states} states  ${entry.steps} steps  ${entry.seconds.toFixed(1)} s`;
    print(`${entry.pack.padEnd(24)} ${verdict}  ${cost}`);
    for (const proof of entry.proofs.filter((each) => !each.holds)) {
      print(`\n${proof.proof}: ${proof.what}\n${proof.counterExample.join('\n')}\n`);
    }
  });
  print(`${report.states} states, ${report.steps} steps, ${report.seconds.toFixed(1)} s`);
  return report;
}

/** The day on the wall of whoever is at this machine. */
function dayOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
function fail(line: string): number {
  process.stderr.write(`${line}\n`);
  return 1;
}
function at(problem: Problem): string {
  return `${path.relative(process.cwd(), problem.file)}:${problem.line}:${problem.column}`;
}
