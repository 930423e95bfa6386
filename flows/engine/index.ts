// The interview: which question comes next, what an answer changes, when it ends and how urgent it is.
// May import core/, the contract, flows/nodes and flows/rules. Pure: no clock, no randomness, no promises, no logging.
// engine.ts is the contract; walk.ts finds the next question, judge.ts the level, finish.ts the ending.

export { createEngine } from './engine.js';
export { COMMON, MOST_COMPLAINTS, packsOpened } from './agenda.js';
export { knownFrom, mergeSlots, type Known } from './known.js';
export { AFTER_URGENT } from './run.js';
export { reachOf } from './reach.js';
export { hasScreened } from './walk.js';
