import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../core/errors.js';

/** Enough for the content of any revision, many times over. */
const MOST_BYTES = 512 * 1024 * 1024;
/** What content is made of: the code beside it stays where it is. */
const CONTENT = /\.(yaml|tsv|md|json)$/;

/**
 * Writes the content of a folder as it was at a git revision into a temporary folder and returns that folder; whoever asked
 * removes it. `root` is where git looks from, `folder` lies under it. Throws `INPUT_INVALID` with git's own words: no git, no
 * repository, no such revision, no such folder in it.
 */
export function folderAt(revision: string, root: string, folder: string): string {
  if (!/^[\w@][\w./@{}^~+-]*$/.test(revision)) throw refused(`"${revision}" is no revision`);
  const list = git(root, ['ls-tree', '-r', '-z', revision, '--', `${folder}/`]).toString('utf8');
  const files = list.split('\0').flatMap((line) => {
    const [, id, name] = /^\d+ blob (\w+)\t(.*)$/s.exec(line) ?? [];
    return id === undefined || name === undefined || !CONTENT.test(name) ? [] : [{ id, name }];
  });
  if (files.length === 0) throw refused(`there is no ${folder}/ at ${revision}`);
  const bytes = git(root, ['cat-file', '--batch'], files.map(({ id }) => `${id}\n`).join(''));
  const target = mkdtempSync(path.join(tmpdir(), 'labas-revision-'));
  let at = 0;
  for (const { name } of files) {
    // Each object comes as `<id> blob <size>`, a line feed, its bytes, a line feed.
    const start = bytes.indexOf('\n', at) + 1;
    const size = Number(bytes.subarray(at, start).toString('latin1').split(' ')[2]);
    const file = path.join(target, path.relative(folder, name));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes.subarray(start, start + size));
    at = start + size + 1;
  }
  return target;
}

function git(root: string, args: readonly string[], input = ''): Buffer {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd: root, input, maxBuffer: MOST_BYTES });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    throw refused('git is not installed here: compare two folders instead');
  }
  if (error !== undefined || status !== 0) {
    throw refused(stderr.toString('utf8').split('\n')[0] ?? 'no answer');
  }
  return stdout;
}

function refused(why: string): AppError {
  return new AppError('INPUT_INVALID', `git: ${why}`);
}
