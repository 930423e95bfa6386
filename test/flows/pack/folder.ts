import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WRITTEN_FORMS, type WrittenForm } from '../../../core/language.js';
import { TRIAGE_LEVELS } from '../../../core/triage.js';
import type { Release } from '../../../flows/flow.js';
import { BOT_TEXTS } from '../../../flows/pack/bot-texts.js';
import { loadRelease } from '../../../flows/pack/load.js';

export const FIXTURES = path.join(import.meta.dirname, '../../fixtures/packs');

/** A word that makes a text look like its form. */
const WORD: Readonly<Record<WrittenForm, string>> = {
  fr: 'texte',
  'ary-Arab': 'نص',
  'ary-Latn': 'ness',
  'shi-Latn': 'awal',
  'zgh-Tfng': 'ⴰⵡⴰⵍ',
};
const HEADER = 'review: { state: draft, by: test, on: 2026-11-24 }\ntexts:\n';

/**
 * A folder with the content of the fixture `valid` and, on top of it, the files of another fixture. What the bot always says
 * is written here, so that the fixtures hold nothing but what they are about. Remove it with `remove`.
 */
export function contentFolder(fixture: string | null): { readonly directory: string; remove(): void } {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'labas-packs-'));
  cpSync(path.join(FIXTURES, 'valid'), directory, { recursive: true });
  if (fixture !== null) cpSync(path.join(FIXTURES, fixture), directory, { recursive: true });
  const common = [
    ...BOT_TEXTS.map((id) => id.replace('common.', '')),
    ...TRIAGE_LEVELS.map((level) => `level_${level}`),
    ...[
      'who',
      'who.self',
      'who.child',
      'age',
      'danger',
      'complaint',
      'complaint.other',
      'aid_lay',
      'complaint.besides',
    ],
  ];
  const given: Readonly<Record<string, readonly string[]>> = {
    'common/text': common,
    'common/phrases': ['unconscious', 'breathless'],
  };
  for (const [folder, ids] of Object.entries(given)) {
    const kind = folder === 'common/phrases' ? 'phrase ' : '';
    mkdirSync(path.join(directory, 'packs', folder), { recursive: true });
    for (const form of WRITTEN_FORMS) {
      const file = path.join(directory, 'packs', folder, `${form}.yaml`);
      if (existsSync(file)) continue;
      writeFileSync(
        file,
        HEADER + ids.map((id) => `  "${id}": ${WORD[form]} ${kind}${id.replaceAll('_', ' ')}\n`).join(''),
      );
    }
  }
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

/** Problems as lines `file:line:column message`, with the file as it stands inside the folder. */
export function linesOf(
  directory: string,
  problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[],
): readonly string[] {
  return problems
    .map(({ file, line, column, message }) => `${path.relative(directory, file)}:${line}:${column} ${message}`)
    .sort();
}

/** The release of a folder; throws with every fault when it does not load. */
export function loaded(directory: string): Release {
  const result = loadRelease(directory);
  if ('problems' in result) throw new Error(linesOf(directory, result.problems).join('\n'));
  return result.release;
}

/** Changes one file of a folder; throws when the change changes nothing, for then the test would be about nothing. */
export function edit(directory: string, file: string, change: (text: string) => string): void {
  const name = path.join(directory, file);
  const before = readFileSync(name, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${file} was not changed`);
  writeFileSync(name, after);
}
