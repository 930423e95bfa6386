import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Release } from '../../flows/index.js';
import { fill } from './reply.js';

/** The fixed sentence with the emergency numbers, per written form: needs neither store nor model nor engine. */
export type Fallback = Readonly<Record<WrittenForm, string>>;

/**
 * Reads the sentence of last resort once, at start, so that nothing can fail when it is needed. Throws when a written form
 * lacks it or a number is missing: then the server must not start.
 */
export function readFallback(release: Release, numbers: Readonly<Record<string, string>>): Fallback {
  const entries = WRITTEN_FORMS.map((form) => {
    const raw = release.text('common.failure' as TextId, form);
    if (raw === null) throw new Error(`common.failure is missing in ${form}`);
    const text = fill(raw, numbers);
    if (/\{[a-z_]+\}/.test(text)) throw new Error(`common.failure in ${form} names a number that is not configured`);
    return [form, text] as const;
  });
  return Object.fromEntries(entries) as Record<WrittenForm, string>;
}
