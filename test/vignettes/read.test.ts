import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { openRelease } from '../../bot/open.js';
import { readVignettes } from '../../flows/index.js';

const release = openRelease(path.join(packageRoot(), 'flows'));
const folder = mkdtempSync(path.join(os.tmpdir(), 'labas-vignettes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Faults of one file as `line: message`. */
function faultsOf(name: string, text: string): readonly string[] {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const read = readVignettes(file, release);
  return 'problems' in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

const GOOD = `complaint: burn
author: a test
vignettes:
  - id: burn.tea
    story: A cup of tea.
    known: { patient: self, age_years: 30, sex: f, burn: present, burn_area_palms: 0.5 }
    gold: self_care
    acceptable: [self_care]
    rule: flow 18 else
    group: self_care
`;

describe('a file of vignettes', () => {
  it('is read', () => {
    expect(faultsOf('good.yaml', GOOD)).toEqual([]);
  });

  it.each([
    ['a complaint without a pack', 'complaint: burn', 'complaint: burns', '1: there is no pack "burns"'],
    [
      'a slot that does not exist',
      'burn: present',
      'burns: present',
      '6: burns: "present" is no value of a slot in slots.yaml',
    ],
    ['no age', 'age_years: 30, ', '', '6: say the age: age_days, age_months or age_years'],
    ['a gold level that is not acceptable', '[self_care]', '[routine]', '8: the gold level is acceptable too'],
    ['the wrong group', 'group: self_care', 'group: clinician', '10: this is not the group of the gold level'],
  ])('with %s is refused at its place', (_name, from, to, fault) => {
    expect(faultsOf('bad.yaml', GOOD.replace(from, to))).toEqual([fault]);
  });

  it('accepts nothing but an emergency for an emergency', () => {
    const text = GOOD.replace('gold: self_care', 'gold: emergency').replace('[self_care]', '[emergency, urgent]');
    expect(faultsOf('bad.yaml', text.replace('group: self_care', 'group: emergency'))).toEqual([
      '8: nothing but an emergency is acceptable for an emergency',
    ]);
  });
});

describe('a table of examples', () => {
  const table = (line: string): readonly string[] => faultsOf('burn.tsv', `person\tknown\tlevel\trule\n${line}\n`);

  it('is read', () => {
    expect(table('30y f\tburn burn_area_palms=0.5\tself_care\tflow 18 else')).toEqual([]);
    expect(table('28y f pregnant 31\tburn burn_area_palms=0.5\troutine\tflow 18 bump')).toEqual([]);
  });

  it.each([
    [
      'thirty\tburn\tself_care\tflow 18',
      '2: "thirty" is no person: 34y f, 7m m, 28y f pregnant 31, 25y f postpartum 5',
    ],
    ['30y f\tburns\tself_care\tflow 18', '2: "burns" is no value of a slot in slots.yaml'],
    ['30y f\tburn\tmild\tflow 18', '2: "mild" is no level: self_care, routine, same_day, urgent, emergency'],
    ['30y f\tburn\tself_care\t', '2: say which row or place gives the level'],
  ])('refuses %s', (line, fault) => {
    expect(table(line)).toContain(fault);
  });
});
