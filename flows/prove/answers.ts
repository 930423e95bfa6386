import type { Answer, FlowState, Prompt, Release } from '../flow.js';
import { atUnit, specOf, type NodeSpec } from '../nodes/index.js';
import type { Cells } from './cells.js';

const HEARD = { heard: [] } as const;

export function chosen(...ids: string[]): Answer {
  return { kind: 'choices', ids, ...HEARD };
}

export const UNSURE: Answer = { kind: 'unsure', ...HEARD };

export const SILENT: Answer = { kind: 'hung_up', ...HEARD };

export const MISSED: Answer = { kind: 'no_match', ...HEARD };

/** No answer: misses and silence, each in its two kinds. */
export const NO_ANSWERS: readonly (readonly [Answer, Answer])[] = [
  [MISSED, { kind: 'no_input', ...HEARD }],
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
 * explored with the sign alone, and nothing follows an emergency. `alike` names signs for which another sign of the list
 * stands (spent.ts): they are chosen alone only. More than `together` signs (together.ts) are chosen only as all of them.
 */
export function answersTo(
  release: Release,
  state: FlowState,
  prompt: Prompt,
  cells: Cells,
  ages: readonly number[],
  ending: ReadonlySet<string>,
  alike: ReadonlySet<string> = new Set(),
  together = Infinity,
): readonly Answer[] {
  const spec = specAt(release, state, prompt);
  const numbers = (values: readonly number[]): readonly Answer[] =>
    values.map((value) => ({ kind: 'number', value, ...HEARD }));
  const choices = singles(prompt).map((id) => chosen(id));
  switch (spec.kind) {
    case 'overview':
    case 'signs': {
      if (prompt.expects !== 'many_choices') return [...choices, UNSURE];
      const free = singles(prompt).filter((id) => !ending.has(id) && !alike.has(id));
      const subsets = subsetsOf(free).filter(
        (subset) => subset.length > 0 && (subset.length <= together || subset.length === free.length),
      );
      return [
        chosen('none'),
        UNSURE,
        ...[...ending, ...alike].map((id) => chosen(id)),
        ...subsets.map((subset) => chosen(...subset)),
        // "1, of the others I don't know", for one sign of the list: what is true counts and the rest is asked group by group,
        // as after "don't know" for all, where every mixture of yes, no and don't know is reached.
        ...free
          .slice(0, 1)
          .filter(() => singles(prompt).length > 1)
          .map((id) => chosen(id, 'unsure')),
      ];
    }
    case 'choice':
    case 'complaint':
      return [...choices, UNSURE];
    case 'number':
      return [...choices, ...numbers(cells.of(spec.slot, spec.min, spec.max)), UNSURE];
    case 'age':
      if (state.presentation !== 'keys') return [...numbers(ages), UNSURE];
      return atUnit(state.cursor) === null ? [chosen('days'), UNSURE] : [...numbers(ages), UNSURE];
    case 'also':
    case 'score':
      return [];
  }
}

/**
 * What was answered to the common lists on the way to a pack: nothing but "none"; something that the pack does not see; or
 * something that it sees.
 */
export type Detour = 'none' | 'unseen' | 'seen';

/**
 * The answers by which the common lists are walked through on the way to a pack that sees the signs `seen`: every set of signs
 * that it sees, and of the others one at a time, for they only raise the level. After one of those every list that follows is
 * answered "none". A list that is asked again in groups is answered "none" or "don't know". All mixtures are looked at where
 * the common questions are proved.
 */
export function passing(
  state: FlowState,
  answers: readonly Answer[],
  seen: ReadonlySet<string>,
  detour: Detour,
): readonly Answer[] {
  return answers.filter((answer) => {
    if (answer.kind === 'unsure') return detour === 'none' || state.cursor.mode === 'groups';
    if (answer.kind !== 'choices' || answer.ids[0] === 'none') return true;
    if (state.cursor.mode === 'groups' || answer.ids.at(-1) === 'unsure') return false;
    if (answer.ids.every((id) => seen.has(id))) return detour !== 'unseen';
    return detour === 'none' && answer.ids.length === 1;
  });
}

/** The detour after an answer to a common list. */
export function detourAfter(answer: Answer, seen: ReadonlySet<string>, detour: Detour): Detour {
  if (answer.kind === 'unsure') return seen.size > 0 ? 'seen' : 'unseen';
  if (answer.kind !== 'choices' || answer.ids[0] === 'none') return detour;
  return answer.ids.every((id) => seen.has(id)) ? 'seen' : 'unseen';
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
