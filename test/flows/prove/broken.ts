import { RAW, type RawPack, type RawRelease, type RawStep } from '../engine/release.js';

/** The small valid release, with one pack changed. */
export function withPack(id: 'common' | 'cough', change: Partial<RawPack>): RawRelease {
  const pack = RAW.packs[id];
  if (pack === undefined) throw new Error(`no pack ${id}`);
  return { ...RAW, packs: { ...RAW.packs, [id]: { ...pack, ...change } } };
}

/** The small valid release, with one step of one pack changed. */
export function withStep(id: 'common' | 'cough', ask: string, change: RawStep): RawRelease {
  const steps = RAW.packs[id]?.steps ?? [];
  if (!steps.some((step) => step.ask === ask)) throw new Error(`no step ${ask} in ${id}`);
  return withPack(id, { steps: steps.map((step) => (step.ask === ask ? { ...step, ...change } : step)) });
}
