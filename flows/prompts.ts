import { MOST_COMPLAINTS } from './engine/index.js';
import { BANDS, type Band, type Presentation, type Prompt, type Release } from './flow.js';
import { promptFor, specOf, START } from './nodes/index.js';

/** The people of whom a message may ask different things. */
const PEOPLE: readonly (readonly Band[])[] = [['N'], ['C'], ['A'], ['A', 'E'], ['A', 'P'], ['A', 'PP']];

/**
 * The first prompt of every question of a release, as it is put when nothing is known: for checks and recordings. `wide`: as it
 * is put to each kind of person, for a long message shows what only some are asked.
 */
export function everyPrompt(release: Release, presentation: Presentation = 'list'): readonly Prompt[] {
  const prompts = new Map<string, Prompt>();
  const complaints = [...release.packs.values()].filter((pack) => pack.enter !== null).map(({ id }) => id);
  for (const pack of release.packs.values()) {
    for (const node of pack.nodes.values()) {
      for (const bands of presentation === 'wide' ? PEOPLE : [BANDS]) {
        // As it is put to somebody whose complaint is not known yet, and to somebody with as many as are asked about.
        for (const agenda of [[], complaints.slice(0, MOST_COMPLAINTS)]) {
          const asking = {
            release,
            node: node.id,
            known: {},
            bands,
            presentation,
            cursor: START,
            attempt: 0,
            agenda,
            hurry: false,
          };
          const prompt = promptFor(specOf(node), asking);
          if (prompt === null) continue;
          const offered = prompt.choices.map((choice) => choice.id).join();
          prompts.set(presentation === 'wide' ? `${prompt.id} ${offered}` : prompt.id, prompt);
        }
      }
    }
  }
  return [...prompts.values()];
}
