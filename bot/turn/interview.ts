import type { TurnContext } from '@microsoft/agents-hosting';
import type { IdSource } from '../../core/ids.js';
import { isAtLeast } from '../../core/triage.js';
import type { FlowEngine, FlowEvent, Prompt, Release, Slots, Step } from '../../flows/index.js';
import { contactsIn72h, keptEpisodes } from '../session/follow-up.js';
import { openEpisodes, presentationOf, raiseFloor, type Episode } from '../session/session.js';
import { dueIn, WAITS } from '../session/timers.js';
import { toAnswer } from './answer.js';
import { ask, escalate, say } from './adapter.js';
import { record, type Draft } from './draft.js';
import { goOn, newEpisode, personOf, settleEpisode, speaksOfOther } from './episodes.js';
import { offerFollowUp, planFollowUp } from './follow-up-offer.js';
import { openMenu } from './menus.js';
import { offerPrevention, tellsOfIllness } from './prevention.js';

/** The interview as the rest of the turn loop sees it: one engine step in, words, records and escalations out. */
export interface Interviewer {
  /** The message of this turn: opens an interview, or answers its question. */
  proceed(context: TurnContext, draft: Draft): Promise<void>;
  /**
   * Opens an interview with what was already heard. `going`: the episode it goes on with, from its floor; absent: a new one,
   * which joins an earlier one once it is known who is ill. When another patient is named, the interview is about that one.
   */
  begin(context: TurnContext, draft: Draft, going?: Episode): Promise<void>;
  /** The open question once more; `false`: none is open. */
  repeat(context: TurnContext, draft: Draft): Promise<boolean>;
  back(context: TurnContext, draft: Draft): Promise<boolean>;
  /** The open question, or `null`. */
  openPrompt(draft: Draft): Prompt | null;
  /** A danger question stayed without an answer: counts as the more urgent reading. */
  silence(context: TurnContext, draft: Draft): Promise<void>;
  /** Begins the prevention pack that was offered; `false`: what was said since then forbids it. */
  prevent(context: TurnContext, draft: Draft): Promise<boolean>;
  /** Offers a prevention pack, where one is due and nothing else is asked. */
  offerPrevention(context: TurnContext, draft: Draft): Promise<boolean>;
}

