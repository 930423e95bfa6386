// Proofs: what must hold for every patient, checked over every answer with the real engine.
// May import core/, the contract, flows/engine, flows/nodes and flows/rules. Reads no file, changes nothing.
// explore.ts walks, signature.ts says which states are alike, naive.ts reads the rules a second time, story.ts tells.

export { prove, type Longest, type PackProof, type Proof, type ProofReport } from './prove.js';
export { PROOFS, type ProofName } from './explore.js';
