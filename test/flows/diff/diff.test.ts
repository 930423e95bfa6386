import { describe, expect, it } from 'vitest';
import { diffReleases, printDiff } from '../../../flows/diff/index.js';
import type { Release } from '../../../flows/flow.js';
import type { Vignette } from '../../../flows/vignettes/index.js';
import { COUGH, makeRelease, RAW as LITTLE, SIGNS, type RawPack, type RawRelease } from '../engine/release.js';

/** Where a case says nothing of the way to care, the player does. */
const RAW: RawRelease = { ...LITTLE, slots: { ...LITTLE.slots, hours_to_facility: 'number' } };
const before = makeRelease(RAW);

/** The little release with another cough pack, or another table. */
function changed(pack: Partial<RawPack>, more: Partial<RawRelease> = {}): Release {
  return { ...makeRelease({ ...RAW, ...more, packs: { ...RAW.packs, cough: { ...COUGH, ...pack } } }), hash: 'other' };
}
function caseOf(id: string, known: Vignette['known'], gold: Vignette['gold'], complaint = 'cough'): Vignette {
  return {
    id: `cough.${id}`,
    complaint,
    story: id,
    says: {},
    known: { patient: 'self', age_days: 14_000, sex: 'm', ...known },
    gold,
    acceptable: [gold],
    rule: 'flow 1',
    group: gold === 'self_care' ? 'self_care' : 'clinician',
    place: `cases:1:1`,
  };
}
const CASES = [
  caseOf('mild', { cough: 'present', cough_days: 2, cough_kind: 'dry' }, 'self_care'),
  caseOf('long', { cough: 'present', cough_days: 20, cough_kind: 'dry' }, 'routine'),
  caseOf(
    'fever_wet',
    { cough: 'present', cough_days: 2, fever: 'present', cough_kind: 'wet', temperature_celsius: 38.5 },
    'same_day',
  ),
];
const lines = (after: Release, cases = CASES): readonly string[] =>
  diffReleases(before, after, cases).changes.map(
    ({ what, id, change, direction }) => `${direction ?? '-'} ${what} ${id}: ${change}`,
  );
const rules = COUGH.rules ?? [];

