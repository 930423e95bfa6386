import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Release } from '../flow.js';
import { mergeSlots } from '../engine/index.js';
import { Problems, readYaml, type Problem } from '../pack/document.js';
import { readExamples } from './examples.js';
import { VIGNETTE_FILE, type Vignette } from './vignette.js';

/**
 * Reads vignettes from one file, or from all `.yaml` files and all tables of examples (`.tsv`) of a folder, in the order of their names. Every fault has its place: a
 * slot or a value that the dictionary does not have, a complaint without a pack, an id that is there twice. With one fault
 * there are no vignettes.
 */
export function readVignettes(
  where: string,
  release: Release,
): { readonly vignettes: readonly Vignette[] } | { readonly problems: readonly Problem[] } {
  const problems = new Problems();
  const vignettes: Vignette[] = [];
  const ids = new Set<string>();
  for (const file of filesIn(where, problems)) {
    if (file.endsWith('.tsv')) {
      vignettes.push(...readExamples(file, release, problems));
      continue;
    }
    const yaml = readYaml(file, problems);
    const raw = yaml?.read(VIGNETTE_FILE) ?? null;
    if (yaml === null || raw === null) continue;
    if (!release.packs.has(raw.complaint)) yaml.fault(['complaint'], `there is no pack "${raw.complaint}"`);
    for (const [index, each] of raw.vignettes.entries()) {
      const at = ['vignettes', index];
      if (ids.has(each.id)) yaml.fault([...at, 'id'], `the vignette ${each.id} is there twice`);
      ids.add(each.id);
      for (const [slot, value] of Object.entries(each.known)) {
        if (Object.keys(mergeSlots(release, {}, { [slot]: value }, false)).length === 0) {
          yaml.fault([...at, 'known', slot], `${slot}: "${String(value)}" is no value of a slot in slots.yaml`);
        }
      }
      for (const needed of ['patient', 'sex']) {
        if (each.known[needed] === undefined) yaml.fault([...at, 'known'], `say the patient's ${needed}`);
      }
      if (['age_days', 'age_months', 'age_years'].every((slot) => typeof each.known[slot] !== 'number')) {
        yaml.fault([...at, 'known'], 'say the age: age_days, age_months or age_years');
      }
      vignettes.push({ ...each, complaint: raw.complaint, place: yaml.place(at) });
    }
  }
  return problems.all.length > 0 ? { problems: problems.all } : { vignettes };
}

function filesIn(where: string, problems: Problems): readonly string[] {
  if (!existsSync(where)) {
    problems.add({ file: where, line: 1, column: 1, message: 'this file or folder is missing' });
    return [];
  }
  if (!statSync(where).isDirectory()) return [where];
  const names = readdirSync(where).filter((name) => /\.(yaml|tsv)$/.test(name));
  return names.sort().map((name) => path.join(where, name));
}
