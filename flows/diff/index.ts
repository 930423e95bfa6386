// What a change of content does: which cases end otherwise, and which questions, answers, rules and texts are others.
// May import core/, the contract, flows/engine, flows/paths, flows/rules and flows/vignettes. Changes nothing.

export { diffReleases, type ReleaseDiff } from './diff.js';
export { printDiff } from './report.js';
export type { CaseDiff, CaseMove, Ending } from './cases.js';
export type { Change, Direction } from './change.js';
export type { TextDiff } from './texts.js';
