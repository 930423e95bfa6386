import { describe, expect, it } from 'vitest';
import { prove, type Proof, type ProofName } from '../../../flows/prove/index.js';
import { makeRelease, RAW, type RawRelease } from '../engine/release.js';
import { withPack, withStep } from './broken.js';

/** The proof of one pack of a release that was broken on purpose. */
function proofOf(raw: RawRelease, pack: string, proof: ProofName): Proof {
  const found = prove(makeRelease(raw), pack).packs[0]?.proofs.find((each) => each.proof === proof);
  if (found === undefined) throw new Error(`no proof "${proof}"`);
  return found;
}

/** What was said in turn: questions by their place, answers by their text. */
function talk(proof: Proof): readonly string[] {
  return proof.counterExample
    .filter((line) => !line.startsWith('  '))
    .map((line) => (line.startsWith('>') ? line : (/^< \[(.+?)\]/.exec(line)?.[1] ?? line)));
}

describe('a small valid release', () => {
  it('is proved, both packs, all proofs', () => {
    const report = prove(makeRelease(RAW));
    expect(report.packs.map((pack) => pack.pack)).toEqual(['common', 'cough']);
    expect(report.packs.flatMap((pack) => pack.proofs.filter((proof) => !proof.holds))).toEqual([]);
    expect(report.packs.every((pack) => pack.proofs.length === 6)).toBe(true);
    expect(report.holds).toBe(true);
  });

  it('is walked through over every answer', () => {
    const [common, cough] = prove(makeRelease(RAW)).packs;
    // 31 subsets of the danger list, alone and with "don't know", for each of three ages and more.
    expect(common?.steps).toBeGreaterThan(31 * 2 * 3);
    expect(cough?.states).toBeGreaterThan(common?.states ?? Infinity);
  });
});

describe('red flags dominate', () => {
  it('refutes a table that lost the row of a danger sign, with who says the sign', () => {
    const raw = { ...RAW, signs: RAW.signs.map((row) => (row[0] === 'heavy_bleeding' ? lowered(row) : row)) };
    const proof = proofOf(raw, 'common', 'red flags dominate');
    expect(proof.holds).toBe(false);
    expect(proof.what).toBe('heavy_bleeding in band C at 60 days: expected emergency, found urgent');
    expect(talk(proof)[0]).toBe('> (says first: age_days = 60, heavy_bleeding = present)');
  });

  function lowered(row: RawRelease['signs'][number]): RawRelease['signs'][number] {
    return [row[0], row[1], 'urgent'];
  }
});

describe('unsure is not safe', () => {
  it('refutes a danger question whose "don\'t know" counts as no', () => {
    const steps = [...(RAW.packs['cough']?.steps ?? [])];
    const step = {
      ask: 'lips',
      kind: 'choice',
      danger: true,
      options: [
        { id: 'blue', set: { blue_lips: 'present' } },
        { id: 'usual', set: {} },
      ],
      unsure: { blue_lips: 'absent' },
    };
    const raw = withPack('cough', { steps: [step, ...steps] });
    const flagged: RawRelease = {
      ...raw,
      slots: { ...raw.slots, blue_lips: 'finding' },
      signs: [...raw.signs, ['blue_lips', 'all', 'emergency']],
    };
    const proof = proofOf(flagged, 'cough', 'unsure is not safe');
    expect(proof.holds).toBe(false);
    const said = talk(proof);
    const at = said.indexOf('cough.lips');
    expect(said.slice(at, at + 2)).toEqual(['cough.lips', '> common.dont_know']);
    expect(proof.what).toBe('"don\'t know" to a danger question needs urgent at least and ends at same_day');
  });

  it('refutes it also where somebody goes on answering', () => {
    const raw = withStep('cough', 'kind', {
      danger: true,
      options: [
        { id: 'dry', set: { cough_kind: 'dry' } },
        { id: 'wet', set: { cough_kind: 'wet', wheeze: 'present', breathless_at_rest: 'present' } },
      ],
      unsure: { cough_kind: 'dry' },
    });
    const proof = proofOf(raw, 'cough', 'unsure is not safe');
    expect(proof.holds).toBe(false);
    expect(proof.what).toMatch(/^"don't know" to a danger question needs urgent at least and ends at|^no answer/);
    expect(talk(proof)).toContain('cough.kind');
  });
});

