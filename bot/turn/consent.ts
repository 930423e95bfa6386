import type { TurnContext } from '@microsoft/agents-hosting';
import { escalate, say } from './adapter.js';
import { draftOf, record, type Draft } from './draft.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import type { Interviewer } from './interview.js';
import { missingRecording } from './commands.js';
import { openMenu, readMenu } from './menus.js';

/** Languages we recognise and do not speak: a person is told so and a nurse is asked, the choice of ours is offered. */
const UNSUPPORTED = ['en', 'es', 'kab', 'de', 'it'];

/**
 * Last in the set: nothing more than the danger is heard before the person knows who speaks and agrees. What was said
 * before is kept for the interview, so that it is not asked again.
 */
export function consent(tools: {
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly interviewer: Interviewer;
  readonly onDuty: () => number;
  /** Whether every prompt of this spoken language can be played or spoken. */
  readonly speaks: (draft: Draft) => boolean;
}) {
  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.input.kind !== 'message' || draft.session.stopped) return next();
    const { part } = draft.input.inbound;
    if (part.kind === 'call' && part.event === 'hung_up') return next();
    if (draft.session.interview?.at === null && draft.session.owner.kind !== 'bot') return next();

    if (draft.session.consent === 'given') {
      if (!tools.speaks(draft)) return missingRecording(context, draft);
      return next();
    }
    keepForLater(draft);

    if (draft.session.language === null || (draft.channel.capabilities.audioOut && !draft.session.languageChosen)) {
      if (UNSUPPORTED.includes(draft.understanding?.language.label ?? '') && draft.understanding?.confident === true) {
        await escalate(context, { reason: 'unsupported_language', level: 'same_day' });
        await say(context, 'common.handoff_unsupported');
      }
      return openMenu(context, draft, 'language');
    }
    if (!tools.speaks(draft)) return missingRecording(context, draft);
    if (draft.session.waiting !== 'consent') {
      await say(context, 'common.welcome');
      return openMenu(context, draft, 'consent');
    }
    const chosen = readMenu(draft);
    if (chosen === 'yes') {
      draft.session = { ...draft.session, consent: 'given', waiting: null, misses: 0 };
      record(draft, 'consent', { answer: 'given' });
      return next();
    }
    if (chosen === 'no') {
      draft.session = { ...draft.session, consent: 'refused', waiting: null, misses: 0 };
      record(draft, 'consent', { answer: 'refused' });
      return say(context, 'common.consent_refused');
    }
    if (chosen === 'person' || draft.session.misses >= 2) {
      draft.session = { ...draft.session, waiting: null, misses: 0 };
      await escalate(context, {
        reason: chosen === 'person' ? 'asked_for_person' : 'not_understood',
        level: 'same_day',
      });
      const text =
        chosen === 'person' ? (tools.onDuty() > 0 ? 'handoff_asked' : 'handoff_off_hours') : 'handoff_not_understood';
      return say(context, `common.${text}`);
    }
    // Telling what is wrong is no misunderstanding: it is kept, and the question stands.
    if (draft.heard.length > 0) return openMenu(context, draft, 'consent');
    draft.session = { ...draft.session, misses: draft.session.misses + 1 };
    await say(context, draft.session.misses === 1 ? 'common.retry' : 'common.retry_simple');
    await openMenu(context, draft, 'consent');
  };

  function keepForLater(draft: Draft): void {
    if (draft.heard.length === 0) return;
    const known = tools.engine.merge(tools.release, draft.session.opening.known, draft.heard);
    draft.session = { ...draft.session, opening: { known, packs: tools.engine.packsFor(tools.release, known) } };
  }
}
