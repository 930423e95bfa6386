// Proofs: what must hold for every patient, checked over every answer with the real engine.
// May import core/, the contract, flows/engine, flows/nodes and flows/rules. Reads no file, changes nothing.
// explore.ts walks, signature.ts says which states are alike, naive.ts reads the rules a second time, story.ts tells.
// Behind signature.ts: outlook.ts (what may still be asked), left.ts (what of one question), spread.ts (what an answer may
// change), residual.ts (a condition with what is settled put in), outcome.ts (the rules), formula.ts (their arithmetic).

export { prove, signsHold, type PackProof, type Proof, type ProofReport } from './prove.js';
export { type Longest } from './budget.js';
export { PROOFS, type ProofName } from './breach.js';
