import type { TurnContext } from '@microsoft/agents-hosting';
import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { Entity, Subject } from '../../core/understanding.js';
import { firstAidLine, type FlowEngine, type Release, type Screening, type Slots } from '../../flows/index.js';
import { escalate, say } from './adapter.js';
import { draftOf, isOverheard, record, type Draft } from './draft.js';
import type { Interviewer } from './interview.js';

/**
 * Red flags and cries for help are looked for in every message, before commands, consent and whatever was being asked:
 * also in a menu, in the queue, after STOP, and while a nurse holds the conversation (then she is alerted and the bot
 * stays silent).
 */
export function guard(tools: {
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly interviewer: Interviewer;
  readonly onDuty: () => number;
}) {
  return async (context: TurnContext, next: () => Promise<void>): Promise<void> => {
    const draft = draftOf(context);
    if (draft.understanding === null) return next();
    // Only what this message adds can raise anything: what was known before has been answered before.
    if (!draft.heard.some((entity) => entity.presence !== 'absent')) {
      if (criesForHelp(draft)) await answerCry(context, draft);
      else if (isSuspected(draft)) await answerDoubt(context, draft, tools.onDuty());
      return next();
    }
    const known = knownOf(draft);
    const patient = patientOf(known);
    const about = isEarly(draft) ? draft.heard : aboutPatient(draft.heard, patient);
    const others = draft.heard.filter((entity) => !about.includes(entity));
    const own = tools.engine.screen(tools.release, known, about);
    const foreign = screenOthers(tools, others);
    const screening = urgencyRank(own.level) >= urgencyRank(foreign.level) ? own : foreign;
    draft.heard = about;

    if (draft.session.owner.kind === 'nurse') {
      if (isAtLeast(screening.level, 'urgent') && screening.level !== null) {
        draft.alert = { level: screening.level, because: screening.because };
      }
      return next();
    }
    const before = draft.session.interview?.level ?? null;
    const rises = urgencyRank(screening.level) > urgencyRank(before);
    if (screening.level === 'emergency') {
      if (screening === foreign && foreign.level === 'emergency' && own.level !== 'emergency') {
        // Somebody else than the patient being asked about: answer the danger, leave the running interview alone.
        record(draft, 'red_flag_other_person', { because: foreign.because.join(' ') });
        await escalate(context, { reason: 'red_flag', level: 'emergency' });
        await say(context, 'common.level_emergency');
        return;
      }
      if (!rises) {
        await say(context, 'common.level_emergency');
        await say(context, 'common.emergency_repeat');
        return;
      }
      return tools.interviewer.proceed(context, draft);
    }
    const running = draft.session.interview !== null && draft.session.interview.at !== null;
    // Overheard words raise the case and are then asked about: the interview takes them only after a yes.
    const overheard = isOverheard(draft);
    if (rises && screening.level === 'urgent' && running && draft.session.waiting === null && !overheard) {
      return tools.interviewer.proceed(context, draft);
    }
    if (rises && screening.level === 'urgent' && (draft.session.owner.kind === 'bot' || overheard)) {
      record(draft, 'red_flag_raised', { because: screening.because.join(' '), level: 'urgent' });
      await escalate(context, { reason: 'red_flag', level: 'urgent' });
      const aid = firstAidLine(tools.release, tools.engine.merge(tools.release, known, about));
      if (aid !== null) await say(context, aid);
      await say(context, tools.onDuty() > 0 ? 'common.handoff_waiting_urgent' : 'common.handoff_off_hours');
    } else if (criesForHelp(draft)) await answerCry(context, draft);
    else if (!isAtLeast(screening.level, 'urgent') && isSuspected(draft))
      await answerDoubt(context, draft, tools.onDuty());
    return next();
  };
}

async function answerCry(context: TurnContext, draft: Draft): Promise<void> {
  record(draft, 'emergency_called', {});
  await escalate(context, { reason: 'asked_for_person', level: 'urgent' });
  await say(context, 'common.level_emergency');
}

/**
 * Only the model hears an alarm: a nurse reads the words, the questions go on. It raises the case, never the level of the
 * interview: only a rule does that.
 */
function isSuspected({ understanding, session }: Draft): boolean {
  return understanding?.suspected !== undefined && session.owner.kind === 'bot' && !session.stopped;
}

async function answerDoubt(context: TurnContext, draft: Draft, onDuty: number): Promise<void> {
  record(draft, 'alarm_unexplained', { heard: draft.understanding?.suspected?.join(' ') ?? '' });
  await escalate(context, { reason: 'red_flag', level: 'urgent' });
  await say(context, onDuty > 0 ? 'common.handoff_waiting_urgent' : 'common.handoff_off_hours');
}

/** "Ambulance!", "3afak 3te9oni": no sign that a rule knows, and still a call for help. */
function criesForHelp(draft: Draft): boolean {
  const first = draft.understanding?.intents[0];
  return first?.label === 'emergency' && draft.session.owner.kind === 'bot';
}

export function knownOf(draft: Draft): Slots {
  return draft.session.interview?.slots ?? draft.session.opening.known;
}

function patientOf(known: Slots): Subject | null {
  const patient = known['patient'];
  return patient === 'self' || patient === 'child' || patient === 'other' ? patient : null;
}

/** Questions about who is ill come first; until they are answered "me" may still have been the wrong key. */
const PERSON_QUESTIONS = 2;

/** Early on, words about somebody else correct who is ill ("Moi", then "ma fille de 3 ans tousse"): nothing told is lost. */
function isEarly(draft: Draft): boolean {
  const { interview } = draft.session;
  if (interview === null || interview.at === null || interview.trail.length > PERSON_QUESTIONS) return false;
  return draft.heard.length > 0 && draft.heard.every((entity) => entity.subject !== 'self');
}

/**
 * Findings about the person being asked about. Somebody who speaks of a child without saying so again ("rah skhoun") is
 * heard as unmarked, which counts as the patient; only a named other person is kept apart.
 */
export function aboutPatient(heard: readonly Entity[], patient: Subject | null): readonly Entity[] {
  if (patient === null || patient !== 'self') return heard;
  return heard.filter((entity) => entity.subject === 'self');
}

function screenOthers(
  tools: { readonly engine: FlowEngine; readonly release: Release },
  others: readonly Entity[],
): Screening {
  const subject = others[0]?.subject;
  if (subject === undefined) return { level: null, because: [] };
  return tools.engine.screen(tools.release, { patient: subject }, others);
}
