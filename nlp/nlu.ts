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
  /** Which model reads beside the lexicon, and why none does: for `/ready`. Absent: there is only one reader. */
  readonly status?: () => ModelStatus;
  /** Ends what runs beside the process; safe to call twice. */
  close?(): Promise<void>;
}

export interface ModelStatus {
  /** `id@version`; `null`: the lexicon reads alone. */
  readonly model: string | null;
  readonly problem: string | null;
}