describe('two versions of the content', () => {
  it('that are the same differ in nothing', () => {
    const diff = diffReleases(before, makeRelease(RAW), CASES);
    expect(diff).toMatchObject({ changes: [], texts: [], down: 0, cases: { played: 3, moved: [], fresh: [] } });
    expect(printDiff(diff)).toContain('Nothing became less urgent.');
  });

  it('a rule that gives less is less urgent, and so is the case that it decides', () => {
    const after = changed({
      rules: rules.map((rule) => (rule.id === 'fever_wet' ? { ...rule, level: 'routine' } : rule)),
    });
    const diff = diffReleases(before, after, CASES);
    expect(diff.cases.moved).toMatchObject([
      {
        id: 'cough.fever_wet',
        gold: 'same_day',
        from: { level: 'same_day', because: ['cough.fever_wet'] },
        to: { level: 'routine', because: ['cough.fever_wet'] },
        direction: 'down',
      },
    ]);
    expect(lines(after)).toEqual(['down rule cough.fever_wet: same_day → routine']);
    expect(diff.down).toBe(2);
    expect(printDiff(diff)).toContain('▼ cough.fever_wet: same_day');
  });

  it('a rule that gives more is no fault', () => {
    const after = changed({ rules: rules.map((rule) => (rule.id === 'long' ? { ...rule, level: 'same_day' } : rule)) });
    const diff = diffReleases(before, after, CASES);
    expect(diff.cases.moved.map(({ id, direction }) => [id, direction])).toEqual([['cough.long', 'up']]);
    expect(diff.down).toBe(0);
  });

  it('a rule that is gone is less urgent, one that is only renamed is not', () => {
    const [long, ...rest] = rules;
    expect(lines(changed({ rules: rest }))).toEqual(['down rule cough.long: removed: routine when cough_days > 14']);
    expect(lines(changed({ rules: [{ ...long!, id: 'for_weeks' }, ...rest] }))).toEqual([
      '- rule cough.long: is called cough.for_weeks now',
    ]);
  });

  it('a condition has no direction of its own: the cases tell', () => {
    const after = changed({
      rules: rules.map((rule) => (rule.id === 'long' ? { ...rule, when: 'cough_days > 30' } : rule)),
    });
    expect(lines(after)).toEqual(['- rule cough.long: when cough_days > 14 → cough_days > 30']);
    expect(diffReleases(before, after, CASES)).toMatchObject({
      down: 1,
      cases: { moved: [{ id: 'cough.long', direction: 'down' }] },
    });
  });

  it('bumps, the else and the endings are compared', () => {
    expect(lines(changed({ bump: [] }))).toEqual(['down bump cough.smoker: removed: one step up when smoker']);
    expect(lines(changed({ otherwise: 'routine' }))).toEqual(['up else cough.else: self_care → routine']);
    expect(lines(changed({ dispositions: { self_care: ['cough.other'], routine: ['cough.clinic'] } }))).toEqual([
      '- ending cough.self_care: says cough.care → cough.other',
    ]);
  });

  it('a row of the table that gives less is one row, and lowers every answer that fills it', () => {
    const signs = SIGNS.map((row): RawRelease['signs'][number] =>
      row[0] === 'wheeze' ? ['wheeze', 'all', 'routine'] : row,
    );
    expect(lines(changed({}, { signs }))).toEqual([
      expect.stringMatching(/^down sign sign:wheeze:all:routine:\d+: same_day → routine$/),
      'down answer cough.breath.wheeze: alone same_day → routine (C A E P PP)',
    ]);
  });

  it('questions that are new, gone, moved, or asked of others', () => {
    const [days, breath, kind, ...rest] = COUGH.steps;
    expect(lines(changed({ steps: [breath!, kind!, days!, ...rest] }))).toEqual([
      '- question cough.days: asked at another place',
    ]);
    expect(lines(changed({ steps: [{ ...days!, when: 'cough' }, breath!, kind!, ...rest] }))).toEqual([
      '- question cough.days: asked when none → cough',
    ]);
    expect(lines(changed({ steps: [...COUGH.steps, { ask: 'again', kind: 'yes_no', slot: 'wheeze' }] }))).toEqual([
      '- question cough.again: added',
    ]);
  });

  it('a danger that is asked nowhere any more is less urgent; one that is asked elsewhere is not', () => {
    const steps = COUGH.steps.filter(({ ask }) => ask !== 'breath');
    expect(lines(changed({ steps }))).toEqual(['down question cough.breath: removed']);
    const apart = ['breathless_at_rest', 'wheeze', 'fever', 'fainting'].map((slot) => ({
      ask: `${slot}_alone`,
      kind: 'yes_no',
      slot,
    }));
    expect(lines(changed({ steps: [...steps, ...apart] })).filter((line) => line.startsWith('down'))).toEqual([]);
  });

  it('an answer that fills something else is told', () => {
    const steps = COUGH.steps.map((step) =>
      step.ask === 'kind'
        ? {
            ...step,
            options: [
              { id: 'dry', set: { cough_kind: 'dry' } },
              { id: 'wet', set: { cough_kind: 'wet', wheeze: 'present' } },
            ],
          }
        : step,
    );
    expect(lines(changed({ steps }))).toEqual([
      '- answer cough.kind.wet: fills cough_kind=wet sputum → cough_kind=wet wheeze',
      'up answer cough.kind.wet: alone none → same_day (C A E P PP)',
    ]);
  });

  it('what is said with other words is told: a question, what comes before it, an answer', () => {
    const [days, ...rest] = COUGH.steps;
    expect(lines(changed({ steps: [{ ...days!, text: 'how_long' }, ...rest] }))).toEqual([
      '- question cough.days: asked with cough.days → cough.how_long',
    ]);
    expect(lines(changed({ steps: [{ say: 'calm' }, days!, ...rest] }))).toEqual([
      '- question cough.days: said before it none → cough.calm',
    ]);
    const steps = COUGH.steps.map((step) =>
      step.ask === 'breath'
        ? { ...step, signs: ['breathless_at_rest', { id: 'wheeze', text: 'common.wheeze' }, 'fever', 'fainting'] }
        : step,
    );
    expect(lines(changed({ steps }))).toEqual([
      '- answer cough.breath.wheeze: said with phrase.wheeze → common.wheeze',
    ]);
  });

  it('first aid in another order is told, for the first line that fits is said', () => {
    const aid = (...slots: readonly string[]): Partial<RawRelease> => ({
      firstAid: slots.map((slot) => ({ when: slot, text: `common.aid_${slot}` })),
    });
    const from = makeRelease({ ...RAW, ...aid('unconscious', 'fever') });
    const to = makeRelease({ ...RAW, ...aid('fever', 'unconscious') });
    expect(diffReleases(from, to, []).changes).toMatchObject([
      { what: 'first_aid', change: 'stands at another place', direction: null },
    ]);
  });

  it('a danger question that is none any more is less urgent', () => {
    const steps = COUGH.steps.map((step) => (step.ask === 'breath' ? { ...step, danger: false } : step));
    expect(lines(changed({ steps }))).toEqual(['down question cough.breath: is no danger question any more']);
  });

  it('what follows without asking is told', () => {
    expect(lines(changed({}, { implies: { unconscious: ['hard_to_wake'] } }))).toEqual([
      '- derivation heavy_bleeding implies bleeding: removed',
    ]);
  });

  it('a case of a complaint that is new is not compared with what was there before it', () => {
    const after = makeRelease({ ...RAW, packs: { ...RAW.packs, cold: { ...COUGH, order: 20 } } });
    const diff = diffReleases(before, after, [caseOf('cold', { fever: 'present' }, 'self_care', 'cold')]);
    expect(diff.cases).toEqual({ played: 0, fresh: ['cough.cold'], moved: [] });
    expect(diff.changes).toMatchObject([{ what: 'pack', id: 'cold', direction: 'up' }]);
    expect(diffReleases(after, before, []).changes).toMatchObject([{ what: 'pack', id: 'cold', direction: 'down' }]);
  });

  it('texts are told by id and form, never by their words', () => {
    const words = (fr: string): Release => ({
      ...before,
      textIds: ['cough.care', 'cough.clinic'] as unknown as Release['textIds'],
      text: (id, form) => (id === 'cough.care' ? (form === 'fr' ? fr : 'x') : id === 'cough.clinic' ? 'y' : null),
    });
    const diff = diffReleases(words('Repos.'), words('Du repos.'), []);
    expect(diff.texts).toEqual([{ of: 'cough', form: 'fr', added: [], removed: [], changed: ['cough.care'] }]);
    expect(printDiff(diff)).toContain('cough fr: 1 changed: cough.care');
    expect(printDiff(diff)).not.toContain('repos');
  });
});
