/**
 * Takes out of a message what names somebody or leads to them: links, addresses, telephone numbers, dates of birth, long
 * numbers, and names where they are announced. Pure. A name that nothing announces stays: whoever passes a text on reads it first.
 */
export function scrub(text: string): string {
  const visible = text.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return withoutNames(MARKS.reduce((left, [mark, pattern]) => marked(left, pattern, mark), visible));
}

/** Letters of a scrubbed text, without the marks: what there is left to learn from. */
export function lettersOf(scrubbed: string): number {
  return [...scrubbed.replace(/<\w+>/g, '').matchAll(/\p{L}/gu)].length;
}

const DOMAIN = String.raw`[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|ma|fr|me|io|info|gov|eu|be|es)(?![\w-])(?:/\S*)?`;
/** Not inside a word: Arabizi writes letters as digits. */
const ALONE = String.raw`(?<![\p{L}\p{N}])`;
const GAP = String.raw`[\s.\-/()]{0,2}`;
const PHONES = [
  String.raw`(?:\+|00)\s?\d(?:${GAP}\d){6,}`,
  String.raw`212(?:${GAP}\d){9}`,
  String.raw`0(?:${GAP}[5-8])(?:${GAP}\d){8}`,
  String.raw`[5-8](?:[\s.\-/]\d{2}){4}`,
  String.raw`\d{2}(?:[\s.\-/]\d{2}){4}`,
].join('|');

/** In this order: an address is no link, and a telephone number no long number. */
const MARKS: readonly (readonly [mark: string, pattern: RegExp])[] = [
  ['<email>', /[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[\p{L}]{2,}/gu],
  ['<url>', new RegExp(String.raw`(?:https?://|www\.)\S+|${ALONE}${DOMAIN}`, 'giu')],
  ['<handle>', /(?<![\w<])@[\w.]{3,}/gu],
  ['<phone>', new RegExp(`${ALONE}(?:${PHONES})(?!\\d)`, 'gu')],
  ['<date>', new RegExp(String.raw`${ALONE}\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)`, 'gu')],
  // With the letters of an identity card before it.
  ['<number>', /(?<![\p{L}\p{N}])(?:\p{L}{1,2}\s?)?\d{5,}|\d{5,}/gu],
];

/** Found in a copy with Western digits, replaced in the text itself: people write both. */
function marked(text: string, pattern: RegExp, mark: string): string {
  const western = text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16));
  let out = '';
  let from = 0;
  for (const match of western.matchAll(pattern)) {
    out += text.slice(from, match.index) + mark;
    from = match.index + match[0].length;
  }
  return out + text.slice(from);
}

/** What announces a name: "my name is", "he is called", in French, Darija, Tachelhit, English. */
const ANNOUNCES = new RegExp(
  String.raw`${ALONE}(?:${[
    String.raw`j(?:e\s+|['’]\s?)?m['’\s]?\s?app?ell?e?s?`,
    String.raw`je\s+me\s+(?:nomme|pr[ée]nomme)`,
    String.raw`(?:mon|son)\s+(?:nom|pr[ée]nom)(?:\s+(?:complet|de\s+famille))?(?:\s+(?:est|c['’]est))?`,
    String.raw`s['’\s]app?ell?e`,
    String.raw`moi\s+c['’]est`,
    String.raw`my\s+name\s+is`,
    String.raw`sm+i+y*t+(?:i|o|ou|u|a|ha|na|ek)`,
    String.raw`sm+i+y*t\s+(?:w?el?d|wld|bent|bnt|rajel|mart|mmi|om)\p{L}*`,
    String.raw`ismi|ismo|ismha`,
    String.raw`is[e]?m\s*-?\s*(?:inu|inou|ino|iw|ns|nns|nnes|nnu)`,
    String.raw`is[e]?m\s+n\s+\p{L}+`,
    'ⵉⵙⵎ\\s*(?:ⵉⵏⵓ|ⵉⵡ|ⵏⵙ|ⵏⵏⵙ)',
    '(?:سمي?ت|[إاأ]سم)(?:ي|و|ها|نا|ه)(?:\\s+الكامل)?',
    'سميت\\s+(?:ولد|بنت|راجل|مرات|مم)\\p{L}*',
  ].join('|')})(?![\p{L}\p{N}])`,
  'giu',
);
/** Between the announcement and the name. */
const FILLER =
  /^[\s:=,.-]*(?:(?:hiya|hya|huwa|howa|howwa|est|is|c['’]est|d|iga|madame|monsieur|mme|mlle|mr|dr|si|sidi|lalla|moulay|هي|هو|راه|راها|السي|سي|سيدي|لالة|للا|مولاي|ⴷ|ⵉⴳⴰ)\s+)*/iu;
const WORD = /^[\p{L}\p{M}][\p{L}\p{M}'’-]*/u;
/** A second word that belongs to the name: capitalised, or behind a particle. */
const MORE = [
  /^\s+(?:el|al|ait|aït|ben|bent|bint|bnt|ould|abd|abdel|de)\s+[\p{L}\p{M}'’-]+/iu,
  /^\s+\p{Lu}[\p{L}\p{M}'’-]*/u,
  /^\s+(?:بن|آيت|ايت|أيت|عبد)\s+[\p{L}\p{M}]+/u,
  /^\s+(?:ال|بن)(?!تي|تو|تها|ت(?!\p{L}))\p{L}[\p{L}\p{M}]+/u,
];
const MOST_MORE = 2;
const TITLED =
  /(?<![\p{L}\p{N}])((?:M\.|[Mm]me|[Mm]lle|[Mm]r|[Mm]onsieur|[Mm]adame|[Dd]r|[Dd]octeur|[Ll]alla|[Mm]oulay|[Ss]idi)\.?\s+)\p{Lu}[\p{L}\p{M}'’-]*(?:\s+(?:(?:[Ee]l|[Aa]l|[Bb]en|[Aa]it)\s+)?\p{Lu}[\p{L}\p{M}'’-]*)?/gu;

function withoutNames(text: string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(ANNOUNCES)) {
    const at = match.index + match[0].length;
    if (match.index < from) continue;
    const start = at + (FILLER.exec(text.slice(at))?.[0].length ?? 0);
    const length = nameLength(text.slice(start));
    if (length === 0 || start === at) continue;
    out += `${text.slice(from, start)}<name>`;
    from = start + length;
  }
  return (out + text.slice(from)).replace(TITLED, '$1<name>');
}

function nameLength(rest: string): number {
  let length = WORD.exec(rest)?.[0].length ?? 0;
  // In a text of capitals a capital says nothing.
  const patterns = rest === rest.toUpperCase() && /\p{Lu}/u.test(rest) ? [] : MORE;
  for (let more = 0; more < MOST_MORE && length > 0; more++) {
    const next = patterns
      .map((pattern) => pattern.exec(rest.slice(length))?.[0].length ?? 0)
      .find((found) => found > 0);
    if (next === undefined) break;
    length += next;
  }
  return length;
}
