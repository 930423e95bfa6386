import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLeads, loadLeads } from '../../../flows/leads/index.js';
import { loadRelease } from '../../../flows/pack/load.js';
import { linesOf } from '../pack/folder.js';
import { FIXTURES, FLOWS, leadsFolder } from './folder.js';

const opened: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.remove();
});
function folderOf(fixture: string): string {
  const folder = leadsFolder(fixture);
  opened.push(folder);
  return folder.directory;
}

describe('the tables of leads', () => {
  it.each(['causes', 'rows'])('tell every fault at its exact place: %s', (fixture) => {
    const directory = folderOf(fixture);
    const expected = readFileSync(path.join(FIXTURES, fixture, 'expected.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(linesOf(directory, checkLeads(directory))).toEqual(expected);
  });

  it('have no fault when they are right, and are read as they are written', () => {
    const loaded = loadLeads(folderOf('valid'));
    if ('problems' in loaded) throw new Error('the fixture does not load');
    expect(loaded.table.causes.map(({ id, icpc2, warnings }) => ({ id, icpc2, warnings }))).toEqual([
      {
        id: 'flu',
        icpc2: 'R80',
        warnings: [
          { slot: 'unconscious', bands: [] },
          { slot: 'breathless', bands: ['C', 'A'] },
        ],
      },
      { id: 'choke', icpc2: null, warnings: [{ slot: 'breathless', bands: [] }] },
    ]);
    expect(loaded.table.weights.get('flu')?.map(({ slot, value, weight }) => [slot, value, weight])).toEqual([
      ['fever', 'present', 2],
      ['cough', 'present', 1],
      ['fever', 'absent', -2],
      ['cough_kind', 'dry', 1],
      ['cough_days', null, -1],
    ]);
  });

  it.each(['causes.tsv', 'leads.tsv'])('are missed when %s is not there', (file) => {
    const directory = folderOf('valid');
    rmSync(path.join(directory, file));
    expect(linesOf(directory, checkLeads(directory)).join('\n')).toMatch(new RegExp(`^${file}:1:1 .*missing$`, 'm'));
  });

  it('leave faults of the dictionary to the loading of the release', () => {
    const directory = folderOf('valid');
    writeFileSync(path.join(directory, 'slots.yaml'), 'slots: [');
    expect(checkLeads(directory)).toEqual([]);
    expect('problems' in loadRelease(directory)).toBe(true);
  });

  it('are no part of the release: its hash is the same with them and without', () => {
    const directory = folderOf('valid');
    const hash = (): string => {
      const loaded = loadRelease(directory);
      if ('problems' in loaded) throw new Error(linesOf(directory, loaded.problems).join('\n'));
      return loaded.release.hash;
    };
    const before = hash();
    rmSync(path.join(directory, 'causes.tsv'));
    rmSync(path.join(directory, 'leads.tsv'));
    expect(hash()).toBe(before);
  });
});

describe('the tables that ship', () => {
  it('have no fault', () => {
    expect(linesOf(FLOWS, checkLeads(FLOWS))).toEqual([]);
  });

  it('name every cause differently in each language, and call none a diagnosis', () => {
    const loaded = loadLeads(FLOWS);
    if ('problems' in loaded) throw new Error('the tables do not load');
    const { causes } = loaded.table;
    expect(causes.length).toBeGreaterThanOrEqual(60);
    for (const language of ['fr', 'ar', 'en'] as const) {
      const names = causes.map(({ names: all }) => all[language]);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => /diagno|تشخيص/i.test(name))).toEqual([]);
    }
  });

  it('ask warning signs that the table of signs knows: they matter to the level as well', () => {
    const leads = loadLeads(FLOWS);
    const content = loadRelease(FLOWS);
    if ('problems' in leads || 'problems' in content) throw new Error('the content does not load');
    const read = JSON.stringify(content.release.signs.map(({ sign, when }) => [sign, when]));
    const asked = new Set(leads.table.causes.flatMap(({ warnings }) => warnings.map(({ slot }) => slot)));
    expect([...asked].filter((slot) => !read.includes(`"${slot}"`))).toEqual([]);
  });

  it('give codes only where the source sheets have one that is sure', () => {
    const loaded = loadLeads(FLOWS);
    if ('problems' in loaded) throw new Error('the tables do not load');
    const codes = loaded.table.causes.flatMap(({ id, icpc2 }) => (icpc2 === null ? [] : [`${id} ${icpc2}`]));
    expect(codes).toEqual([
      'stroke K90',
      'head_injury_severe N80',
      'anaphylaxis A92',
      'ectopic_pregnancy W80',
      'preeclampsia W81',
      'postpartum_haemorrhage W17',
      'pesticide_ppd_poisoning A86',
      'paracetamol_overdose A84',
      'gastroenteritis_dehydration T11',
      'hypoglycaemia T87',
    ]);
  });
});
