import { loadLexicon } from './lexicon.js';
import type { Nlu } from './nlu.js';
import { createLexiconNlu } from './understand.js';

/**
 * Understanding: text in, what was understood out. May import `core/` only. A new language is a column of the files in
 * `lexicon/`; a new way of understanding is another factory that returns an `Nlu` (`nlu.ts`).
 */

/** What the lexicon's answers are signed with; raised when its rules or words change what is understood. */
const LEXICON = 'lexicon@1';

/** Reads the lexicon in `directory`; throws `CONTENT_INVALID` with file and line. */
export function createNlu(directory: string): Promise<Nlu> {
  return Promise.resolve(createLexiconNlu(loadLexicon(directory), LEXICON));
}
