import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WRITTEN_FORMS } from '../../../core/language.js';
import type { TextId } from '../../../core/message.js';
import type { ReviewPart, Signature } from '../../../flows/flow.js';
import { withSignature } from '../../../flows/pack/review-record.js';
import { textsOf } from '../../../flows/pack/review.js';
import { contentFolder, edit, loaded } from './folder.js';

const opened: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.remove();
});
function folder(): string {
  const made = contentFolder(null);
  opened.push(made);
  return made.directory;
}
const replace =
  (from: string, to: string) =>
  (text: string): string =>
    text.replace(from, to);

/** The hashes of every part of every pack, by `pack part`. */
function hashes(directory: string): ReadonlyMap<string, string> {
  return new Map(
    [...loaded(directory).reviews].flatMap(([pack, review]) => [
      [`${pack} clinical`, review.clinical.sha256] as const,
      ...WRITTEN_FORMS.map((form) => [`${pack} ${form}`, review.languages[form].sha256] as const),
    ]),
  );
}

/** The parts whose hash a change moves. */
function moved(file: string, change: (text: string) => string): readonly string[] {
  const directory = folder();
  const before = hashes(directory);
  edit(directory, file, change);
  const after = hashes(directory);
  return [...before].filter(([part, hash]) => after.get(part) !== hash).map(([part]) => part);
}

function signIn(directory: string, pack: string, part: ReviewPart, other: Partial<Signature> = {}): void {
  const review = loaded(directory).reviews.get(pack);
  const sha256 = (part === 'clinical' ? review?.clinical : review?.languages[part])?.sha256 ?? '';
  const signature = { by: 'Dr Test', role: 'chest physician', on: '2026-12-01', sha256, ...other };
  writeFileSync(path.join(directory, 'packs', pack, 'REVIEW.md'), withSignature('', pack, part, signature));
}

