// Every question, answer and rule of a pack as a table: what a clinical reviewer reads, and what two versions are compared by.
// May import core/, the contract, flows/engine, flows/nodes and flows/rules. Changes nothing.

export { paths } from './markdown.js';
export { tableOf, type AnswerRow, type PackTable, type QuestionRow, type RuleRow } from './table.js';
