// What must be true of content that loads, one check per file; faults of loading itself (unknown slots, missing or unused texts,
// placeholders, conditions) are told by pack/. May import core/ and the neighbours in flows/.
// A new check: a file with a `Check`, and its name in the list below.

import { loadContent } from '../pack/load.js';
import type { ParsedFiles, Problem } from '../pack/document.js';
import type { Release } from '../flow.js';
import { bannedWords } from './banned-words.js';
import type { Check } from './check.js';
import { drafts } from './drafts.js';
import { longQuestions } from './long-questions.js';
import { mixedEntries } from './mixed-entries.js';
import { phraseShared } from './phrase-shared.js';
import { plainLetters } from './plain-letters.js';
import { sameWords } from './same-words.js';
import { untranslated } from './untranslated.js';

const CHECKS: readonly Check[] = [
  bannedWords,
  longQuestions,
  mixedEntries,
  phraseShared,
  plainLetters,
  sameWords,
  untranslated,
  drafts,
];

/** Everything wrong with the content under `directory`: faults of loading alone when it does not load. */
export function checkRelease(directory: string): readonly Problem[] {
  return readRelease(directory, null).problems;
}

/**
 * The content under `directory`, and everything wrong with it. `release` is `null` when it does not load; what a check finds
 * in content that loads is told beside its release. `parsed` is kept by the caller: a second reading parses only what changed.
 */
export function readRelease(
  directory: string,
  parsed: ParsedFiles | null,
): { readonly release: Release | null; readonly problems: readonly Problem[] } {
  const loaded = loadContent(directory, parsed);
  if ('problems' in loaded) return { release: null, problems: loaded.problems };
  return { release: loaded.release, problems: CHECKS.flatMap((check) => check.run(loaded)) };
}
