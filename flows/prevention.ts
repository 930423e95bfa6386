import type { TextId } from '../core/message.js';
import type { TriageLevel } from '../core/triage.js';
import type { Condition } from './condition.js';

/** Said when the questions of a prevention pack are left. */
export const LEFT_TEXT = 'common.prevention_left' as TextId;

/**
 * A pack that is offered after triage and never instead of it. It has results and no levels of its own: only the table of
 * signs can raise the level while it is asked, and then triage goes on in its place.
 */
export interface Prevention {
  /** Whom it is offered to, and whom it is not although. */
  readonly offer: { readonly when: Condition; readonly unless: Condition | null };
  /** It is not offered again to the same person for this many days. */
  readonly everyDays: number;
  /** The most urgent first; the first that holds is said. The last holds for everybody. */
  readonly results: readonly PreventionResult[];
}

/** What a prevention pack ends with. `routine`: to be seen at the health centre; nothing here is more urgent. */
export interface PreventionResult {
  readonly id: string;
  readonly level: TriageLevel;
  readonly say: readonly TextId[];
  /** `null`: whoever is left. */
  readonly when: Condition | null;
  readonly source: string;
}
