import { AppError } from '../core/errors.js';
import { readRows, type Row } from './lexicon-file.js';
import { FAMILIES, normalize, type Family, type Token } from './normalize.js';

/** Alternatives for one stretch of words, in every family of spellings: people change language inside a sentence. */
export interface Words {
  /**
   * Whether the words mean one of the alternatives: the same spelling key where it is long enough, else the very letters.
   * `isFirst`: nothing of the phrase stands before them.
   */
  has(words: readonly Token[], isFirst: boolean): boolean;
  /** Words of the longest alternative, and what people put between them. */
  readonly longest: number;
  /** Those who say it, and may be those who are ill. */
  readonly isWho: boolean;
  /** What `has` looks up. */
  readonly spellings: ReadonlySet<string>;
}

/** A phrase in the order in which it is said; `null` is a gap. */
export interface Phrase {
  readonly steps: readonly (Words | null)[];
  /** Counts only where it stands by itself between signs. */
  readonly isApart: boolean;
}

/** What makes little of a complaint, and the words beside it that matter (`lexicon/minimising.tsv`). */
export interface MinimisingPhrases {
  /** Phrases whose first step is just these words. */
  startingWith(words: readonly Token[]): readonly Phrase[];
  /** Words of the longest first step. */
  readonly longestStart: number;
  /** The only words that a gap holds. */
  readonly between: Words;
  /** Joining words and politeness that belong to a phrase when they touch it. */
  readonly before: Words;
  readonly after: Words;
  /** Words that make something else of a phrase, right behind or right before them: "machi ghir lberd", "rien ne va". */
  readonly behind: Words;
  readonly ahead: Words;
  /** The phrases written out: each alternative of each class, not every combination of them. */
  examples(): readonly string[];
}

const FILE = 'minimising.tsv';
const GAP = '…';
/** Shorter keys meet by chance. */
const SHORTEST_KEY = 5;
/** People put an article or two between the words of an alternative, or write one word as two. */
const LOOSE = 2;

type Alternative = readonly [family: Family, text: string];

/** Reads the phrases; throws `CONTENT_INVALID` with file and line on an unknown kind or class, or a gap without words around it. */
export function loadMinimising(directory: string): MinimisingPhrases {
  const rows = readRows(directory, FILE, ['id', ...FAMILIES]);
  const said = rows.filter((row) => isSaid(row));
  const others = new Map<string, Row>();
  for (const row of rows) {
    const id = row.cell('id');
    if (others.has(id)) throw fault(row, `"${id}" is there twice`);
    if (!isSaid(row)) others.set(id, row);
  }
  const classes = new Map<string, Words>();
  const byStart = new Map<string, Phrase[]>();
  let longestStart = 1;
  for (const row of said) {
    for (const family of FAMILIES) {
      for (const variant of row.variants(family)) {
        const steps = stepsOf(row, family, variant);
        const phrase = { steps, isApart: row.cell('id').startsWith('apart') };
        longestStart = Math.max(longestStart, steps[0]?.longest ?? 0);
        for (const each of steps[0]?.spellings ?? []) byStart.set(each, [...(byStart.get(each) ?? []), phrase]);
      }
    }
  }
  return {
    startingWith: (words) => [...new Set(spellingsOf(words, true).flatMap((each) => byStart.get(each) ?? []))],
    longestStart,
    between: besideOf('words between'),
    before: besideOf('extend before'),
    after: besideOf('extend after'),
    behind: besideOf('unless behind'),
    ahead: besideOf('unless before'),
    examples: () =>
      said.flatMap((row) =>
        FAMILIES.flatMap((family) => row.variants(family).flatMap((variant) => examplesOf(row, family, variant))),
      ),
  };

  function stepsOf(row: Row, family: Family, variant: string): readonly (Words | null)[] {
    const steps = partsOf(variant).map((part) => {
      if (part === GAP) return null;
      if (!part.startsWith('@')) return wordsOf(row, [[family, part]], false);
      const name = part.slice(1);
      const words = classes.get(name) ?? wordsOf(row, meaning(row, name), name === 'who');
      classes.set(name, words);
      return words;
    });
    if (steps.at(0) === null || steps.at(-1) === null) throw fault(row, `"${variant}" begins or ends with a gap`);
    return steps;
  }

  function besideOf(id: string): Words {
    const row = others.get(id);
    if (row === undefined) throw new AppError('CONTENT_INVALID', `${FILE}: there is no row "${id}"`);
    return wordsOf(row, FAMILIES.map((family) => writtenOut(row, family, [])).flat(), false);
  }

  /** Every alternative of a class. */
  function meaning(from: Row, name: string, seen: readonly string[] = []): readonly Alternative[] {
    const row = others.get(`words ${name}`);
    if (row === undefined) throw fault(from, `there is no row "words ${name}"`);
    if (seen.includes(name)) throw fault(row, `"@${name}" means itself`);
    return FAMILIES.flatMap((family) => writtenOut(row, family, [...seen, name]));
  }

  /** The variants of a cell with their classes written out. */
  function writtenOut(row: Row, family: Family, seen: readonly string[]): readonly Alternative[] {
    return row.variants(family).flatMap((variant) => {
      let texts = [''];
      for (const part of partsOf(variant)) {
        if (part === GAP) throw fault(row, `"${variant}": a gap belongs into a phrase`);
        const own = part.startsWith('@')
          ? meaning(row, part.slice(1), seen).filter(([other]) => other === family)
          : [[family, part] as const];
        texts = texts.flatMap((text) => own.map(([, each]) => `${text} ${each}`.trim()));
      }
      return texts.map((text): Alternative => [family, text]);
    });
  }

  function examplesOf(row: Row, family: Family, variant: string): readonly string[] {
    const parts = partsOf(variant)
      .filter((part) => part !== GAP)
      .map((part) => {
        if (!part.startsWith('@')) return [part];
        const all = meaning(row, part.slice(1));
        const own = all.filter(([other]) => other === family);
        return (own.length > 0 ? own : all).map(([, text]) => text);
      });
    const count = Math.max(...parts.map((each) => each.length));
    return Array.from({ length: count }, (_, at) => parts.map((each) => each[at % each.length] ?? '').join(' '));
  }
}

