// Triage: packs in YAML, one table of signs, a pure engine, and the checks and proofs about them.
// May import core/ only. Nothing in engine/, nodes/ and rules/ knows time, chance or the outside.
// A new complaint is a folder in packs/ (docs/writing-a-pack.md); a new kind of question is a file in nodes/.

export type * from './flow.js';
export { BANDS } from './flow.js';
export { COMMON, createEngine } from './engine/index.js';
export { loadRelease, type ParsedFiles, type Problem } from './pack/load.js';
export { backTranslated, type BackTranslated } from './pack/back-translations.js';
export { readScripts, SCRIPTED, type ScriptLine } from './pack/scripts.js';
export { isDay, withSignature } from './pack/review-record.js';
export { checkRelease, readRelease } from './checks/index.js';
export { everyPrompt } from './prompts.js';
export { answering, simulate, type SimulatedPatient, type Simulation } from './simulate.js';
export { firstAidLine } from './first-aid.js';
export { graph } from './graph.js';
export { paths } from './paths/index.js';
export { prove, type PackProof, type Proof, type ProofReport } from './prove/index.js';
export {
  isHeld,
  openingOf,
  patientOf,
  playVignette,
  readVignettes,
  scoresOf,
  type Opening,
  type Vignette,
  type VignetteResult,
  type VignetteScores,
} from './vignettes/index.js';
export { catcherOf, mutantsOf, sampleOf, type CaughtBy, type Mutant } from './mutate/index.js';
export { diffReleases, printDiff, type CaseMove, type Change, type ReleaseDiff } from './diff/index.js';
