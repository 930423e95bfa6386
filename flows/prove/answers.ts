import type { Answer, FlowState, Prompt, Release } from '../flow.js';
import { atUnit, specOf, type NodeSpec } from '../nodes/index.js';
import type { Cells } from './cells.js';

const HEARD = { heard: [] } as const;

export function chosen(...ids: string[]): Answer {
  return { kind: 'choices', ids, ...HEARD };
}

export const UNSURE: Answer = { kind: 'unsure', ...HEARD };

export const SILENT: Answer = { kind: 'hung_up', ...HEARD };

/** No answer: misses and silence, each in its two kinds. */
export const NO_ANSWERS: readonly (readonly [Answer, Answer])[] = [
  [
    { kind: 'no_match', ...HEARD },
    { kind: 'no_input', ...HEARD },
  ],
  [SILENT, { kind: 'expired', ...HEARD }],
];

/** One answer per single choice of the prompt, without "none" and "don't know". */
export function singles(prompt: Prompt): readonly string[] {
  return prompt.choices.map((choice) => choice.id).filter((id) => id !== 'none' && id !== 'unsure');
}

/**
 * Every answer that can differ from every other. Numbers by their cells; lists by their subsets.
 *
 * Of a list, `ending` names the signs that end the interview as an emergency when chosen alone. A subset with such a sign
 * in it is left out: rules have no "not", so whatever else is chosen with it, the level is the emergency that is already
 * explored with the sign alone, and nothing follows an emergency.
 */
export function answersTo(
  release: Release,
  state: FlowState,
  prompt: Prompt,
  cells: Cells,
  ages: readonly number[],
  ending: ReadonlySet<string>,
): readonly Answer[] {
  const spec = specAt(release, state, prompt);
  const numbers = (values: readonly number[]): readonly Answer[] =>
    values.map((value) => ({ kind: 'number', value, ...HEARD }));
  const choices = singles(prompt).map((id) => chosen(id));
  switch (spec.kind) {
    case 'signs': {
      if (prompt.expects !== 'many_choices') return [...choices, UNSURE];
      const free = singles(prompt).filter((id) => !ending.has(id));
      const subsets = subsetsOf(free).filter((subset) => subset.length > 0);
      return [
        chosen('none'),
        UNSURE,
        ...[...ending].map((id) => chosen(id)),
        ...subsets.map((subset) => chosen(...subset)),
        // "1 and 3, of the others I don't know."
        ...subsets
          .filter((subset) => subset.length < singles(prompt).length)
          .map((subset) => chosen(...subset, 'unsure')),
      ];
    }
    case 'choice':
    case 'complaint':
      return [...choices, UNSURE];
    case 'number':
      return [...choices, ...numbers(cells.of(spec.slot, spec.min, spec.max)), UNSURE];
    case 'age':
      if (state.presentation === 'list') return [...numbers(ages), UNSURE];
      return atUnit(state.cursor) === null ? [chosen('days'), UNSURE] : [...numbers(ages), UNSURE];
    case 'also':
    case 'score':
      return [];
  }
}

export function specAt(release: Release, state: FlowState, prompt: Prompt): NodeSpec {
  const node = release.packs.get(state.pack)?.nodes.get(prompt.node);
  if (node === undefined) throw new Error(`no node ${prompt.node} in ${state.pack}`);
  return specOf(node);
}

function subsetsOf(ids: readonly string[]): readonly (readonly string[])[] {
  let subsets: string[][] = [[]];
  for (const id of ids) subsets = [...subsets, ...subsets.map((subset) => [...subset, id])];
  return subsets;
}
