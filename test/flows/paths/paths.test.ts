import { describe, expect, it } from 'vitest';
import { paths, tableOf } from '../../../flows/paths/index.js';
import { contentFolder } from '../pack/folder.js';
import { loadRelease } from '../../../flows/pack/load.js';
import { COUGH, makeRelease, RAW } from '../engine/release.js';

const release = makeRelease(RAW);

/** Rows of the Markdown table under a heading, cells trimmed. */
function rowsUnder(page: string, heading: string): readonly (readonly string[])[] {
  const [, part = ''] = page.split(heading);
  const [grid = ''] = part.slice(part.indexOf('|')).split('\n\n');
  return grid
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the reviewer's page of a pack", () => {
  const page = paths(release, 'cough');

  it('says of every answer what it fills, what it means alone, by which rule and from where', () => {
    expect(rowsUnder(page, '### 2. ')).toEqual([
      [expect.any(String), 'breathless_at_rest', 'urgent', expect.stringContaining('sign:breathless_at_rest'), 'test'],
      [expect.any(String), 'wheeze', 'same_day', expect.stringContaining('sign:wheeze'), 'test'],
      [expect.any(String), 'fever', '-', '-', '-'],
      [expect.any(String), 'fainting', '-', '-', '-'],
      [expect.any(String), 'each of them unsure', 'urgent', expect.any(String), 'test'],
    ]);
  });

  it('tells bands apart where they differ', () => {
    const common = paths(release, 'common');
    const stool = rowsUnder(common, '### 4. ').find((row) => row[1] === 'black_stool');
    expect(stool?.[2]).toBe('emergency: N · urgent: C A E P PP');
  });

  it('says who is asked, what is a danger question, and what a typed number fills', () => {
    expect(page).toContain('`cough.temperature` · number · asked when `fever`');
    expect(page).toContain('`cough.breath` · signs · **danger question** · asked of everybody');
    expect(page).toContain('- a number from 0 to 365 fills cough_days');
  });

  it('has the rows of the table that need several answers, the milder rules, the bump and the else', () => {
    expect(rowsUnder(page, '## Answers together')).toContainEqual([
      'emergency',
      'breathless_at_rest and fever and fainting',
      'A',
      expect.any(String),
      'test',
    ]);
    expect(rowsUnder(page, '## Milder rules').map((row) => row.slice(0, 2))).toEqual([
      ['routine', 'cough_days > 14'],
      ['same_day', 'fever and cough_kind in {wet, unknown}'],
      ['one step up, never into emergency', 'smoker'],
      ['self_care', 'else: no rule holds'],
    ]);
  });

  it('is the same for the same content, and says where a question of a sub-flow comes from', () => {
    expect(paths(makeRelease(RAW), 'cough')).toBe(page);
    const called = makeRelease({
      ...RAW,
      packs: {
        ...RAW.packs,
        cough: { ...COUGH, steps: [...COUGH.steps, { ask: 'oxygen.value', kind: 'yes_no', slot: 'wheeze' }] },
      },
    });
    expect(tableOf(called, 'cough').questions.at(-1)?.from).toBe('oxygen');
    expect(paths(called, 'cough')).toContain('sub-flow `oxygen`');
  });

  it('has a page for every pack that loads', () => {
    const folder = contentFolder(null);
    const loaded = loadRelease(folder.directory);
    folder.remove();
    if ('problems' in loaded) throw new Error('the fixture does not load');
    for (const id of loaded.release.packs.keys()) {
      const text = paths(loaded.release, id);
      expect(text).toContain('## Questions');
      expect(text).not.toContain('undefined');
    }
  });
});
