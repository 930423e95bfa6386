import type { LanguageTag } from '../core/language.js';
import type { Understanding } from '../core/understanding.js';

export interface Utterance {
  readonly text: string;
  /** The slots the last question was about: helps with short answers, never invents a finding. */
  readonly expected?: readonly string[];
}

/**
 * Text in, what was understood out. Never throws on any text (empty, 10,000 characters, other languages, mixed
 * direction marks): what it does not know it says it does not know. It never decides care.
 */
export interface Nlu {
  understand(utterance: Utterance, hint: { readonly language?: LanguageTag }): Promise<Understanding>;
}
