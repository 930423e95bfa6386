import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * What a folder looks like now: another text whenever a file of it was saved, added, renamed or removed. Looked at and not
 * watched: editors save in many ways, and not every disk tells.
 */
export function snapshotOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const stat = statSync(path.join(directory, name), { throwIfNoEntry: false });
    if (stat?.isFile() === true) hash.update(`${name}\0${stat.mtimeMs}\0${stat.size}\0${stat.ino}\n`);
  }
  return hash.digest('hex');
}
