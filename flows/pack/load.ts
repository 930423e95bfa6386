import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Pack, Release } from '../flow.js';
import { specOf } from '../nodes/index.js';
import { BOT_TEXTS } from './bot-texts.js';
import { readFirstAid, readNumbers, readScreens } from './common.js';
import { readDictionary } from './dictionary.js';
import { placeOf, Problems, type ParsedFiles, type Place, type Problem } from './document.js';
import { readPack } from './pack.js';
import { readReviewRecord } from './review-record.js';
import { createCover, reviewsOf } from './reviews.js';
import { readSigns } from './signs.js';
import { readSubflows, subflowNames } from './subflows.js';
import { checkTexts, readTexts, textIdsOf } from './texts.js';

export type { ParsedFiles, Problem } from './document.js';

/** A release, and where each of its texts stands. */
export interface Loaded {
  readonly release: Release;
  /** `null`: the text does not exist in that form. */
  textPlace(id: TextId, form: WrittenForm): Place | null;
}

/**
 * Reads `slots.yaml` and every pack under `<directory>/packs` into one immutable release, or says everything that is wrong
 * with it and where. Nothing is loaded by half: one fault anywhere, and there is no release.
 */
export function loadRelease(
  directory: string,
): { readonly release: Release } | { readonly problems: readonly Problem[] } {
  const loaded = loadContent(directory);
  return 'problems' in loaded ? loaded : { release: loaded.release };
}

/** As `loadRelease`, with the places of the texts for the checks that follow. `parsed`: what an earlier load has parsed. */
export function loadContent(
  directory: string,
  parsed: ParsedFiles | null = null,
): Loaded | { readonly problems: readonly Problem[] } {
  const problems = new Problems(parsed);
  const packsFolder = path.join(directory, 'packs');
  const common = path.join(packsFolder, 'common');
  const dictionary = readDictionary(path.join(directory, 'slots.yaml'), problems);
  if (!existsSync(common)) problems.add({ file: common, line: 1, column: 1, message: 'this folder is missing' });
  if (dictionary === null || !existsSync(common)) return { problems: problems.all };
  const signs = readSigns(path.join(common, 'signs.tsv'), dictionary.slots, problems);
  const names = namesOf(packsFolder);

  const used = new Map<string, Place>();
  const use = (id: string, place: string): void => {
    if (!used.has(id)) used.set(id, placeOf(place));
  };
  const subflowsFolder = path.join(directory, 'subflows');
  const subflows = readSubflows(subflowsFolder, new Set(names), problems);
  const called = new Set<string>();
  const context = {
    dictionary,
    subflows,
    names: new Set(names),
    use,
    called,
    problems,
  };
  const packs = new Map<string, Pack>();
  for (const name of names) {
    const pack = readPack(path.join(packsFolder, name), name, context, problems);
    if (pack !== null) packs.set(name, pack);
  }
  for (const pack of packs.values()) {
    for (const node of pack.nodes.values()) {
      const spec = specOf(node);
      const opened = spec.kind === 'also' ? packs.get(spec.pack) : undefined;
      if (opened === undefined || (opened.prevention === null && !opened.closing)) continue;
      const why = opened.closing
        ? 'closing pack: it is asked at the end by itself'
        : 'prevention pack: it is offered after triage';
      problems.add({
        ...placeOf(node.place),
        message: `${opened.id} is a ${why}`,
      });
    }
  }
  // A step that could not be read says nothing about what it would have used.
  const allRead = problems.all.length === 0;
  for (const [name, subflow] of allRead ? subflows : []) {
    if (!called.has(name)) subflow.yaml.fault(['subflow'], `nothing calls the sub-flow "${name}"`);
  }
  const firstAid = readFirstAid(common, dictionary, problems, use);
  const numbers = readNumbers(common, problems);
  const screens = readScreens(common, dictionary, problems);
  for (const id of BOT_TEXTS) use(id, `${path.join(common, 'text')}:1:1`);
  const folders = [
    ...names.map((name) => ({ name, folder: path.join(packsFolder, name) })),
    ...subflowNames(subflowsFolder).map((name) => ({ name, folder: path.join(subflowsFolder, name) })),
  ];
  const texts = readTexts(folders, numbers, problems);
  checkTexts(texts, used, allRead, problems);
  const records = new Map(
    names.map((name) => [name, readReviewRecord(path.join(packsFolder, name, 'REVIEW.md'), name, problems)]),
  );
  if (problems.all.length > 0 || numbers === null) return { problems: problems.all };

  const content = {
    slots: [...dictionary.slots.values()],
    derivations: { ...dictionary.derivations, implies: [...dictionary.derivations.implies] },
    signs: signs.map(withoutPlace),
    packs: [...packs.values()].map((pack) => ({
      ...pack,
      nodes: [...pack.nodes.values()].map(withoutPlace),
      rules: pack.rules.map(withoutPlace),
      dispositions: [...pack.dispositions.values()],
    })),
    firstAid,
    screens: [...screens],
    numbers,
    texts: [...texts.byForm].map(([form, map]) => [form, [...map].map(([id, text]) => [id, text.text]).sort()]),
  };
  const reviewable = {
    slots: dictionary.slots,
    derivations: dictionary.derivations,
    signs,
    packs,
    firstAid,
    screens,
    text: (id: TextId, form: WrittenForm) => texts.byForm.get(form)?.get(id)?.text ?? null,
    textIds: textIdsOf(texts),
    numbers,
  };
  const reviews = reviewsOf(reviewable, records);
  const cover = createCover(reviewable, reviews);
  const release: Release = {
    ...reviewable,
    // Half of the digest: it stands in every stored session.
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32),
    reviews,
    review(id, form) {
      const own = texts.byForm.get(form)?.get(id)?.review ?? { state: 'draft', by: 'nobody', on: '-' };
      const signature = own.state === 'reviewed' ? null : cover(id, form);
      return signature === null ? own : { state: 'reviewed', by: signature.by, on: signature.on };
    },
  };
  return { release, textPlace: (id, form) => texts.byForm.get(form)?.get(id)?.place ?? null };
}

/** Packs by name, `common` first: the order on a disk is nobody's choice. */
function namesOf(folder: string): readonly string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return names.sort((a, b) => (a === 'common' ? -1 : b === 'common' ? 1 : a < b ? -1 : 1));
}

/** Where a thing stands says nothing about what it is: the same content has the same hash in every folder. */
function withoutPlace<T extends { readonly place: string }>(value: T): Omit<T, 'place'> {
  const { place: _place, ...rest } = value;
  return rest;
}
