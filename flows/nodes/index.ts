// The kinds of question, one file each: how a step is read from YAML, how it is asked, what an answer means.
// May import core/, the contract flow.ts and flows/rules; never the engine. Pure.
// A new kind: one file with parse, prompt, answer, unanswered; its spec in spec.ts; one line in each table below.

import type { Prompt, Slots } from '../flow.js';
import { age } from './age.js';
import { also } from './also.js';
import { choice, yesNo } from './choice.js';
import { complaint } from './complaint.js';
import type { Asking, DirectAnswer, ParseContext, ParsedNode, Reading } from './kind.js';
import { number } from './number.js';
import { overview } from './overview.js';
import { score } from './score.js';
import { signs } from './signs.js';
import type { NodeSpec } from './spec.js';

export {
  NO_TEXT,
  UNSURE_TEXT,
  START,
  type Asking,
  type DirectAnswer,
  type ParseContext,
  type ParsedNode,
  type Reading,
} from './kind.js';
export {
  setsOf,
  slotsOf,
  specOf,
  type ChoiceSpec,
  type NodeSpec,
  type NumberSpec,
  type ScoreSpec,
  type SignsSpec,
} from './spec.js';
export { ageInDays, atUnit, type AgeUnit } from './age.js';
export { fits, packsOffered } from './complaint.js';
export { conditionsOfScore, openRows, scoreOf, slotsOfScore } from './score.js';
export { chosenUnasked, withSlots } from './overview.js';
export { openEntries } from './signs.js';
export type { Sheet } from './score-table.js';

type Parser = (raw: unknown, ctx: ParseContext) => ParsedNode<NodeSpec>;

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['signs', signs.parse],
  ['overview', overview.parse],
  ['choice', choice.parse],
  ['yes_no', yesNo.parse],
  ['number', number.parse],
  ['age', age.parse],
  ['complaint', complaint.parse],
  ['also', also.parse],
  ['score', score.parse],
]);

export const NODE_KINDS: readonly string[] = [...PARSERS.keys()];

/** Reads one step of a pack. Every fault goes through `ctx.fail` with its path inside the step. */
export function parseNode(kind: string, raw: unknown, ctx: ParseContext): ParsedNode<NodeSpec> {
  const parse = PARSERS.get(kind);
  if (parse === undefined) return ctx.fail(`expected one of ${NODE_KINDS.join(', ')}, found "${kind}"`, ['kind']);
  return parse(raw, ctx);
}

/** What is asked now; `null`: nothing of this node is left to ask. */
export function promptFor(spec: NodeSpec, asking: Asking): Prompt | null {
  switch (spec.kind) {
    case 'signs':
      return signs.prompt(spec, asking);
    case 'overview':
      return overview.prompt(spec, asking);
    case 'choice':
      return choice.prompt(spec, asking);
    case 'number':
      return number.prompt(spec, asking);
    case 'age':
      return age.prompt(spec, asking);
    case 'complaint':
      return complaint.prompt(spec, asking);
    case 'also':
      return also.prompt(spec, asking);
    case 'score':
      return score.prompt(spec, asking);
  }
}

/** What a direct answer means to this node. */
export function readAnswer(spec: NodeSpec, asking: Asking, answer: DirectAnswer): Reading {
  switch (spec.kind) {
    case 'signs':
      return signs.answer(spec, asking, answer);
    case 'overview':
      return overview.answer(spec, asking, answer);
    case 'choice':
      return choice.answer(spec, asking, answer);
    case 'number':
      return number.answer(spec, asking, answer);
    case 'age':
      return age.answer(spec, asking, answer);
    case 'complaint':
      return complaint.answer(spec, asking, answer);
    case 'also':
      return also.answer(spec, asking, answer);
    case 'score':
      return score.answer(spec, asking, answer);
  }
}

/** What counts when no answer will come: a third miss, or silence. */
export function unansweredSlots(spec: NodeSpec, asking: Asking): Slots {
  switch (spec.kind) {
    case 'signs':
      return signs.unanswered(spec, asking);
    case 'overview':
      return overview.unanswered(spec, asking);
    case 'choice':
      return choice.unanswered(spec, asking);
    case 'number':
      return number.unanswered(spec, asking);
    case 'age':
      return age.unanswered(spec, asking);
    case 'complaint':
      return complaint.unanswered(spec, asking);
    case 'also':
    case 'score':
      return {};
  }
}