/** Whether the row holds phrases; the others hold classes and words beside. */
function isSaid(row: Row): boolean {
  const [kind = ''] = row.cell('id').split(' ');
  if (!['phrase', 'apart', 'words', 'extend', 'unless'].includes(kind)) {
    throw fault(row, `expected phrase, apart, words, extend or unless, found "${kind}"`);
  }
  return kind === 'phrase' || kind === 'apart';
}

/** Runs of plain words, classes and gaps, in order. */
function partsOf(variant: string): readonly string[] {
  const parts: string[] = [];
  for (const word of variant.split(/\s+/)) {
    const last = parts.at(-1);
    if (last === undefined || isMark(word) || isMark(last)) parts.push(word);
    else parts[parts.length - 1] = `${last} ${word}`;
  }
  return parts;
}

function isMark(part: string): boolean {
  return part === GAP || part.startsWith('@');
}

function wordsOf(row: Row, alternatives: readonly Alternative[], isWho: boolean): Words {
  const spellings = new Set<string>();
  let longest = 1;
  for (const [family, text] of alternatives) {
    const { tokens } = normalize(text);
    const key = keyOf(tokens, family);
    if (tokens.length === 0 || key.includes('\u0000'))
      throw fault(row, `"${text}" has no letters of the column ${family}`);
    if (key.length >= SHORTEST_KEY) spellings.add(`${family} ${key}`);
    spellings.add(lettersOf(tokens));
    longest = Math.max(longest, tokens.length);
  }
  return {
    longest: longest + LOOSE,
    isWho,
    spellings,
    has: (words, isFirst) => spellingsOf(words, isFirst).some((each) => spellings.has(each)),
  };
}

/** The letters of the words, and their key in each family where it is long enough. */
function spellingsOf(words: readonly Token[], isFirst: boolean): readonly string[] {
  const keys = FAMILIES.flatMap((family) => {
    // An article at the edge weighs nothing and belongs to the neighbour.
    if (words.at(-1)?.keys[family] === '' || (isFirst && words[0]?.keys[family] === '')) return [];
    const key = keyOf(words, family);
    return key.length >= SHORTEST_KEY ? [`${family} ${key}`] : [];
  });
  return [lettersOf(words), ...keys];
}

function keyOf(words: readonly Token[], family: Family): string {
  return words.map((word) => word.keys[family]).join('');
}

function lettersOf(words: readonly Token[]): string {
  return words.map((word) => word.text).join('');
}

function fault(row: Row, message: string): AppError {
  return new AppError('CONTENT_INVALID', `${row.file}:${row.line}: ${message}`);
}
