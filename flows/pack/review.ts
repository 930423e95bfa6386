import { createHash } from 'node:crypto';
import type { WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Node, Pack, Release, Rule } from '../flow.js';
import { specOf } from '../nodes/index.js';

/** What hashes are taken of: content as it was loaded, so that folders, the order of files and comments are gone already. */
export type Reviewable = Omit<Release, 'hash' | 'review' | 'reviews'>;

const COMMON = 'common';

/**
 * The clinical hash of a pack: SHA-256 of everything in it that decides. These are its bands, `enter`, `else`, codes and source;
 * its steps in the order of asking with their kinds, guards, answers and what they fill, those of sub-flows as they are expanded;
 * its rules, bumps and dispositions (which texts are said, not their words); when a prevention pack is offered and its results; and what the slots it names mean (type, unit, values,
 * meaning). For `common` also the table of signs, first aid, screens, numbers and what follows from what (slots.yaml).
 *
 * Places, comments, the version, the place in the list of complaints and the names that a nurse reads decide nothing and are left
 * out. The order of rules, signs and bands means nothing; that of steps, answers, first aid and derivations does.
 */
export function clinicalHash(content: Reviewable, pack: Pack): string {
  const decides = {
    pack: pack.id,
    bands: unordered(pack.bands),
    enter: pack.enter,
    else: pack.otherwise,
    codes: pack.codes,
    source: pack.source,
    steps: pack.steps,
    nodes: unordered([...pack.nodes.values()].map(({ id, kind, when, spec, say }) => ({ id, kind, when, spec, say }))),
    rules: unordered(pack.rules.map((rule) => ({ id: rule.id, ...meaningOf(rule) }))),
    bump: unordered(pack.bump),
    dispositions: pack.dispositions,
    prevention: pack.prevention,
    closing: pack.closing,
    ...(pack.id === COMMON ? shared(content) : {}),
  };
  return digest({ ...decides, slots: slotsIn(decides, content) });
}

/**
 * The language hash of a pack in one written form: SHA-256 of the words of every text in `textsOf`. A text that moves to another
 * id is another text.
 */
export function languageHash(content: Reviewable, pack: Pack, form: WrittenForm): string {
  const texts = textsOf(content, pack).map((id) => [id, content.text(id, form)]);
  return digest({ pack: pack.id, form, texts });
}

/**
 * The texts that a signature for the language of a pack covers, sorted: all of the pack's own, and the phrases and the texts of
 * sub-flows that its steps and endings say. What is said from `common` is signed with `common`.
 */
export function textsOf(content: Reviewable, pack: Pack): readonly TextId[] {
  const own = content.textIds.filter((id) => id.startsWith(`${pack.id}.`));
  const said = [
    ...[...pack.nodes.values()].flatMap(saidBy),
    ...[...pack.dispositions.values()].flatMap((disposition) => disposition.say),
    ...(pack.prevention?.results ?? []).flatMap((result) => result.say),
    ...(pack.id === COMMON ? content.firstAid.map((line) => line.text) : []),
  ];
  const others = said.filter((id) => !id.startsWith(`${COMMON}.`));
  return [...new Set([...own, ...others])].sort();
}

/** The words of a question: what is said before it, the question, its answers. */
function saidBy(node: Node): readonly TextId[] {
  const spec = specOf(node);
  if (spec.kind === 'also' || spec.kind === 'score') return node.say;
  const answers = spec.kind === 'signs' ? spec.entries : 'options' in spec ? spec.options : [];
  return [...node.say, spec.stem, ...answers.map((answer) => answer.text)];
}

/** What everybody meets, whatever their complaint. */
function shared(content: Reviewable): object {
  const { implies, choices, derived } = content.derivations;
  return {
    // The id of a row counts rows that are alike, and so would their order.
    signs: unordered(content.signs.map(meaningOf)),
    firstAid: content.firstAid,
    screens: new Map([...content.screens].map(([band, signs]) => [band, unordered(signs)])),
    numbers: content.numbers,
    derivations: { implies: new Map([...implies].map(([from, to]) => [from, unordered(to)])), choices, derived },
  };
}

function meaningOf({ sign, bands, level, when, source }: Rule): object {
  return { sign, bands: unordered(bands), level, when, source };
}

/** Every slot whose id stands anywhere in `value`, with what it means. One too many does no harm; one too few would. */
function slotsIn(value: unknown, { slots }: Reviewable): object {
  const words = new Set(canonical(value).match(/"[a-z0-9_]+"/g));
  const named = [...slots.values()].filter((slot) => words.has(`"${slot.id}"`));
  return new Map(named.map(({ id, type, unit, values, meaning }) => [id, { type, unit, values, meaning }]));
}

/** A list in which places mean nothing. */
function unordered<T>(list: readonly T[]): readonly T[] {
  return list
    .map((entry) => ({ entry, key: canonical(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** JSON in which the order of keys means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries: readonly (readonly [string, unknown])[] =
      inner instanceof Map ? [...(inner as ReadonlyMap<string, unknown>)] : Object.entries(inner);
    return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}
