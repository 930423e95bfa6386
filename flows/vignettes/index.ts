// Clinical vignettes: invented cases with the level they should get, played through the engine and counted.
// May import core/, the contract, flows/engine, flows/pack and the simulated patient. The cases are in `vignettes/`.

export { readVignettes } from './read.js';
export { isHeld, openingOf, patientOf, playVignette, type Opening, type VignetteResult } from './play.js';
export { scoresOf, type VignetteScores } from './report.js';
export { type Vignette } from './vignette.js';
