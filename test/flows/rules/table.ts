import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDictionary, type Dictionary } from '../../../flows/pack/dictionary.js';
import { Problems } from '../../../flows/pack/document.js';
import { readSigns } from '../../../flows/pack/signs.js';
import type { Rule } from '../../../flows/flow.js';

const FLOWS = path.join(import.meta.dirname, '../../../flows');

/** The dictionary and the signs table as they ship, without the packs and texts around them. */
export function shippedTable(): {
  readonly dictionary: Dictionary;
  readonly signs: readonly Rule[];
  readonly text: string;
  readonly slotsText: string;
} {
  const problems = new Problems();
  const dictionary = readDictionary(path.join(FLOWS, 'slots.yaml'), problems);
  if (dictionary === null) throw new Error(JSON.stringify(problems.all));
  const file = path.join(FLOWS, 'packs/common/signs.tsv');
  const signs = readSigns(file, dictionary.slots, problems);
  if (problems.all.length > 0) throw new Error(JSON.stringify(problems.all));
  const slotsText = readFileSync(path.join(FLOWS, 'slots.yaml'), 'utf8');
  return { dictionary, signs, text: readFileSync(file, 'utf8'), slotsText };
}
