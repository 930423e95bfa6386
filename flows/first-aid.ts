import type { TextId } from '../core/message.js';
import type { Release, Slots } from './flow.js';
import { knownFrom } from './engine/index.js';
import { holds } from './rules/evaluate.js';

/** The first-aid line for what is known of a person, or `null`: for a danger that is answered outside an interview. */
export function firstAidLine(release: Release, slots: Slots): TextId | null {
  const known = knownFrom(release, slots);
  const facts = { slots: known.slots, bands: known.bands, ended: false };
  return release.firstAid.find((line) => holds(line.when, facts))?.text ?? null;
}
