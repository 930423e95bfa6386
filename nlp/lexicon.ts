import { AppError } from '../core/errors.js';
import { readRows, type Row } from './lexicon-file.js';
import { darijaKey, frenchBeginning } from './keys.js';
import { FAMILIES, foldText, normalize, type Family, type Token } from './normalize.js';

/** Layers are matched apart from each other: a body part stays visible inside a longer finding. */
export type Layer = 'finding' | 'part' | 'scope' | 'person' | 'unit' | 'number' | 'figurative' | 'intent' | 'filler';

/** One meaning of a spelling key. */
export interface Sense {
  readonly layer: Layer;
  readonly id: string;
  /** Exact spellings (vowels kept) for keys too short to be trusted alone. */
  readonly light: ReadonlySet<string>;
  /** The very words, folded. */
  readonly words: ReadonlySet<string>;
}

/** A finding made of parts that stand near each other. */
export interface Composition {
  readonly finding: string;
  readonly parts: readonly { readonly id: string; readonly denied: boolean }[];
  readonly gap: number;
  readonly unless: readonly string[];
  readonly who: 'self' | 'other' | 'any';
}

export interface Lexicon {
  exact(family: Family, key: string): readonly Sense[];
  /** Verbs and possessed nouns without their endings (Darija, Amazigh). */
  stem(family: Family, key: string): readonly Sense[];
  /** `=word`: the very letters, for words that share their key with another ("boite" limps, "boit" drinks). */
  spelled(family: Family, words: string): readonly Sense[];
  /** Senses of words that begin with this key. */
  prefix(family: Family, key: string): readonly Sense[];
  /** What a whole message means, by the joined keys of its words. */
  whole(family: Family, key: string, words: string): string | null;
  /** Compositions by the id of their first part. */
  readonly compositions: ReadonlyMap<string, readonly Composition[]>;
  /** Language labels of a word, by its folded text. */
  languagesOf(text: string): readonly string[];
  /** The language of a greeting that no other language shares; `null`: it is none, or everybody's. */
  greetingOf(text: string): string | null;
  /** Whether any lexicon entry of the family has this word. */
  knows(family: Family, key: string): boolean;
  readonly alarms: ReadonlySet<string>;
  /** Findings that raise the flag as well, but are urgent only with something that a first message seldom says. */
  readonly watched: ReadonlySet<string>;
  /** Findings that stay true when they are over (a faint, a sting). */
  readonly events: ReadonlySet<string>;
  /** Longest entry in words. */
  readonly longest: number;
}

const CONCEPT_COLUMNS: readonly (readonly [string, Family])[] = [
  ['fr', 'fr'],
  ['ary_Arab', 'ary'],
  ['ary_Latn', 'ary'],
  ['shi_Latn', 'ber'],
  ['tzm_Latn', 'ber'],
  ['rif_Latn', 'ber'],
  ['zgh_Tfng', 'ber'],
];
const FORM_FILES: readonly (readonly [string, Layer])[] = [
  ['words.tsv', 'part'],
  ['findings.tsv', 'finding'],
  ['scope.tsv', 'scope'],
  ['people.tsv', 'person'],
  ['units.tsv', 'unit'],
  ['numbers.tsv', 'number'],
  ['figurative.tsv', 'figurative'],
  ['intents.tsv', 'intent'],
];
/** Letters of the spelling, and of its key after doubled letters are folded. */
const SHORTEST_PREFIX = { letters: 3, key: 3 };

/** Loads every lexicon file of the directory; throws `CONTENT_INVALID` with file and line on the first fault. */
export function loadLexicon(directory: string): Lexicon {
  const index = createIndex();
  for (const row of readRows(directory, 'concepts.tsv', [
    'concept',
    'kind',
    ...CONCEPT_COLUMNS.map(([column]) => column),
  ])) {
    const layer = layerOfConcept(row);
    for (const [column, family] of CONCEPT_COLUMNS) {
      for (const variant of row.variants(column)) index.add(layer, row.cell('concept'), family, variant, row);
    }
  }
  for (const [file, layer] of FORM_FILES) {
    for (const row of readRows(directory, file, ['id', ...FAMILIES])) {
      for (const family of FAMILIES) {
        for (const variant of row.variants(family)) addForm(index, layer, row, family, variant);
      }
    }
  }
  const { languagesOf, greetingOf } = readLanguages(directory);
  const [alarms, watched] = readAlarms(directory);
  const events = new Set(readRows(directory, 'events.tsv', ['finding']).map((row) => row.cell('finding')));
  const compositions = readCompositions(directory);
  return { ...index.lexicon, languagesOf, greetingOf, alarms, watched, events, compositions, longest: index.longest() };
}

