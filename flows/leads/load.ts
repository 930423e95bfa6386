import path from 'node:path';
import { readDictionary, type Dictionary } from '../pack/dictionary.js';
import { Problems, type Problem } from '../pack/document.js';
import { readCauses } from './causes.js';
import { MINIMUM_WEIGHT, opens, type Cause, type LeadTable, type Weight } from './table.js';
import { readWeights } from './weights.js';

/**
 * Reads `causes.tsv` and `leads.tsv` of a content folder, or says everything that is wrong with them and where. A dictionary
 * that cannot be read gives no faults here: loading the release tells them.
 */
export function loadLeads(
  directory: string,
): { readonly table: LeadTable } | { readonly problems: readonly Problem[] } {
  const dictionary = readDictionary(path.join(directory, 'slots.yaml'), new Problems());
  if (dictionary === null) return { problems: [] };
  const problems = new Problems();
  const table = readTables(directory, dictionary, problems);
  return problems.all.length === 0 ? { table } : { problems: problems.all };
}

/** Every fault of the two tables, with its place; none: empty. */
export function checkLeads(directory: string): readonly Problem[] {
  const loaded = loadLeads(directory);
  return 'problems' in loaded ? loaded.problems : [];
}

function readTables(directory: string, { slots, derivations }: Dictionary, problems: Problems): LeadTable {
  const causes = readCauses(path.join(directory, 'causes.tsv'), slots, problems);
  const rows = readWeights(path.join(directory, 'leads.tsv'), new Set(causes.keys()), slots, problems);
  const weights = new Map<string, readonly Weight[]>();
  const sound: Cause[] = [];
  for (const [id, { cause, fault }] of causes) {
    // Its rows may well be right: one fault is told once.
    if (cause === null) continue;
    sound.push(cause);
    const own = rows.weights.filter((row) => row.cause === id);
    weights.set(id, own);
    if (!rows.named.has(id)) fault(0, `${id} has no row in leads.tsv`);
    else if (own.length > 0 && !canLead(own, slots))
      fault(
        0,
        `${id} can never be a lead: no sign of 2 or more in leads.tsv, or all together less than ${MINIMUM_WEIGHT}`,
      );
  }
  return { causes: sound, weights, slots, derivations };
}

function canLead(weights: readonly Weight[], slots: LeadTable['slots']): boolean {
  const most = weights.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  return most >= MINIMUM_WEIGHT && weights.some((weight) => opens(weight, slots));
}
