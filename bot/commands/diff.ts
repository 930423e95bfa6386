import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { diffReleases, printDiff, type Release, type Vignette } from '../../flows/index.js';
import { packageRoot } from '../config.js';
import { folderAt } from '../content/git.js';
import { openRelease, openVignettes } from '../open.js';

const USAGE =
  'usage: labas flows diff <old folder> [<new folder>] | diff --git <revision> [<new folder>]  [--cases folder] [--json]';

/**
 * `labas flows diff <old> [<new>]`, `labas flows diff --git <revision> [<new>]`: what a change of the content does. `<new>` is `flows/`
 * when it is not named. Plays every vignette and example of `--cases` (default `vignettes/`) in both, and compares the
 * reviewers' tables. Exits 1 when anything became less urgent; `--json` prints the whole of it for machines.
 */
export function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      git: { type: 'string' },
      cases: { type: 'string', default: path.join(packageRoot(), 'vignettes') },
      json: { type: 'boolean', default: false },
    },
  });
  const folders = values.git === undefined ? positionals : ['', ...positionals];
  const [old, now = path.join(packageRoot(), 'flows'), more] = folders;
  if (old === undefined || more !== undefined) throw new AppError('INPUT_INVALID', USAGE);
  const revision = values.git === undefined ? null : folderAt(values.git, packageRoot(), 'flows');
  try {
    const before = openRelease(revision ?? old);
    const after = openRelease(now);
    const diff = diffReleases(before, after, casesAt(values.cases, after));
    process.stdout.write(`${values.json ? JSON.stringify(diff, null, 2) : printDiff(diff)}\n`);
    return Promise.resolve(diff.down === 0 ? 0 : 1);
  } finally {
    if (revision !== null) rmSync(revision, { recursive: true, force: true });
  }
}

/** Vignettes, and the examples in the folder beside them. */
function casesAt(where: string, release: Release): readonly Vignette[] {
  const examples = path.join(where, 'examples');
  const folders = existsSync(examples) ? [where, examples] : [where];
  return folders.flatMap((folder) => openVignettes(folder, release));
}