function addForm(index: Index, layer: Layer, row: Row, family: Family, variant: string): void {
  const [id = '', scope, tag] = row.cell('id').split(' ');
  if (layer !== 'intent') return index.add(layer, id, family, variant, row);
  if (id === 'filler') return index.add('filler', id, family, variant, row);
  const intent = tag === undefined ? id : `${id} ${tag}`;
  if (scope === 'whole') return index.addWhole(intent, family, variant, row);
  if (scope === 'phrase') return index.add('intent', intent, family, variant, row);
  throw new AppError('CONTENT_INVALID', `${row.file}:${row.line}: expected whole or phrase, found "${scope ?? ''}"`);
}

function layerOfConcept(row: Row): Layer {
  const kind = row.cell('kind');
  if (kind === 'finding') return 'finding';
  if (kind === 'body' || kind === 'thing') return 'part';
  if (kind === 'figurative') return 'figurative';
  throw new AppError('CONTENT_INVALID', `${row.file}:${row.line}: unknown kind "${kind}"`);
}

interface Index {
  readonly lexicon: Pick<Lexicon, 'exact' | 'stem' | 'spelled' | 'prefix' | 'whole' | 'knows'>;
  add(layer: Layer, id: string, family: Family, variant: string, row: Row): void;
  addWhole(intent: string, family: Family, variant: string, row: Row): void;
  longest(): number;
}

interface OpenSense {
  readonly layer: Layer;
  readonly id: string;
  readonly light: Set<string>;
  readonly words: Set<string>;
}

type Table = Map<string, OpenSense[]>;
const NONE: readonly Sense[] = [];
/** A whole message with a shorter key is known by its very letters only: "ih" is yes, "euh" is not. */
const SHORTEST_WHOLE = 3;
/** Stands for the spelling of a `~stem`: no word is spelled so. */
export const VERB = '~';

function createIndex(): Index {
  const tables = (): Record<Family, Table> => ({ fr: new Map(), ary: new Map(), ber: new Map() });
  const [exact, stems, spellings, prefixes] = [tables(), tables(), tables(), tables()];
  const wholes: Record<Family, Map<string, string>> = { fr: new Map(), ary: new Map(), ber: new Map() };
  const wholeWords: Record<Family, Map<string, string>> = { fr: new Map(), ary: new Map(), ber: new Map() };
  const words: Record<Family, Set<string>> = { fr: new Set(), ary: new Set(), ber: new Set() };
  let longest = 1;

  const put = (table: Table, key: string, layer: Layer, id: string, light: string, spelled = ''): void => {
    const senses = table.get(key) ?? [];
    const known = senses.find((sense) => sense.id === id && sense.layer === layer);
    if (known === undefined) senses.push({ layer, id, light: new Set([light]), words: new Set([spelled]) });
    else {
      known.light.add(light);
      known.words.add(spelled);
    }
    table.set(key, senses);
  };

  const keysOf = (
    family: Family,
    variant: string,
    row: Row,
  ): { readonly key: string; readonly light: string; readonly spelled: string; readonly count: number } => {
    const { tokens } = normalize(variant);
    const keys = tokens.map((token) => token.keys[family]);
    const key = keys.join('') || articleKey(tokens);
    if (key === '' || key.includes('\u0000')) {
      throw new AppError(
        'CONTENT_INVALID',
        `${row.file}:${row.line}: "${variant}" has no letters of the column ${family}`,
      );
    }
    for (const word of keys) if (word.length >= 3) words[family].add(word);
    longest = Math.max(longest, tokens.length);
    const light = tokens.map((token) => token.light).join('');
    return { key, light, spelled: tokens.map((token) => token.text).join(''), count: tokens.length };
  };

  const addPrefix = (layer: Layer, id: string, family: Family, beginning: string, row: Row): void => {
    const { key, light } = keysOf(family, beginning, row);
    const start = family === 'fr' ? frenchBeginning(foldText(beginning)) : key;
    if (beginning.length < SHORTEST_PREFIX.letters || start.length < SHORTEST_PREFIX.key) {
      throw new AppError(
        'CONTENT_INVALID',
        `${row.file}:${row.line}: "${beginning}*" is too short for a beginning (${start})`,
      );
    }
    put(prefixes[family], start, layer, id, light);
  };

  return {
    lexicon: {
      exact: (family, key) => exact[family].get(key) ?? NONE,
      stem: (family, key) => stems[family].get(key) ?? NONE,
      prefix: (family, key) => prefixes[family].get(key) ?? NONE,
      spelled: (family, letters) => spellings[family].get(letters) ?? NONE,
      whole: (family, key, letters) =>
        (key.length < SHORTEST_WHOLE ? wholeWords[family].get(letters) : wholes[family].get(key)) ?? null,
      knows: (family, key) => words[family].has(key),
    },
    add(layer, id, family, variant, row) {
      if (variant.startsWith('~')) {
        const stem =
          family === 'ary' ? darijaKey(variant.slice(1)) : keysOf(family, variant.slice(1), row).key.replace(/^@/, '');
        return put(stems[family], stem, layer, id, VERB);
      }
      if (variant.startsWith('=')) {
        const { light, spelled } = keysOf(family, variant.slice(1), row);
        return put(spellings[family], spelled, layer, id, light, spelled);
      }
      if (variant.endsWith('*')) return addPrefix(layer, id, family, variant.slice(0, -1), row);
      const { key, light, spelled, count } = keysOf(family, variant, row);
      put(exact[family], key, layer, id, light, spelled);
      const bare = key.replace(/i$/, '');
      if (family === 'ary' && layer === 'part' && count === 1 && bare.length >= (id.startsWith('body_') ? 2 : 3))
        put(stems.ary, bare, layer, id, light);
    },
    addWhole(intent, family, variant, row) {
      const { key, spelled } = keysOf(family, variant, row);
      if (!wholes[family].has(key)) wholes[family].set(key, intent);
      if (!wholeWords[family].has(spelled)) wholeWords[family].set(spelled, intent);
    },
    longest: () => longest,
  };
}

