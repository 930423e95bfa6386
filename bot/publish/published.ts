import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ProofReport, Release } from '../../flows/index.js';

const SCHEMA = z.strictObject({
  release: z.string(),
  packs: z.int(),
  states: z.int(),
  steps: z.int(),
});

/** What is known of the release that was published last: the content it was, and how much was explored to prove it. */
export type Published = z.infer<typeof SCHEMA>;

const fileIn = (directory: string): string => path.join(directory, 'published.json');

/** `null`: nothing was published from this folder, or the record cannot be read, which counts as nothing. */
function readPublished(directory: string): Published | null {
  const file = fileIn(directory);
  if (!existsSync(file)) return null;
  try {
    return SCHEMA.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Writes the record of a release whose every proof holds. Throws when one does not: a bug of the caller. */
export function writePublished(directory: string, release: Release, report: ProofReport): Published {
  if (!report.holds || report.packs.length !== release.packs.size) throw new Error('this release is not proved');
  const published: Published = {
    release: release.hash,
    packs: report.packs.length,
    states: report.states,
    steps: report.steps,
  };
  writeFileSync(fileIn(directory), `${JSON.stringify(published, null, 2)}\n`);
  return published;
}

/** Whether the content that was loaded is the one that was proved: every change of a rule, a text or a slot is another release. */
export function isProved(directory: string, release: Release): boolean {
  return readPublished(directory)?.release === release.hash;
}