describe('the hashes of a pack', () => {
  it('are the same in every folder, are all different, and are SHA-256', () => {
    const first = hashes(folder());
    expect([...hashes(folder())]).toEqual([...first]);
    expect(new Set(first.values()).size).toBe(12);
    for (const hash of first.values()) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, (text: string) => string]>([
    [
      'comments and blank lines',
      'packs/cough/flow.yaml',
      (text) => `# why\n\n${text.replace('rules:', '# so\nrules:')}`,
    ],
    ['the order of keys', 'packs/cough/flow.yaml', (text) => `${text.replace('order: 10\n', '')}order: 10\n`],
    ['the order of bands', 'packs/cough/flow.yaml', replace('[C, A]', '[A, C]')],
    ['brackets and blanks of a condition', 'packs/cough/flow.yaml', replace('fever or cough', '( fever  or cough )')],
    ['the version', 'packs/cough/flow.yaml', replace('version: 3', 'version: 4')],
    ['the place in the list', 'packs/cough/flow.yaml', replace('order: 10', 'order: 20')],
    ['comments in the table', 'packs/common/signs.tsv', replace('# The signs', '# One line more.\n# The signs')],
    [
      'the order of rows',
      'packs/common/signs.tsv',
      (text) => text.replace(/(unconscious.*\n)(breathless.*\n)/, '$2$1'),
    ],
    ['the order of texts', 'packs/cough/text/fr.yaml', (text) => text.replace(/( {2}title.*\n)( {2}calm.*\n)/, '$2$1')],
    ['who wrote the texts', 'packs/cough/text/fr.yaml', replace('by: test', 'by: somebody')],
    ['quotes', 'packs/cough/text/fr.yaml', replace('Buvez bien.', '"Buvez bien."')],
    ['names for nurses', 'names.tsv', replace('رطب', 'مبلل')],
    ['the order of slots', 'slots.yaml', (text) => text.replace(/( {2}cough:.*\n)( {2}fever:.*\n)/, '$2$1')],
  ])('do not move with %s', (_what, file, change) => {
    expect(moved(file, change)).toEqual([]);
  });

  it.each<[string, string, string, string, readonly string[]]>([
    ['an answer', 'packs/cough/flow.yaml', 'cough: present, cough_kind: wet', 'cough_kind: wet', ['cough clinical']],
    ['what makes an answer true', 'packs/cough/flow.yaml', ', means: "cough_kind in {wet}"', '', ['cough clinical']],
    ['a guard', 'packs/cough/flow.yaml', 'when: fever or cough', 'when: fever', ['cough clinical']],
    ['the guard of a call', 'packs/cough/flow.yaml', 'when: cough\n', 'when: fever\n', ['cough clinical']],
    ['a limit', 'packs/cough/flow.yaml', 'max: 400', 'max: 300', ['cough clinical']],
    ['the level of a rule', 'packs/cough/flow.yaml', 'level: routine', 'level: same_day', ['cough clinical']],
    ['when a rule holds', 'packs/cough/flow.yaml', '{wet} and fever', '{wet} or fever', ['cough clinical']],
    ['a bump', 'packs/cough/flow.yaml', 'in_band(E)', 'in_band(P)', ['cough clinical']],
    ['what is said at the end', 'packs/cough/flow.yaml', '[care, net]', '[net, care]', ['cough clinical']],
    [
      'what is said before a question',
      'packs/cough/flow.yaml',
      'say: calm',
      'say: calm\n  - say: net',
      ['cough clinical'],
    ],
    ['who it is for', 'packs/cough/flow.yaml', '[C, A]', '[A]', ['cough clinical']],
    ['what opens it', 'packs/cough/flow.yaml', 'enter: cough', 'enter: cough or fever', ['cough clinical']],
    ['the level without a rule', 'packs/cough/flow.yaml', 'else: self_care', 'else: routine', ['cough clinical']],
    ['a code', 'packs/cough/flow.yaml', 'R05', 'R06', ['cough clinical']],
    ['a source', 'packs/cough/flow.yaml', 'source: test', 'source: a book', ['cough clinical']],
    ['a step of a sub-flow', 'subflows/hot/flow.yaml', 'slot: fever', 'slot: cough', ['cough clinical']],
    [
      'the guard in a sub-flow',
      'subflows/hot/flow.yaml',
      'slot: fever',
      'slot: fever\n    when: in_band(A)',
      ['cough clinical'],
    ],
    ['the table of signs', 'packs/common/signs.tsv', 'cough_days > 21', 'cough_days > 20', ['common clinical']],
    ['the level of a sign', 'packs/common/signs.tsv', 'C, A\turgent', 'C, A\temergency', ['common clinical']],
    ['first aid', 'packs/common/first-aid.yaml', 'when: unconscious', 'when: breathless', ['common clinical']],
    [
      'a screen',
      'packs/common/screens.yaml',
      'urgent: [breathless]',
      'urgent: [breathless, cough]',
      ['common clinical'],
    ],
    ['a number', 'packs/common/numbers.yaml', '"15"', '"150"', ['common clinical']],
    ['an implication', 'slots.yaml', 'bands: [N] }', 'bands: [C] }', ['common clinical']],
    ['the meaning of a slot', 'slots.yaml', 'meaning: hot', 'meaning: measured', ['cough clinical']],
    [
      'the unit of a slot',
      'slots.yaml',
      'unit: days, group: symptom',
      'unit: weeks, group: symptom',
      ['common clinical', 'cough clinical'],
    ],
    ['a word in one form', 'packs/cough/text/zgh-Tfng.yaml', 'ⵙⵓ ⴱⴰⵀⵔⴰ', 'ⵙⵓ', ['cough zgh-Tfng']],
    ['a text of a sub-flow', 'subflows/hot/text/ary-Latn.yaml', 'fever: ', 'fever: wach ', ['cough ary-Latn']],
    ['a text of common', 'packs/common/text/fr.yaml', 'texte welcome', 'texte bienvenue', ['common fr']],
    ['a phrase', 'packs/common/phrases/fr.yaml', 'phrase breathless', 'phrase essoufflé', ['common fr']],
  ])('move with %s, and with nothing else', (_what, file, from, to, parts) => {
    expect(moved(file, replace(from, to))).toEqual(parts);
  });

  it('move with the order of the questions', () => {
    const swap = (text: string): string => {
      const [head = '', steps = '', tail = ''] = text.split(/(?<=steps:\n)|(?=rules:)/);
      const days = steps.slice(steps.indexOf('  - ask: days'));
      return head + days + steps.replace(days, '') + tail;
    };
    expect(moved('packs/cough/flow.yaml', swap)).toEqual(['cough clinical']);
  });

  it('cover every text that ships, in some pack', () => {
    const release = loaded(path.join(import.meta.dirname, '../../../flows'));
    const covered = new Set([...release.packs.values()].flatMap((pack) => textsOf(release, pack)));
    expect(release.textIds.filter((id) => !covered.has(id))).toEqual([]);
  });
});

describe('the review of a pack', () => {
  const stateOf = (directory: string) => loaded(directory).reviews.get('cough');

  it('is unsigned without a REVIEW.md, with prose alone, and with empty lists', () => {
    const directory = folder();
    const file = path.join(directory, 'packs/cough/REVIEW.md');
    for (const text of [
      null,
      '# Review record: cough\n\nDraft.\n\n---\n\nMore.\n',
      '---\npack: cough\nclinical: []\nlanguages: { fr: [] }\n---\n# Draft\n',
      '---\npack: cough\nclinical:\nlanguages:\n---\n',
      '---\npack: cough\n---',
    ]) {
      if (text !== null) writeFileSync(file, text);
      const states = [stateOf(directory)?.clinical, ...Object.values(stateOf(directory)?.languages ?? {})];
      expect(states.map((part) => [part?.state, part?.signatures])).toEqual(Array(6).fill(['unsigned', []]));
    }
  });

  it('is signed by whoever signed what is loaded, and lost after a change, until it is changed back', () => {
    const directory = folder();
    const { hash } = loaded(directory);
    signIn(directory, 'cough', 'clinical');
    const signed = stateOf(directory)?.clinical;
    expect(signed?.state).toBe('signed');
    expect(signed?.signatures).toMatchObject([{ by: 'Dr Test', role: 'chest physician', on: '2026-12-01' }]);
    expect(stateOf(directory)?.languages.fr.state).toBe('unsigned');
    // Signing changes no content: sessions and proofs go on.
    expect(loaded(directory).hash).toBe(hash);
    edit(directory, 'packs/cough/flow.yaml', replace('level: routine', 'level: same_day'));
    expect(stateOf(directory)?.clinical).toMatchObject({ state: 'lost', signatures: [{ by: 'Dr Test' }] });
    edit(directory, 'packs/cough/flow.yaml', replace('level: same_day', 'level: routine'));
    expect(stateOf(directory)?.clinical.state).toBe('signed');
  });

  it('does not count a signature for another part or another pack', () => {
    const directory = folder();
    const other = loaded(directory).reviews.get('common')?.clinical.sha256 ?? '';
    signIn(directory, 'cough', 'clinical', { sha256: other });
    expect(stateOf(directory)?.clinical.state).toBe('lost');
    signIn(directory, 'cough', 'fr', { sha256: stateOf(directory)?.clinical.sha256 ?? '' });
    expect(stateOf(directory)?.languages.fr.state).toBe('lost');
  });

  it('shows only the signatures that count, where some do', () => {
    const directory = folder();
    const file = path.join(directory, 'packs/cough/REVIEW.md');
    signIn(directory, 'cough', 'fr', { by: 'Early' });
    edit(directory, 'packs/cough/text/fr.yaml', replace('Restez calme', 'Restez bien calme'));
    const sha256 = stateOf(directory)?.languages.fr.sha256 ?? '';
    const late = { by: 'Late', role: 'reader', on: '2026-12-02', sha256 };
    writeFileSync(file, withSignature(readFileSync(file, 'utf8'), 'cough', 'fr', late));
    expect(stateOf(directory)?.languages.fr).toEqual({ state: 'signed', sha256, signatures: [late] });
  });

  it('makes the texts that a language signature covers reviewed, those of sub-flows too, in that form', () => {
    const directory = folder();
    signIn(directory, 'cough', 'fr');
    const release = loaded(directory);
    const state = (id: string, form: 'fr' | 'shi-Latn' = 'fr') => release.review(id as TextId, form);
    expect(state('cough.calm')).toEqual({ state: 'reviewed', by: 'Dr Test', on: '2026-12-01' });
    expect(state('hot.fever').state).toBe('reviewed');
    expect(state('cough.calm', 'shi-Latn').state).toBe('draft');
    expect(state('common.welcome').state).toBe('draft');
    edit(directory, 'subflows/hot/text/fr.yaml', replace('texte', 'autre texte'));
    expect(loaded(directory).review('cough.calm' as TextId, 'fr').state).toBe('draft');
  });
});

describe('a signature in the front matter', () => {
  const signature = { by: 'Dr "A" : B', role: 'médecin', on: '2026-12-01', sha256: 'a1'.repeat(32) };
  const LINE = `  - { by: 'Dr "A" : B', role: médecin, on: 2026-12-01, sha256: ${signature.sha256} }`;

  it('makes the front matter where there is none, and keeps the prose byte for byte', () => {
    for (const prose of ['# Review\r\n\r\n---\r\n  two  \n\n', '', 'no end of line', '\n\n# a\n---\nb']) {
      const text = withSignature(prose, 'cough', 'clinical', signature);
      expect(text.startsWith(`---\npack: cough\nclinical:\n${LINE}\nlanguages:\n  fr: []\n`)).toBe(true);
      expect(text.endsWith(`---\n${prose}`)).toBe(true);
      const again = withSignature(text, 'cough', 'ary-Arab', signature);
      expect(again.endsWith(`---\n${prose}`)).toBe(true);
      expect(again).toContain(`  ary-Arab:\n  ${LINE}\n`);
    }
  });

  it('goes into what is there: comments, other signatures, lists that are missing', () => {
    const head = '---\r\npack: cough # ours\nlanguages: { fr: [], }\n---\n# Prose\n';
    const once = withSignature(head, 'cough', 'fr', signature);
    expect(once).toBe(`---\npack: cough # ours\nlanguages:\n  fr:\n  ${LINE}\n---\n# Prose\n`);
    const twice = withSignature(withSignature(once, 'cough', 'clinical', signature), 'cough', 'fr', signature);
    expect(twice).toBe(
      `---\npack: cough # ours\nlanguages:\n  fr:\n  ${LINE}\n  ${LINE}\nclinical:\n${LINE}\n---\n# Prose\n`,
    );
    const bare = withSignature('---\npack: cough\nlanguages:\n---\n', 'cough', 'shi-Latn', signature);
    expect(bare).toBe(`---\npack: cough\nlanguages:\n  shi-Latn:\n  ${LINE}\n---\n`);
  });

  it('fits every record that ships', () => {
    const packs = path.join(import.meta.dirname, '../../../flows/packs');
    for (const pack of loaded(path.dirname(packs)).packs.keys()) {
      const file = path.join(packs, pack, 'REVIEW.md');
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const prose = text.replace(/^---\n[^]*?\n---\n/, '');
      const signed = withSignature(text, pack, 'zgh-Tfng', signature);
      expect([pack, signed.endsWith(prose), signed.includes(LINE)]).toEqual([pack, true, true]);
    }
  });

  it('is read back as it was given', () => {
    const directory = folder();
    for (const sha256 of ['1'.repeat(64), `1e${'3'.repeat(62)}`, signature.sha256]) {
      const given = { ...signature, by: 'null', role: 'yes', sha256 };
      writeFileSync(path.join(directory, 'packs/cough/REVIEW.md'), withSignature('', 'cough', 'fr', given));
      expect(loaded(directory).reviews.get('cough')?.languages.fr.signatures).toEqual([given]);
    }
  });
});
