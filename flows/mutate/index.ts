// Whether the proofs and the cases notice a fault: mutants of a release, one small fault each, and what catches them.
// May import core/, the contract, flows/engine, flows/prove and flows/vignettes. Changes nothing on disk.

export { catcherOf, type CaughtBy } from './catch.js';
export { mutantsOf, type Mutant } from './mutants.js';
export { sampleOf } from './sample.js';
