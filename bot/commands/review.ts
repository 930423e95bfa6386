import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { textTable } from '../../core/text-table.js';
import { isWrittenForm, WRITTEN_FORMS } from '../../core/language.js';
import { isDay, withSignature, type PackReview, type Release, type ReviewPart } from '../../flows/index.js';
import { partsOf } from '../content/unreviewed.js';
import { openRelease } from '../open.js';

export const SIGN_USAGE =
  'usage: labas flows sign <pack> clinical|<written form> --by "Name" --role "what makes them a reviewer" [--on YYYY-MM-DD]';

/**
 * `labas flows review [pack]`: where every pack stands with its reviewers, with the first characters of each current hash; of one
 * pack each part with its whole hash and its signatures. Throws `INPUT_INVALID` for a pack that does not exist.
 */
export function review(directory: string, args: readonly string[]): string {
  const release = openRelease(directory);
  const [pack] = args;
  if (pack !== undefined) return detailOf(pack, reviewIn(release, pack));
  const packs = [...release.reviews].map(([id, entry]) => [
    id,
    ...partsOf(entry).map(([, part]) => `${part.state} ${part.sha256.slice(0, 8)}`),
  ]);
  const table = textTable([['pack', 'clinical', ...WRITTEN_FORMS], ...packs]);
  const parts = [...release.reviews.values()].flatMap(partsOf);
  const count = (state: string): number => parts.filter(([, part]) => part.state === state).length;
  const closing = `${count('signed')} parts signed, ${count('lost')} lost, ${count('unsigned')} unsigned, in ${packs.length} packs`;
  return [table, '', closing].join('\n');
}

function detailOf(pack: string, entry: PackReview): string {
  const lines = partsOf(entry).flatMap(([name, part]) => [
    `${name.padEnd(10)} ${part.state.padEnd(9)} ${part.sha256}`,
    ...part.signatures.map(({ by, role, on, sha256 }) => {
      const old = part.state === 'lost' ? `   what was signed: ${sha256.slice(0, 8)}…` : '';
      return `           ${on} ${by}, ${role}${old}`;
    }),
  ]);
  return [pack, ...lines].join('\n');
}

/**
 * `labas flows sign …`: writes a signature for what is in `directory` now into the REVIEW.md of the pack, and returns what was
 * signed. `today` is the day that `--on` is when it is not given. Throws `INPUT_INVALID` and writes nothing for an unknown pack or
 * part, an empty name or role, a day that does not exist or is to come, and when this person signed exactly this before.
 */
export function sign(directory: string, args: readonly string[], today: string): string {
  const { positionals, values } = parsed(args);
  const [pack = '', part = '', ...more] = positionals;
  if (pack === '' || part === '' || more.length > 0) throw new AppError('INPUT_INVALID', SIGN_USAGE);
  const by = saidIn('--by', values.by, 'the name of the person who signs');
  const role = saidIn('--role', values.role, 'what makes this person a reviewer, such as "paediatrician"');
  const on = values.on ?? today;
  if (!isDay(on)) throw new AppError('INPUT_INVALID', `--on is a day such as ${today}, not "${on}"`);
  if (on > today) throw new AppError('INPUT_INVALID', `nobody can have signed on ${on}: today is ${today}`);
  const release = openRelease(directory);
  const entry = reviewIn(release, pack);
  if (part !== 'clinical' && !isWrittenForm(part)) {
    throw new AppError('INPUT_INVALID', `"${part}" cannot be signed: clinical, ${WRITTEN_FORMS.join(', ')}`);
  }
  const { state, sha256, signatures } = partOf(entry, part);
  if (state === 'signed' && signatures.some((signature) => signature.by === by && signature.role === role)) {
    throw new AppError('INPUT_INVALID', `${by} has signed exactly this already`);
  }
  const file = path.join(directory, 'packs', pack, 'REVIEW.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, withSignature(before, pack, part, { by, role, on, sha256 }));
  return [
    `signed: ${pack} ${part}`,
    `  by    ${by}, ${role}`,
    `  on    ${on}`,
    `  hash  ${sha256}`,
    `  in    ${path.relative(process.cwd(), file)}`,
  ].join('\n');
}

function partOf(entry: PackReview, part: ReviewPart): PackReview['clinical'] {
  return part === 'clinical' ? entry.clinical : entry.languages[part];
}

function reviewIn(release: Release, pack: string): PackReview {
  const found = release.reviews.get(pack);
  if (found !== undefined) return found;
  throw new AppError('INPUT_INVALID', `there is no pack ${pack}: ${[...release.packs.keys()].join(', ')}`);
}

function parsed(args: readonly string[]): {
  readonly positionals: readonly string[];
  readonly values: { readonly by?: string; readonly role?: string; readonly on?: string };
} {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { by: option, role: option, on: option } });
  } catch (error) {
    throw new AppError('INPUT_INVALID', `${error instanceof Error ? error.message : ''}\n${SIGN_USAGE}`);
  }
}

/** One line of words, without the space around it. */
function saidIn(option: string, given: string | undefined, what: string): string {
  const text = given?.trim() ?? '';
  if (text === '') throw new AppError('INPUT_INVALID', `${option} is missing or empty: ${what}\n${SIGN_USAGE}`);
  if (/\p{Cc}/u.test(text)) throw new AppError('INPUT_INVALID', `${option} is one line of words`);
  return text;
}
