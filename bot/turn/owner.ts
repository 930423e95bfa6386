import type { TurnContext } from '@microsoft/agents-hosting';
import { dueIn, WAITS } from '../session/timers.js';
import { draftOf, record } from './draft.js';

/**
 * Whose turn is it? While a nurse holds the conversation the message goes to her and the bot says nothing; a red flag
 * raises an alert, and the supervisor's timer.
 */
export function owner() {
  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.session.owner.kind !== 'nurse' || draft.input.kind !== 'message' || draft.case === null) return next();
    draft.case = { ...draft.case, unread: draft.case.unread + 1, lastMessageAt: draft.at.toISOString() };
    if (draft.alert !== null) {
      draft.case = { ...draft.case, alert: true };
      record(draft, 'red_flag_raised', { because: draft.alert.because.join(' '), level: draft.alert.level });
      draft.timers.push({ kind: 'supervise', due: dueIn(draft.at, WAITS.supervise), about: draft.case.id });
    }
    record(draft, 'relayed', {});
  };
}