export function createInterviewer(tools: {
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly ids: IdSource;
  /** Nurses on duty now, for what is said about waiting. */
  readonly onDuty: () => number;
}): Interviewer {
  const { engine, release } = tools;

  async function begin(context: TurnContext, draft: Draft, earlier: Episode | null = null): Promise<void> {
    // Somebody else is ill now: nothing of the earlier patient is known of this one, and that episode keeps its floor.
    const isOther = earlier !== null && speaksOfOther(engine.merge(release, {}, draft.heard), earlier);
    const going = isOther ? null : earlier;
    const opening = isOther ? { known: {}, packs: [] } : draft.session.opening;
    const time = draft.session.contactAt ?? draft.at.toISOString();
    const episode = going === null ? newEpisode(tools.ids.next('e'), draft, time) : goOn(draft, going, time);
    const told = engine.merge(release, opening.known, draft.heard);
    const known = { ...told, contacts_in_72h: contactsIn72h(episode, draft.at) };
    const packs = [...new Set([...opening.packs, ...engine.packsFor(release, known)])];
    draft.session = {
      ...draft.session,
      opening: { known: {}, packs: [] },
      waiting: null,
      misses: 0,
      episodeId: episode.id,
      episodes: [...keptEpisodes(draft.session, draft.at).filter((other) => other.id !== episode.id), episode],
    };
    const presentation = presentationOf(draft.channel.capabilities);
    await apply(context, draft, engine.start(release, { packs, known, floor: episode.floor, presentation }));
  }

  async function proceed(context: TurnContext, draft: Draft): Promise<void> {
    const state = draft.session.interview;
    if (state === null) return begin(context, draft);
    if (state.at === null) return afterEnd(context, draft, state.slots);
    const prompt = openPrompt(draft);
    if (prompt === null) return begin(context, draft);
    if (tellsOfIllness(draft, tools, prompt.slots)) return afterEnd(context, draft, state.slots);
    const step = engine.advance(release, state, toAnswer(draft, prompt));
    await apply(context, draft, asPutOn(draft.channel, step));
  }

  /** The answer was to a question as it was put; the next one is put as this channel can show it. */
  function asPutOn(channel: Draft['channel'], step: Step): Step {
    const presentation = presentationOf(channel.capabilities);
    if (step.state.at === null || step.state.presentation === presentation) return step;
    const asked = engine.ask(release, step.state, presentation);
    return { state: asked.state, events: [...step.events.filter(({ type }) => type !== 'asked'), ...asked.events] };
  }

  /** The interview is over. New complaints open the next one, with what is known of the person; the floor stays. */
  async function afterEnd(context: TurnContext, draft: Draft, slots: Slots): Promise<void> {
    const news = draft.heard.filter((entity) => entity.presence === 'present' && slots[entity.slot] !== 'present');
    if (news.length > 0) {
      draft.session = { ...draft.session, opening: { known: personOf(slots), packs: [] } };
      const going = openEpisodes(draft.session, draft.at).find((episode) => episode.id === draft.session.episodeId);
      return begin(context, draft, going);
    }
    const level = draft.session.interview?.level ?? null;
    if (draft.session.owner.kind === 'queue') {
      await say(context, isAtLeast(level, 'emergency') ? 'common.level_emergency' : 'common.handoff_already');
      if (isAtLeast(level, 'emergency')) await say(context, 'common.handoff_already');
      return;
    }
    const intent = draft.understanding?.intents[0]?.label;
    if (intent === 'thanks' || intent === 'goodbye') {
      await say(context, `common.${intent}`);
      await offerFollowUp(context, draft);
      return;
    }
    if (intent === 'out_of_scope' || intent === 'ask_place') return say(context, 'common.out_of_scope');
    await say(context, 'common.nothing_running');
  }

  function openPrompt(draft: Draft): Prompt | null {
    const state = draft.session.interview;
    if (state === null || state.at === null) return null;
    return askedIn(engine.ask(release, state).events);
  }

  async function repeat(context: TurnContext, draft: Draft): Promise<boolean> {
    const state = draft.session.interview;
    if (state === null || state.at === null) return false;
    const presentation = presentationOf(draft.channel.capabilities);
    await apply(context, draft, engine.ask(release, state, presentation));
    return true;
  }

  async function back(context: TurnContext, draft: Draft): Promise<boolean> {
    const state = draft.session.interview;
    if (state === null || state.at === null) return false;
    record(draft, 'corrected', {});
    await apply(context, draft, engine.back(release, state));
    return true;
  }

  async function silence(context: TurnContext, draft: Draft): Promise<void> {
    const state = draft.session.interview;
    if (state === null || state.at === null) return;
    await apply(context, draft, engine.advance(release, state, { kind: 'expired', heard: [] }));
  }

  async function prevent(context: TurnContext, draft: Draft): Promise<boolean> {
    const { interview, prevention } = draft.session;
    const pack = prevention.offered;
    if (interview === null || pack === null) return false;
    if (!engine.preventionsFor(release, interview).includes(pack)) return false;
    const presentation = presentationOf(draft.channel.capabilities);
    await apply(context, draft, engine.prevent(release, interview, pack, presentation));
    return true;
  }

  async function apply(context: TurnContext, draft: Draft, step: Step): Promise<void> {
    draft.session = { ...draft.session, interview: step.state };
    const clash = settleEpisode(draft);
    draft.session = raiseFloor(draft.session, step.state.level);
    recordFilled(draft, step.events);
    for (const event of step.events) await applyEvent(context, draft, event);
    if (clash && draft.session.interview?.at !== null) {
      // Never lowered by a wrong guess: the floor joins only after the answer, or when it is not given.
      draft.speech.splice(0, draft.speech.length, ...draft.speech.filter((item) => item.kind !== 'prompt'));
      await openMenu(context, draft, 'same_child');
    }
  }

  async function applyEvent(context: TurnContext, draft: Draft, event: FlowEvent): Promise<void> {
    switch (event.type) {
      case 'said':
        return say(context, event.textId);
      case 'asked':
        record(draft, 'asked', { prompt: event.prompt.id });
        waitForAnswer(draft, event.prompt);
        return ask(context, event.prompt);
      case 'filled':
        return;
      case 'red_flag_raised':
        return record(draft, 'red_flag_raised', { because: event.rule, level: event.level });
      case 'escalated':
        return escalate(context, { reason: event.reason, level: event.level });
      case 'disposition_reached':
        record(draft, 'disposition_reached', {
          disposition: event.disposition,
          level: event.level,
          because: event.because.join(' '),
        });
        return conclude(context, draft, event);
      case 'prevention_reached':
        record(draft, 'prevention_reached', { result: event.result, level: event.level });
        for (const id of event.say) await say(context, id);
        return;
    }
  }

  async function conclude(
    context: TurnContext,
    draft: Draft,
    event: Extract<FlowEvent, { type: 'disposition_reached' }>,
  ): Promise<void> {
    for (const id of event.say) await say(context, id);
    planFollowUp(draft, event.level);
    const lost = draft.entries.some((entry) => entry.event?.values['reason'] === 'not_understood');
    if (lost) await say(context, 'common.handoff_not_understood');
    if (isAtLeast(event.level, 'urgent')) {
      if (draft.session.owner.kind === 'bot') await escalate(context, { reason: 'disposition', level: event.level });
      if (!lost) await say(context, tools.onDuty() > 0 ? 'common.handoff_waiting_urgent' : 'common.handoff_off_hours');
    } else if (
      event.level === 'same_day' &&
      draft.session.owner.kind === 'bot' &&
      !draft.channel.capabilities.audioOut
    ) {
      await openMenu(context, draft, 'offer_nurse');
    }
    if (!lost && !(await offerFollowUp(context, draft))) await offerPrevention(context, draft, tools);
  }

  return {
    proceed,
    begin,
    repeat,
    back,
    openPrompt,
    silence,
    prevent,
    offerPrevention: (context, draft) => offerPrevention(context, draft, tools),
  };
}

