import { expect, it } from 'vitest';
import { createEngine } from '../../../flows/engine/index.js';
import { simulate } from '../../../flows/simulate.js';
import { makeRelease, RAW } from './release.js';
it('smoke', () => {
  const release = makeRelease(RAW);
  const engine = createEngine();
  for (const presentation of ['list', 'keys'] as const) {
    const r = simulate(engine, release, { known: { age_years: 30, sex: 'f', cough_days: 20, cough: 'present' }, unlisted: 'absent', packs: [], presentation });
    console.log(r.level, r.disposition, r.because, r.path, r.questionsAsked);
    const u = simulate(engine, release, { known: { age_years: 30, sex: 'f', cough_days: 20, cough: 'present' }, unlisted: 'unsure', packs: [], presentation });
    console.log(u.level, u.disposition, u.because, u.path, u.questionsAsked);
  }
  expect(1).toBe(1);
});
