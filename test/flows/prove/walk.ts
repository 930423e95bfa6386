import { COMMON, createEngine } from '../../../flows/engine/index.js';
import type { Answer, FlowState, Prompt, Release, Step } from '../../../flows/flow.js';
import { answersTo, SILENT } from '../../../flows/prove/answers.js';
import { cellsOf } from '../../../flows/prove/cells.js';
import { partsOf } from '../../../flows/prove/parts.js';
import { signaturesOf } from '../../../flows/prove/signature.js';

export const engine = createEngine();

/** Ways are random but the same in every run, so that a failure is the change's and not the day's. */
export const SEED = Number(process.env.LABAS_TEST_SEED ?? 20_261_127);

/** A state on a random way, with its signature. */
export interface Met {
  readonly state: FlowState;
  readonly prompt: Prompt;
  readonly key: string;
}

/** Walks through one pack by numbers: the n-th number picks the n-th answer. */
export function walker(release: Release, packId: string) {
  const pack = release.packs.get(packId);
  if (pack === undefined) throw new Error(`no pack ${packId}`);
  const packs = partsOf(release, pack);
  const cells = cellsOf(release, packs);
  const signatures = signaturesOf(release, packs);
  const opening = { packs: packId === COMMON ? [] : [packId], known: {}, floor: null, presentation: 'list' as const };

  const metAt = (step: Step): Met | null => {
    const prompt = promptOf(step);
    const isInside = packs.some((pack) => pack.id === step.state.pack);
    if (prompt === null || !isInside || (packId !== COMMON && prompt.node === 'common.complaint')) return null;
    const state: FlowState = { ...step.state, trail: [], because: [] };
    return { state, prompt, key: signatures.of(state, '') };
  };
  const answersAt = ({ state, prompt }: Met): readonly Answer[] =>
    answersTo(release, state, prompt, cells, cells.ages, new Set());

  return {
    *ways(picks: readonly number[]): Generator<Met> {
      let met = metAt(engine.start(release, opening));
      for (const pick of picks) {
        if (met === null) return;
        yield met;
        const answers = answersAt(met);
        // Every second time the first answer, which is "none" of a list: else most ways would end with an emergency.
        const answer = answers[pick % 2 === 0 ? 0 : pick % answers.length] ?? SILENT;
        met = metAt(engine.advance(release, met.state, answer));
      }
    },
    metAt,
    answersAt,
  };
}

export function promptOf(step: Step): Prompt | null {
  for (const event of step.events) if (event.type === 'asked') return event.prompt;
  return null;
}
