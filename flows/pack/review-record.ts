import { existsSync, readFileSync } from 'node:fs';
import { isMap, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { z } from 'zod';
import { isWrittenForm, WRITTEN_FORMS } from '../../core/language.js';
import type { ReviewPart, Signature } from '../flow.js';
import { parseYaml, type Problems } from './document.js';

/** What was signed of a pack, whether or not it still counts. */
export type SignedParts = ReadonlyMap<ReviewPart, readonly Signature[]>;

const words = (what: string): z.ZodType<string> => z.string().refine((text) => text.trim() !== '', what);
const SIGNATURE = z.strictObject({
  by: words('say who signed: "by" is empty'),
  role: words('say in which role, such as "paediatrician" or "reads and writes Tachelhit"'),
  on: z.string().refine(isDay, 'a day such as 2026-11-24'),
  sha256: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/,
      'this hash was not written by "labas flows sign" (64 letters and digits): sign again with it',
    ),
});
const list = z
  .array(SIGNATURE)
  .nullish()
  .transform((value) => value ?? []);
const SCHEMA = z.strictObject({
  pack: z.string(),
  clinical: list,
  languages: z
    .record(z.string(), list)
    .nullish()
    .transform((value) => value ?? {}),
});

/** Whether `text` is a day of the calendar, written as `2026-11-24`. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/**
 * Reads the front matter of a REVIEW.md: `---`, YAML, `---`, then prose that nobody parses. A file without it, or no file, says
 * that nothing was signed. Every fault of the front matter is recorded; a record with one counts for nothing.
 */
export function readReviewRecord(file: string, pack: string, problems: Problems): SignedParts {
  const nothing: SignedParts = new Map();
  if (!existsSync(file)) return nothing;
  const { head, open } = split(readFileSync(file, 'utf8'));
  if (open) {
    const message = 'the signatures that begin with this line have no end: a second line --- stands before the prose';
    problems.add({ file, line: 1, column: 1, message });
  }
  if (head === null || open) return nothing;
  const yaml = parseYaml(file, head, problems);
  if (yaml === null) return nothing;
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    yaml.fault([], 'between the two lines --- stand "pack:", "clinical:" and "languages:" (docs/reviewing.md)');
    return nothing;
  }
  const raw = yaml.read(SCHEMA);
  if (raw === null) return nothing;
  if (raw.pack !== pack) {
    const message = `these signatures are for "${raw.pack}" and lie in the folder of "${pack}", where they count for nothing`;
    yaml.fault(['pack'], message);
    return nothing;
  }
  const parts = new Map<ReviewPart, readonly Signature[]>([['clinical', raw.clinical]]);
  for (const [form, signatures] of Object.entries(raw.languages)) {
    if (isWrittenForm(form)) parts.set(form, signatures);
    else yaml.faultOfKey(['languages', form], `"${form}" is no written form: ${WRITTEN_FORMS.join(', ')}`);
  }
  return parts;
}

/**
 * The text of a REVIEW.md with one signature more; front matter is made where there is none, and what follows it stays byte for
 * byte. `text`: what stands there now, without a fault in its front matter; empty where there is no file.
 */
export function withSignature(text: string, pack: string, part: ReviewPart, signature: Signature): string {
  const { head, prose } = split(text);
  const body = head === null ? emptyRecord(pack) : head.replace(OPENING, '');
  const document = parseDocument(body);
  const { by, role, on, sha256 } = signature;
  const entry = document.createNode({ by, role, on, sha256 }, { flow: true });
  const languages = document.get('languages', true);
  if (isMap(languages)) languages.flow = false;
  const path = part === 'clinical' ? ['clinical'] : ['languages', part];
  const signed = document.getIn(path, true);
  if (isSeq(signed)) {
    signed.flow = false;
    signed.add(entry);
  } else {
    // A key without a value, or no key: nobody has signed this part.
    if (part !== 'clinical' && !isMap(languages)) document.set('languages', document.createNode({}));
    const first = new YAMLSeq();
    first.add(entry);
    document.setIn(path, first);
  }
  return `---\n${document.toString({ lineWidth: 0 })}---\n${prose}`;
}

const OPENING = /^\uFEFF?---[ \t]*(?:\r?\n|$)/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/m;

/** `head`: the front matter with its first line, so that its places are those of the file; `open`: it never ends. */
function split(text: string): { readonly head: string | null; readonly prose: string; readonly open: boolean } {
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { head: null, prose: text, open: false };
  const rest = text.slice(opening.length);
  const closing = CLOSING.exec(rest);
  if (closing === null) return { head: text, prose: '', open: true };
  const head = text.slice(0, opening.length + closing.index);
  return { head, prose: rest.slice(closing.index + closing[0].length), open: false };
}

function emptyRecord(pack: string): string {
  const forms = WRITTEN_FORMS.map((form) => `  ${form}: []\n`).join('');
  return `pack: ${pack}\nclinical: []\nlanguages:\n${forms}`;
}
