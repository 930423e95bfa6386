import { BANDS, type NodeId, type Presentation, type Prompt, type Release } from './flow.js';
import { promptFor, specOf, START } from './nodes/index.js';

/** The first prompt of every question of a release, as it is put when nothing is known: for checks and recordings. */
export function everyPrompt(release: Release, presentation: Presentation = 'list'): readonly Prompt[] {
  const prompts = new Map<NodeId, Prompt>();
  for (const pack of release.packs.values()) {
    for (const node of pack.nodes.values()) {
      const asking = {
        release,
        node: node.id,
        known: {},
        bands: BANDS,
        presentation,
        cursor: START,
        attempt: 0,
        hurry: false,
      };
      const prompt = promptFor(specOf(node), asking);
      if (prompt !== null) prompts.set(node.id, prompt);
    }
  }
  return [...prompts.values()];
}
