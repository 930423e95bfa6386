import { MOST_COMPLAINTS } from './engine/index.js';
import { BANDS, type Presentation, type Prompt, type Release } from './flow.js';
import { promptFor, specOf, START } from './nodes/index.js';

/** The first prompt of every question of a release, as it is put when nothing is known: for checks and recordings. */
export function everyPrompt(release: Release, presentation: Presentation = 'list'): readonly Prompt[] {
  const prompts = new Map<string, Prompt>();
  const complaints = [...release.packs.values()].filter((pack) => pack.enter !== null).map(({ id }) => id);
  for (const pack of release.packs.values()) {
    for (const node of pack.nodes.values()) {
      // As it is put to somebody whose complaint is not known yet, and to somebody with as many as are asked about.
      for (const agenda of [[], complaints.slice(0, MOST_COMPLAINTS)]) {
        const asking = {
          release,
          node: node.id,
          known: {},
          bands: BANDS,
          presentation,
          cursor: START,
          attempt: 0,
          agenda,
          hurry: false,
        };
        const prompt = promptFor(specOf(node), asking);
        if (prompt !== null) prompts.set(prompt.id, prompt);
      }
    }
  }
  return [...prompts.values()];
}
