import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { WrittenForm } from '../../core/language.js';
import type { Release } from '../flow.js';

/** How many texts of a form were read back by somebody who saw only their words; a text that was changed since was not. */
export interface BackTranslated {
  readonly form: WrittenForm;
  readonly asTheyStand: number;
  readonly changedSince: number;
}

/**
 * Counts `back-translations/<form>.tsv` (id, first twelve digits of the SHA-256 of the wording that was read, what was understood)
 * against the texts of a release. Rows of texts that are gone count for nothing. A smoke test, and no review.
 */
export function backTranslated(directory: string, release: Release, form: WrittenForm): BackTranslated {
  const file = path.join(directory, 'back-translations', `${form}.tsv`);
  const rows = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(1) : [];
  const read = new Map(rows.map((row) => row.split('\t')).map(([id = '', sha = '']) => [id, sha]));
  const known = release.textIds.filter((id) => read.has(id));
  const current = known.filter((id) => {
    const sha = createHash('sha256')
      .update(release.text(id, form) ?? '')
      .digest('hex');
    return sha.startsWith(read.get(id) ?? ' ');
  });
  return { form, asTheyStand: current.length, changedSince: known.length - current.length };
}
