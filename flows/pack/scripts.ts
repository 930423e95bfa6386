import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SpokenForm, WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Release } from '../flow.js';
import { Problems, readYaml, type Problem } from './document.js';

const SCHEMA = z.strictObject({
  review: z.strictObject({ state: z.literal('draft'), by: z.string(), on: z.string() }),
  texts: z.record(z.string(), z.string().min(1, 'this script is empty')),
});

/** What a speaker reads aloud for one text. */
export interface ScriptLine {
  readonly id: TextId;
  readonly words: string;
}

/** Spoken forms that are read from a written one; the others have scripts of their own in `scripts/<form>.yaml`. */
const READ_FROM: Readonly<Partial<Record<SpokenForm, WrittenForm>>> = { fr: 'fr', ary: 'ary-Arab', shi: 'shi-Latn' };

/** Spoken forms with scripts of their own: nobody writes in them, so no patient text exists in them. */
export const SCRIPTED: readonly SpokenForm[] = ['tzm', 'rif'];

/**
 * Every text of a release as a speaker of the spoken form says it, in the order of ids, and the faults of the scripts with their
 * places: an id that no text has, and numbers or names that are lost. A text that has no script yet is left out: it is not recorded,
 * and a call is held in a form whose recordings are there.
 */
export function readScripts(
  directory: string,
  release: Release,
  form: SpokenForm,
): { readonly lines: readonly ScriptLine[]; readonly problems: readonly Problem[] } {
  const written = READ_FROM[form];
  if (written !== undefined) {
    const lines = release.textIds.flatMap((id) => ({ id, words: release.text(id, written) ?? '' }));
    return { lines, problems: [] };
  }
  const file = path.join(directory, 'scripts', `${form}.yaml`);
  const problems = new Problems();
  const yaml = existsSync(file) ? readYaml(file, problems) : null;
  const texts = yaml?.read(SCHEMA)?.texts ?? {};
  for (const [id, words] of Object.entries(texts)) {
    const source = release.text(id as TextId, 'fr');
    if (source === null) yaml?.fault(['texts', id], `there is no text "${id}"`);
    else if (placeholders(words) !== placeholders(source))
      yaml?.fault(['texts', id], `expected the placeholders ${placeholders(source) || 'none'}`);
  }
  const lines = release.textIds.flatMap((id) => {
    const words = texts[id];
    return words === undefined ? [] : [{ id, words }];
  });
  return { lines, problems: problems.all };
}

function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{[^{}]*\}/g)].map(([whole]) => whole))].sort().join(' ');
}
