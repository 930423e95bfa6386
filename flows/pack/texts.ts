import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import { placeOf, readYaml, type Place, type Problems, type YamlFile } from './document.js';

const reviewSchema = z.strictObject({
  state: z.enum(['draft', 'reviewed']),
  by: z.string().min(1, 'say who wrote or reviewed it'),
  on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-24'),
});
const schema = z.strictObject({
  review: reviewSchema,
  texts: z.record(z.string().regex(/^[A-Za-z0-9_.]+$/), z.string().min(1, 'this text is empty')),
  reviewed: z
    .record(z.string(), z.strictObject({ by: z.string(), on: z.string(), sha256: z.string() }))
    .nullish()
    .transform((value) => value ?? {}),
});

export interface Review {
  readonly state: 'draft' | 'reviewed';
  readonly by: string;
  readonly on: string;
}
interface Text {
  readonly text: string;
  readonly review: Review;
  readonly place: Place;
}
export interface Texts {
  readonly byForm: ReadonlyMap<WrittenForm, ReadonlyMap<string, Text>>;
  /** Whether the file was read in which a text must stand. */
  isRead(id: string, form: WrittenForm): boolean;
}

/** Placeholders a text may have: numbers from configuration, and what the bot fills in. */
const GIVEN = ['minutes', 'n', 'label', 'heard'];

/**
 * Reads every text of every pack and sub-flow in every written form; an id gets the name of its folder in front. `numbers`: `null`
 * when they could not be read. A signature counts only for the very wording it was given to.
 */
export function readTexts(
  folders: readonly { readonly name: string; readonly folder: string }[],
  numbers: Readonly<Record<string, string>> | null,
  problems: Problems,
): Texts {
  const unread = new Set<string>();
  const texts = new Map<WrittenForm, Map<string, Text>>(WRITTEN_FORMS.map((form) => [form, new Map()]));
  for (const { name, folder } of folders) {
    for (const form of WRITTEN_FORMS) {
      const map = texts.get(form) ?? new Map<string, Text>();
      const file = path.join(folder, 'text', `${form}.yaml`);
      if (!readFile(file, (id) => `${name}.${id}`, map)) unread.add(`${name} ${form}`);
      const phrases = path.join(folder, 'phrases', `${form}.yaml`);
      if (name !== 'common') continue;
      if (!readFile(phrases, (id) => `phrase.${id}`, map)) unread.add(`phrase ${form}`);
    }
  }
  return {
    byForm: texts,
    isRead(id, form) {
      const [head = ''] = id.split('.');
      return !unread.has(`${head} ${form}`);
    },
  };

  function readFile(file: string, name: (id: string) => string, into: Map<string, Text>): boolean {
    const yaml = readYaml(file, problems);
    const raw = yaml?.read(schema) ?? null;
    if (yaml === null || raw === null) return false;
    for (const [id, text] of Object.entries(raw.texts)) {
      const where = ['texts', id];
      checkPlaceholders(yaml, where, text, numbers === null ? null : [...Object.keys(numbers), ...GIVEN]);
      const full = name(id);
      if (into.has(full)) yaml.fault(where, `the text ${full} is there twice`);
      const signed = raw.reviewed[id];
      const valid = signed !== undefined && signed.sha256 === createHash('sha256').update(text).digest('hex');
      into.set(full, {
        text,
        // The header speaks for nobody's signature: only a text signed in these very words is reviewed.
        review: valid ? { state: 'reviewed', by: signed.by, on: signed.on } : { ...raw.review, state: 'draft' },
        place: placeOf(yaml.place(where)),
      });
    }
    for (const id of Object.keys(raw.reviewed)) {
      if (raw.texts[id] === undefined)
        yaml.fault(['reviewed', id], `there is no text "${id}" that could have been signed`);
    }
    return true;
  }
}

/** `given`: the placeholders there are; `null` when the numbers could not be read, which is told elsewhere. */
function checkPlaceholders(
  yaml: YamlFile,
  where: readonly string[],
  text: string,
  given: readonly string[] | null,
): void {
  const odd = given === null ? [] : placeholdersOf(text).filter((name) => !given.includes(name));
  for (const name of odd) yaml.fault(where, `there is no placeholder {${name}}: ${given?.join(', ') ?? ''}`);
  if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) yaml.fault(where, 'a { or } stands alone here and would be said');
}

const PLACEHOLDER = /\{([^{}]*)\}/g;

function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))].sort();
}

/**
 * Texts that are used and missing in a form, translations that lost a number or a name, and, where `allRead` says that every
 * step is known, texts that nothing uses. A file that cannot be read is told once, not text by text.
 */
export function checkTexts(texts: Texts, used: ReadonlyMap<string, Place>, allRead: boolean, problems: Problems): void {
  const find = (id: string, form: WrittenForm): Text | undefined => texts.byForm.get(form)?.get(id);
  for (const [id, place] of used) {
    const missing = WRITTEN_FORMS.filter((form) => find(id, form) === undefined && texts.isRead(id, form));
    if (missing.length > 0) problems.add({ ...place, message: `the text ${id} is missing in ${missing.join(', ')}` });
    const source = find(id, 'fr');
    if (source === undefined) continue;
    const wanted = placeholdersOf(source.text).join(', ');
    for (const form of WRITTEN_FORMS) {
      const text = find(id, form);
      const found = placeholdersOf(text?.text ?? '').join(', ');
      if (text === undefined || found === wanted) continue;
      const message = `the placeholders of ${id} are ${found || 'none'} in ${form}, and ${wanted || 'none'} in fr`;
      problems.add({ ...text.place, message });
    }
  }
  for (const [form, map] of allRead ? texts.byForm : []) {
    for (const [id, text] of map) {
      if (!used.has(id)) problems.add({ ...text.place, message: `nothing uses the text ${id} (${form})` });
    }
  }
}

export function textIdsOf(texts: Texts): readonly TextId[] {
  return [...new Set([...texts.byForm.values()].flatMap((map) => [...map.keys()]))].sort() as TextId[];
}
