import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SPOKEN_FORMS } from '../../../core/language.js';
import { packageRoot } from '../../../bot/config.js';
import { openRelease } from '../../../bot/open.js';
import { readScripts } from '../../../flows/index.js';

const FLOWS = path.join(packageRoot(), 'flows');
const release = openRelease(FLOWS);
const opened: string[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) rmSync(folder, { recursive: true });
});

/** The faults of a file of scripts for Tarifit, as `line: message`. */
function faultsOf(texts: string): readonly string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'labas-scripts-'));
  opened.push(folder);
  mkdirSync(path.join(folder, 'scripts'));
  const head = 'review: { state: draft, by: test, on: 2026-11-27 }\ntexts:\n';
  writeFileSync(path.join(folder, 'scripts', 'rif.yaml'), head + texts);
  return readScripts(folder, release, 'rif').problems.map(({ line, message }) => `${line}: ${message}`);
}

describe('the scripts of what is recorded', () => {
  it.each(SPOKEN_FORMS)('say nearly every text, and lose no number, in %s', (form) => {
    const { lines, problems } = readScripts(FLOWS, release, form);
    expect(problems).toEqual([]);
    expect(lines.length / release.textIds.length).toBeGreaterThan(0.95);
  });

  it('have none where nobody has written them', () => {
    expect(readScripts('/nowhere', release, 'rif')).toEqual({ lines: [], problems: [] });
  });

  it('are refused with their place: no such text, a number that is lost', () => {
    expect(faultsOf('  burn.titel: timssi\n  common.level_emergency: "Siwer rexxu"\n')).toEqual([
      '3: there is no text "burn.titel"',
      '4: expected the placeholders {ambulance} {samu}',
    ]);
    expect(faultsOf('  burn.title: timssi\n')).toEqual([]);
  });
});
