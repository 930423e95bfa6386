import { cpSync } from 'node:fs';
import path from 'node:path';
import { contentFolder } from '../pack/folder.js';

export const FIXTURES = path.join(import.meta.dirname, '../../fixtures/leads');
export const FLOWS = path.join(import.meta.dirname, '../../../flows');

/** A content folder that loads, with the two tables of a fixture beside its slots. Remove it with `remove`. */
export function leadsFolder(fixture: string): { readonly directory: string; remove(): void } {
  const folder = contentFolder(null);
  for (const file of ['causes.tsv', 'leads.tsv']) {
    cpSync(path.join(FIXTURES, fixture, file), path.join(folder.directory, file));
  }
  return folder;
}
