import type { TextId } from '../../core/message.js';
import type { Condition, Node, NodeId, Option, Slots } from '../flow.js';

/** A list of which any number may be true; `none` and `unsure` are added by themselves. */
export interface SignsSpec {
  readonly kind: 'signs';
  readonly stem: TextId;
  readonly danger: boolean;
  readonly entries: readonly Option[];
}

/** Danger lists that follow, shown in one message; `slots`: all that they ask, known once the whole pack is read. */
export interface OverviewSpec {
  readonly kind: 'overview';
  readonly stem: TextId;
  readonly danger: true;
  readonly lists: readonly NodeId[];
  readonly slots: readonly string[];
}

/** One answer of several; a `yes_no` step is a choice of two. `unsure`: what "don't know" fills. */
export interface ChoiceSpec {
  readonly kind: 'choice';
  readonly stem: TextId;
  readonly danger: boolean;
  readonly options: readonly Option[];
  readonly unsure: Slots;
}

/** A number in the slot's unit, typed, or picked from ranges when there are `options`. */
export interface NumberSpec {
  readonly kind: 'number';
  readonly stem: TextId;
  readonly danger: boolean;
  readonly slot: string;
  readonly min: number;
  readonly max: number;
  readonly options: readonly Option[];
  readonly unsure: Slots;
}

/** The one age, in days whatever the unit it is said in. */
export interface AgeSpec {
  readonly kind: 'age';
  readonly stem: TextId;
}

/** What brings the person: free text, or a pack from the list. */
export interface ComplaintSpec {
  readonly kind: 'complaint';
  readonly stem: TextId;
}

/** Adds a pack to what is asked afterwards; asks nothing itself. */
export interface AlsoSpec {
  readonly kind: 'also';
  readonly pack: string;
}

/** A number that is counted from what is known; asks nothing. From points, or from a table. */
export interface ScoreSpec {
  readonly kind: 'score';
  readonly slot: string;
  /** What an input counts that is not known: as much as it could, or as little. */
  readonly unknown: 'highest' | 'lowest';
  /** Of each item the part with the most points that holds; the score is their sum. */
  readonly items: readonly (readonly Points[])[];
  readonly table: ScoreTable | null;
}

export interface Points {
  readonly when: Condition;
  readonly add: number;
}

/** A chart: the row whose every cell fits gives the number. */
export interface ScoreTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly value: number }[];
}

/** `is`: this value of a finding or a choice. `range`: from a number on and below another; `null`: without end. */
export type Cell =
  | { readonly kind: 'any' }
  | { readonly kind: 'is'; readonly value: string }
  | { readonly kind: 'range'; readonly from: number | null; readonly below: number | null };

export type NodeSpec =
  SignsSpec | OverviewSpec | ChoiceSpec | NumberSpec | AgeSpec | ComplaintSpec | AlsoSpec | ScoreSpec;

const SPEC_KINDS: readonly string[] = ['signs', 'overview', 'choice', 'number', 'age', 'complaint', 'also', 'score'];

function isSpec(value: unknown): value is NodeSpec {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    SPEC_KINDS.includes(value.kind)
  );
}

/** The spec that `parseNode` made for this node. Throws for a node that no `parseNode` has seen: a bug, not content. */
export function specOf(node: Node): NodeSpec {
  if (isSpec(node.spec)) return node.spec;
  throw new Error(`node ${node.id} at ${node.place} has no parsed spec`);
}

/** Every set of values an answer to this node may fill, "don't know" left out. */
export function setsOf(spec: NodeSpec): readonly Slots[] {
  switch (spec.kind) {
    case 'signs':
      return spec.entries.map((entry) => entry.set);
    case 'choice':
      return spec.options.map((option) => option.set);
    case 'number':
      return spec.options.length > 0 ? spec.options.map((option) => option.set) : [{ [spec.slot]: spec.min }];
    case 'age':
      return [{ age_days: 0 }];
    case 'overview':
    case 'complaint':
    case 'also':
    case 'score':
      return [];
  }
}

/** Slots an answer to this node may fill, "don't know" included. */
export function slotsOf(spec: NodeSpec): ReadonlySet<string> {
  let slots = memo.get(spec);
  if (slots === undefined) memo.set(spec, (slots = slotsFilled(spec)));
  return slots;
}

/** A spec never changes once it is read. */
const memo = new WeakMap<NodeSpec, ReadonlySet<string>>();

function slotsFilled(spec: NodeSpec): ReadonlySet<string> {
  const slots = new Set(setsOf(spec).flatMap((set) => Object.keys(set)));
  if (spec.kind === 'choice' || spec.kind === 'number') for (const slot of Object.keys(spec.unsure)) slots.add(slot);
  if (spec.kind === 'overview') for (const slot of spec.slots) slots.add(slot);
  if (spec.kind === 'number' || spec.kind === 'score') slots.add(spec.slot);
  return slots;
}