function askedIn(events: readonly FlowEvent[]): Prompt | null {
  const asked = events.find((event) => event.type === 'asked');
  return asked?.type === 'asked' ? asked.prompt : null;
}

/** What this answer filled, in one line: one list answered "none" clears twenty signs. */
function recordFilled(draft: Draft, events: readonly FlowEvent[]): void {
  const filled = events.filter((event) => event.type === 'filled');
  if (filled.length === 0) return;
  const absent = filled.filter((event) => event.value === 'absent').map((event) => event.slot);
  const values = Object.fromEntries(
    filled.filter((event) => event.value !== 'absent').map((event) => [event.slot, String(event.value)]),
  );
  record(draft, 'filled', { ...values, ...(absent.length === 0 ? {} : { absent: absent.join(' ') }) });
}

/** What happens if this question stays without an answer (clinical rule 4, conversation design "Interrupted"). */
function waitForAnswer(draft: Draft, prompt: Prompt): void {
  if (draft.channel.capabilities.delivery === 'in_response') return;
  const due = (seconds: number) => dueIn(draft.at, seconds);
  if (prompt.danger && isAtLeast(draft.session.interview?.level ?? null, 'urgent')) {
    draft.timers.push({ kind: 'silence_ask', due: due(WAITS.silenceAsk), about: 'question' });
    draft.timers.push({ kind: 'silence_nurse', due: due(WAITS.silenceNurse), about: 'question' });
  } else if (prompt.danger) {
    draft.timers.push({ kind: 'half_screen', due: due(WAITS.halfScreen), about: 'question' });
  }
}
