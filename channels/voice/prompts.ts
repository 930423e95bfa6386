import type { SpokenForm } from '../../core/language.js';

/** Where recordings are. */
export interface PromptLibrary {
  /** The public address of the recording of a speech line, or `null` when nobody has recorded it in this spoken form. */
  url(form: SpokenForm, id: string): string | null;
}

/** A library without recordings: every line is read by the provider's voice. */
export const noPrompts: PromptLibrary = { url: () => null };