describe('ends', () => {
  it('refutes words for a level that nobody reaches', () => {
    const rules = RAW.packs['cough']?.rules?.filter((rule) => rule.level !== 'routine') ?? [];
    const proof = proofOf(withPack('cough', { rules, bump: [] }), 'cough', 'ends');
    expect(proof).toMatchObject({ holds: false, what: 'nobody can end at cough.routine' });
  });
});

describe('total', () => {
  const temperature = (options: readonly object[]): RawRelease => withStep('cough', 'temperature', { options });
  const normal = { id: 'normal', set: { temperature_celsius: 37 }, means: 'temperature_celsius < 38' };
  const veryHigh = { id: 'very_high', set: { temperature_celsius: 40 }, means: 'temperature_celsius >= 40' };

  it('refutes ranges with a gap, on the way to the question', () => {
    const high = {
      id: 'high',
      set: { temperature_celsius: 39 },
      means: 'temperature_celsius >= 39 and temperature_celsius < 40',
    };
    const proof = proofOf(temperature([normal, high, veryHigh]), 'cough', 'total');
    expect(proof).toMatchObject({ holds: false, what: 'cough.temperature: temperature_celsius 38 is in no range' });
    expect(talk(proof).at(-1)).toBe('cough.temperature');
  });

  it('refutes ranges that overlap', () => {
    const high = { id: 'high', set: { temperature_celsius: 38 }, means: 'temperature_celsius >= 38' };
    const proof = proofOf(temperature([normal, high, veryHigh]), 'cough', 'total');
    expect(proof.what).toBe('cough.temperature: temperature_celsius 40 is in "high" and in "very_high"');
  });

  it('refutes a range that stands for a number outside it', () => {
    const high = {
      id: 'high',
      set: { temperature_celsius: 41 },
      means: 'temperature_celsius >= 38 and temperature_celsius < 40',
    };
    const proof = proofOf(temperature([normal, high, veryHigh]), 'cough', 'total');
    expect(proof.what).toBe('cough.temperature: "high" stands for 41, which it does not mean');
  });
});

describe('right people', () => {
  it('refutes a screen that part of its people never get, with one of them', () => {
    const raw = withStep('common', 'danger_pregnant', { when: 'in_band(P) and age_days < 6575' });
    const proof = proofOf(raw, 'cough', 'right people');
    expect(proof.holds).toBe(false);
    expect(proof.what).toBe('never asked about severe_headache, vaginal_bleeding, belly_trauma (bands A, P)');
    const said = talk(proof);
    expect(said).not.toContain('common.danger_pregnant');
    expect(said.slice(0, 4)).toEqual(['common.who', '> common.who.self', 'common.age', '> 6575']);
    expect(said).toContain('> common.sex_pregnancy.pregnant');
  });

  it('refutes a list that forgets a sign of the screen', () => {
    const raw = withStep('common', 'danger', {
      signs: ['unconscious', 'heavy_bleeding', 'cold_clammy', 'black_stool'],
    });
    const proof = proofOf(raw, 'common', 'right people');
    expect(proof.what).toContain('never asked about not_breathing');
  });
});

describe('short', () => {
  it('refutes a pack with more questions than its budget, with the longest conversation', () => {
    const more = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ask: name, kind: 'yes_no', slot: `more_${name}` }));
    const raw = withPack('cough', { steps: [...(RAW.packs['cough']?.steps ?? []), ...more] });
    const slots = Object.fromEntries(more.map(({ slot }) => [slot, 'finding' as const]));
    const proof = proofOf({ ...raw, slots: { ...raw.slots, ...slots } }, 'cough', 'short');
    expect(proof).toMatchObject({ holds: false, what: 'pack: up to 11 questions, at most 10' });
    expect(talk(proof).filter((line) => line.startsWith('cough.'))).toHaveLength(11);
  });
});