/** Where the whole entry is an article ("de", "a") the article itself is the key. */
export function articleKey(tokens: readonly Token[]): string {
  return tokens.length === 0 ? '' : `#${tokens.map((token) => token.text).join(' ')}`;
}

function readAlarms(directory: string): readonly [alarms: ReadonlySet<string>, watched: ReadonlySet<string>] {
  const [alarms, watched] = [new Set<string>(), new Set<string>()];
  for (const row of readRows(directory, 'alarms.tsv', ['finding', 'when'])) {
    const when = row.cell('when');
    if (when !== 'itself' && when !== 'with') {
      throw new AppError('CONTENT_INVALID', `${row.file}:${row.line}: expected itself or with, found "${when}"`);
    }
    (when === 'itself' ? alarms : watched).add(row.cell('finding'));
  }
  return [alarms, watched];
}

/** A row `greeting fr` holds the greetings that are of one language only. */
const GREETING = 'greeting ';

function readLanguages(directory: string): Pick<Lexicon, 'languagesOf' | 'greetingOf'> {
  const byText = new Map<string, Set<string>>();
  const greetings = new Map<string, string>();
  for (const row of readRows(directory, 'language.tsv', ['language', 'words'])) {
    const language = row.cell('language');
    for (const { text } of normalize(row.cell('words')).tokens) {
      if (language.startsWith(GREETING)) greetings.set(text, language.slice(GREETING.length));
      else byText.set(text, (byText.get(text) ?? new Set()).add(language));
    }
  }
  return {
    languagesOf: (text) => [...(byText.get(text) ?? [])],
    greetingOf: (text) => greetings.get(text) ?? null,
  };
}

function readCompositions(directory: string): ReadonlyMap<string, readonly Composition[]> {
  const byFirst = new Map<string, Composition[]>();
  for (const row of readRows(directory, 'compose.tsv', ['finding', 'all', 'gap', 'unless', 'who'])) {
    const parts = splitParts(row.cell('all')).map((part) => ({
      id: part.replace(/^!/, ''),
      denied: part.startsWith('!'),
    }));
    const [first] = parts;
    const gap = Number(row.cell('gap'));
    const who = row.cell('who');
    if (
      first === undefined ||
      !Number.isInteger(gap) ||
      gap < 1 ||
      (who !== 'self' && who !== 'other' && who !== 'any')
    ) {
      throw new AppError(
        'CONTENT_INVALID',
        `${row.file}:${row.line}: expected parts, a whole gap and self, other or any`,
      );
    }
    const rule = { finding: row.cell('finding'), parts, gap, unless: splitParts(row.cell('unless')), who } as const;
    byFirst.set(first.id, [...(byFirst.get(first.id) ?? []), rule]);
  }
  return byFirst;
}

function splitParts(cell: string): readonly string[] {
  return cell
    .split('+')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
