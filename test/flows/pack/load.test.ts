import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WRITTEN_FORMS } from '../../../core/language.js';
import type { TextId } from '../../../core/message.js';
import { checkRelease } from '../../../flows/checks/index.js';
import type { NodeId } from '../../../flows/flow.js';
import { printCondition } from '../../../flows/rules/parse.js';
import { contentFolder, edit, FIXTURES, linesOf, loaded } from './folder.js';

const opened: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.remove();
});
function folderOf(fixture: string | null): string {
  const folder = contentFolder(fixture);
  opened.push(folder);
  return folder.directory;
}
const broken = readdirSync(FIXTURES).filter((name) => name !== 'valid');

describe('broken content', () => {
  it('is there in all its kinds', () => {
    expect(broken.length).toBeGreaterThanOrEqual(15);
  });

  it.each(broken)('is refused at its exact places: %s', (fixture) => {
    const directory = folderOf(fixture);
    const expected = readFileSync(path.join(FIXTURES, fixture, 'expected.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(linesOf(directory, checkRelease(directory))).toEqual(expected);
  });

  it.each([
    'slots.yaml',
    'names.tsv',
    'packs/common/signs.tsv',
    'packs/common/numbers.yaml',
    'packs/common/screens.yaml',
    'packs/cough/text/fr.yaml',
  ])('is told once when a whole file is missing: %s', (file) => {
    const directory = folderOf(null);
    rmSync(path.join(directory, file));
    const lines = linesOf(directory, checkRelease(directory));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${file}:1:1 .* missing$`));
  });

  it('is told when the whole folder is missing', () => {
    const directory = folderOf(null);
    rmSync(path.join(directory, 'packs'), { recursive: true });
    expect(linesOf(directory, checkRelease(directory))).toEqual(['packs/common:1:1 this folder is missing']);
  });

  it('tells every fault, not only the first', () => {
    const directory = folderOf('unknown-slot-in-a-condition');
    edit(directory, 'packs/cough/flow.yaml', (text) =>
      text.replace('enter: cough', 'enter: coughs').replace('in_band(E)', 'in_band(O)'),
    );
    expect(linesOf(directory, checkRelease(directory))).toEqual([
      'packs/cough/flow.yaml:22:20 there is no slot "coughing" in slots.yaml',
      'packs/cough/flow.yaml:27:32 expected a band (N, C, A, E, P, PP), found "O"',
      'packs/cough/flow.yaml:5:8 there is no slot "coughs" in slots.yaml',
    ]);
  });
});

describe('content that loads', () => {
  it('has no fault', () => {
    expect(checkRelease(folderOf(null))).toEqual([]);
  });

  it('puts the steps of a sub-flow in place of the call, under both guards, and what is said before its question', () => {
    const cough = loaded(folderOf(null)).packs.get('cough');
    expect(cough?.steps).toEqual(['cough.kind', 'hot.fever', 'cough.days']);
    const node = (id: string) => cough?.nodes.get(id as NodeId);
    expect(node('cough.kind')?.say).toEqual(['cough.calm']);
    expect(node('hot.fever')?.say).toEqual([]);
    const when = node('hot.fever')?.when ?? null;
    expect(when === null ? '' : printCondition(when)).toBe('cough');
  });

  it('asks a sub-flow that is called from two places at the first whose guard holds', () => {
    const directory = folderOf(null);
    edit(directory, 'packs/cough/flow.yaml', (text) =>
      text.replace('rules:', '  - call: hot\n    when: cough_days > 3\nrules:'),
    );
    const cough = loaded(directory).packs.get('cough');
    expect(cough?.steps).toEqual(['cough.kind', 'hot.fever', 'cough.days', 'hot.fever']);
    const when = cough?.nodes.get('hot.fever' as NodeId)?.when ?? null;
    expect(when === null ? '' : printCondition(when)).toBe('cough or cough_days > 3');
  });

  it('joins the guard of a call and of the step in it', () => {
    const directory = folderOf(null);
    edit(directory, 'subflows/hot/flow.yaml', (text) =>
      text.replace('slot: fever', 'slot: fever\n    when: in_band(A)'),
    );
    const when =
      loaded(directory)
        .packs.get('cough')
        ?.nodes.get('hot.fever' as NodeId)?.when ?? null;
    expect(when === null ? '' : printCondition(when)).toBe('cough and in_band(A)');
  });

  it('gives rules and dispositions the name of their pack', () => {
    const cough = loaded(folderOf(null)).packs.get('cough');
    expect(cough?.rules.map((rule) => [rule.id, rule.level])).toEqual([['cough.wet_and_hot', 'routine']]);
    expect(cough?.bump.map((rule) => rule.id)).toEqual(['cough.elder']);
    expect(cough?.dispositions.get('routine')).toEqual({
      id: 'cough.routine',
      level: 'routine',
      say: ['cough.care', 'cough.net'],
    });
  });

  it('gives a row of the table an id that says what it means, whatever line it is on', () => {
    const directory = folderOf(null);
    const before = loaded(directory).signs.map((rule) => rule.id);
    expect(before).toContain('sign:breathless:C+A:urgent');
    edit(directory, 'packs/common/signs.tsv', (text) => text.replace('# The signs', '# A line more.\n# The signs'));
    expect(loaded(directory).signs.map((rule) => rule.id)).toEqual(before);
  });

  it('has the same hash in every folder, and another after any change of words, rules or signs', () => {
    const directory = folderOf(null);
    const { hash } = loaded(directory);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(loaded(folderOf(null)).hash).toBe(hash);
    const changes: [string, string, string][] = [
      ['packs/cough/text/zgh-Tfng.yaml', 'ⵙⵓ ⴱⴰⵀⵔⴰ', 'ⵙⵓ'],
      ['packs/cough/flow.yaml', 'max: 400', 'max: 300'],
      ['packs/common/signs.tsv', 'cough_days > 21', 'cough_days > 20'],
      ['packs/common/screens.yaml', 'urgent: [breathless]', 'urgent: [breathless, cough]'],
      ['packs/common/numbers.yaml', '"15"', '"150"'],
      ['slots.yaml', 'bands: [N] }', 'bands: [C] }'],
      ['names.tsv', 'رطب', 'مبلل'],
    ];
    for (const [file, from, to] of changes) {
      const other = folderOf(null);
      edit(other, file, (text) => text.replace(from, to));
      expect(loaded(other).hash, file).not.toBe(hash);
    }
  });

  it('has the same hash when only comments and blank lines change', () => {
    const directory = folderOf(null);
    const { hash } = loaded(directory);
    edit(directory, 'packs/cough/flow.yaml', (text) => `# why\n\n${text}`);
    expect(loaded(directory).hash).toBe(hash);
  });

  it('has the names of a slot and of its values; a row for every choice gives way to one of its own', () => {
    const directory = folderOf(null);
    edit(directory, 'names.tsv', (text) => `${text}cough_kind=unknown\tImprécise\tغير محدد\n`);
    const { slots } = loaded(directory);
    expect(slots.get('fever')?.names).toEqual({ fr: 'Fièvre', ar: 'حمى', values: {} });
    expect(slots.get('sex')?.names?.values['unknown']).toEqual({ fr: 'Non connu', ar: 'غير معروف' });
    expect(slots.get('cough_kind')?.names?.values).toEqual({
      dry: { fr: 'Sèche', ar: 'جاف' },
      wet: { fr: 'Grasse', ar: 'رطب' },
      unknown: { fr: 'Imprécise', ar: 'غير محدد' },
    });
  });

  it('has every text in every form, and null for what does not exist', () => {
    const release = loaded(folderOf(null));
    for (const id of release.textIds)
      for (const form of WRITTEN_FORMS) expect(release.text(id, form), id).not.toBeNull();
    expect(release.text('cough.nothing' as TextId, 'fr')).toBeNull();
  });

  it('calls a text reviewed only while it reads as it was signed', () => {
    const directory = folderOf(null);
    const sha256 = createHash('sha256').update('Restez calme.').digest('hex');
    const sign = (text: string) => `${text}reviewed:\n  calm: { by: Dr Test, on: 2026-12-01, sha256: ${sha256} }\n`;
    edit(directory, 'packs/cough/text/fr.yaml', sign);
    const calm = 'cough.calm' as TextId;
    expect(loaded(directory).review(calm, 'fr')).toEqual({ state: 'reviewed', by: 'Dr Test', on: '2026-12-01' });
    expect(loaded(directory).review(calm, 'ary-Latn').state).toBe('draft');
    edit(directory, 'packs/cough/text/fr.yaml', (text) => text.replace('Restez calme.', 'Restez très calme.'));
    expect(loaded(directory).review(calm, 'fr').state).toBe('draft');
  });

  it('calls no text reviewed because the head of its file says so', () => {
    const directory = folderOf(null);
    edit(directory, 'packs/cough/text/fr.yaml', (text) => text.replace('state: draft', 'state: reviewed'));
    expect(loaded(directory).review('cough.calm' as TextId, 'fr').state).toBe('draft');
  });
});
