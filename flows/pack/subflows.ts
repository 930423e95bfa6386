import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readYaml, type Problems, type YamlFile } from './document.js';
import { STEP, type RawStep } from './steps.js';

const SCHEMA = z.strictObject({
  subflow: z.string().regex(/^[a-z][a-z0-9_]*$/, 'an id is lower-case letters, digits and _'),
  source: z.string().min(1, 'name the source'),
  steps: z.array(STEP).min(1),
});

/** A question set that packs call: the folder `subflows/<name>`, with `flow.yaml` and its texts, as a pack has. */
export interface Subflow {
  readonly yaml: YamlFile;
  readonly steps: readonly RawStep[];
}

/** Every sub-flow by name. A name that a pack has too is refused: their text ids would be the same. */
export function readSubflows(
  directory: string,
  packs: ReadonlySet<string>,
  problems: Problems,
): ReadonlyMap<string, Subflow> {
  const subflows = new Map<string, Subflow>();
  for (const name of subflowNames(directory)) {
    const yaml = readYaml(path.join(directory, name, 'flow.yaml'), problems);
    const raw = yaml?.read(SCHEMA) ?? null;
    if (yaml === null || raw === null) continue;
    if (raw.subflow !== name)
      yaml.fault(['subflow'], `this sub-flow is in the folder ${name}; both names must be the same`);
    if (packs.has(name) || name === 'phrase') yaml.fault(['subflow'], `"${name}" is the name of something else too`);
    subflows.set(name, { yaml, steps: raw.steps });
  }
  return subflows;
}

/** Names of the folders, in one order on every disk; none when there is no such folder. */
export function subflowNames(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).sort();
}
