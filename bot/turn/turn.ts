import type { Logger } from '../../core/log.js';
import type { Clock } from '../../core/time.js';
import type { IdSource } from '../../core/ids.js';
import type { ChannelId, Outbound } from '../../core/message.js';
import type { TriageLevel } from '../../core/triage.js';
import type { Channel } from '../../channels/channel.js';
import { caseWrites, refreshSummary } from '../handoff/queue.js';
import { keys, listAll, loadSession, partitionOf, putSession, type Loaded } from '../session/repository.js';
import { contactTime } from '../session/follow-up.js';
import { NO_PREVENTION, type Line, type Session } from '../session/session.js';
import { dueIn, putTimer, WAITS } from '../session/timers.js';
import type { Store, Write } from '../store/store.js';
import { appendEntries } from '../transcript/transcript.js';
import { referenceOf, type LabasAdapter } from './adapter.js';
import type { Draft, Speech, TurnInput } from './draft.js';
import { compose, type Composer } from './reply.js';
import { throughWindow } from './window.js';
import type { TurnContext } from '@microsoft/agents-hosting';

/** A message that a commit has stored and the outbox must deliver. */
export interface OutboxRow {
  readonly message: Outbound;
  readonly person: string;
  /** When it was committed: what the provider is asked about. */
  readonly since: string;
  readonly attempts: number;
  readonly nextAt: string;
  /** Process that is sending it; another process that finds the row must ask the provider first. */
  readonly by: string;
}

export interface TurnResult {
  readonly session: Session;
  readonly sent: readonly OutboxRow[];
  /** What changed for the desk; `null`: nothing. */
  readonly desk: {
    readonly caseId: string;
    readonly level: TriageLevel;
    readonly kind: 'queue' | 'case' | 'alert';
  } | null;
  /** What happened to a follow-up in this turn, to be counted. */
  readonly followUps: readonly string[];
}

export interface TurnLoop {
  /**
   * One turn from top to bottom: load, run the middleware set and `logic`, compose one message, and write session,
   * transcript, case, timers and outgoing message in one commit. A conflict means that another turn won: everything is
   * loaded and run again. `extra` writes join the commit (the inbox row that this turn answers).
   */
  run(
    person: string,
    channel: Channel,
    input: TurnInput,
    logic: (context: TurnContext, draft: Draft) => Promise<void>,
    extra: readonly Write[],
    line: Line | null,
  ): Promise<TurnResult | 'conflict'>;
}

export function createTurnLoop(tools: {
  readonly store: Store;
  readonly adapter: LabasAdapter;
  readonly composer: () => Composer;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly processId: string;
  readonly retentionDays: number;
}): TurnLoop {
  const { store, adapter, clock, ids } = tools;

  return {
    async run(person, channel, input, logic, extra, line) {
      const loaded = await loadSession(store, person, { label: labelOf(person), channel: channel.id });
      const draft = draftFrom(loaded, channel, input, clock.now(), line);
      const inTurn = (context: TurnContext) => logic(context, draft);
      if (input.kind === 'message') await adapter.run(draft, inTurn);
      else await adapter.continueConversation('labas', referenceOf(draft), inTurn);
      return finish(draft, loaded, extra);
    },
  };

  async function finish(draft: Draft, loaded: Loaded, extra: readonly Write[]): Promise<TurnResult | 'conflict'> {
    const outbound = draft.session.lines[draft.channel.id] === undefined ? [] : composeAll(draft);
    for (const message of outbound) draft.entries.push(...heardBy(message, draft.speech));
    refreshSummary(draft);
    const question = outbound.find((message) => message.expects !== 'nothing')?.id ?? null;
    draft.session = {
      ...draft.session,
      lastQuestion: question ?? draft.session.lastQuestion,
      lastOutboundAt: outbound.length > 0 ? draft.at.toISOString() : draft.session.lastOutboundAt,
    };
    if (question !== null) {
      const seconds = draft.channel.capabilities.audioOut ? WAITS.expireVoice : WAITS.expireText;
      draft.timers.push({ kind: 'expire', due: dueIn(draft.at, seconds), about: 'question' });
    }
    const { session, writes: transcript } = appendEntries(draft.session, draft.entries, draft.at, tools.retentionDays);
    // What a call is answered with goes out in the webhook's own response, never through the outbox.
    const pushed = outbound.filter(
      (message) => tools.channels.get(message.channelId)?.capabilities.delivery === 'push',
    );
    const rows = pushed.map((message) => rowOf(message, draft));
    const timers = draft.timers.map((timer) =>
      putTimer({
        id: ids.next('t'),
        kind: timer.kind,
        person: session.person,
        due: timer.due.toISOString(),
        about: timer.about === 'question' ? (question ?? session.lastQuestion ?? '-') : timer.about,
      }),
    );
    const kept = draft.wipe
      ? await wipeWrites(draft, loaded)
      : [
          putSession(session, loaded.version, tools.retentionDays),
          ...transcript,
          ...caseWrites(draft),
          ...timers,
          ...draft.writes,
        ];
    const outcome = await store.commit([
      ...kept,
      ...rows.map((row): Write => ({
        op: 'put',
        key: keys.outbox(row.person, row.message.id),
        value: row,
        expect: 'absent',
      })),
      ...storedAnswer(draft, outbound),
      ...extra,
    ]);
    if (outcome === 'conflict') return 'conflict';
    return { session, sent: rows, desk: deskChange(draft), followUps: followUpsIn(draft) };
  }

  /** One message per turn; on a call the disposition also goes out by SMS, so that it can be read again. */
  function composeAll(draft: Draft): readonly Outbound[] {
    const line = draft.session.lines[draft.channel.id];
    if (line === undefined) return [];
    const language = draft.session.language ?? 'fr';
    // Whether we may ask again is asked in the SMS that follows a call: the call itself ends with the disposition.
    const asksBySms = draft.channel.capabilities.audioOut && draft.session.waiting === 'follow_up';
    const ends = draft.session.interview?.at === null && (draft.session.waiting === null || asksBySms);
    const last = draft.channel.capabilities.delivery === 'in_response' && ends;
    const to = (channel: Channel) => ({ id: messageId(draft), address: line.address, channel, language });
    const said = asksBySms ? draft.speech.filter((item) => item.kind !== 'menu') : draft.speech;
    const composed = compose(tools.composer(), said, to(draft.channel), draft.at, last);
    if (composed === null) return [];
    const main = throughWindow(composed, draft.channel, line, draft.at);
    const concluded = draft.entries.some((entry) => entry.event?.name === 'disposition_reached');
    const sms = tools.channels.get('sms' as ChannelId);
    if (!draft.channel.capabilities.audioOut || !concluded || sms === undefined || line.phone === null) return [main];
    const words = draft.speech.filter((item) => item.kind === 'text' || (asksBySms && item.kind === 'menu'));
    const copy = compose(
      tools.composer(),
      words,
      { ...to(sms), address: line.phone as Outbound['to'] },
      draft.at,
      false,
    );
    return copy === null ? [main] : [main, copy];
  }

  /** Ids start with the partition, so that a delivery status finds its way home; they carry nothing personal. */
  function messageId(draft: Draft): string {
    return ids.next(`m${partitionOf(draft.session.person)}`);
  }

  function rowOf(message: Outbound, draft: Draft): OutboxRow {
    return {
      message,
      person: draft.session.person,
      since: draft.at.toISOString(),
      attempts: 0,
      nextAt: draft.at.toISOString(),
      by: tools.processId,
    };
  }

  async function wipeWrites(draft: Draft, loaded: Loaded): Promise<readonly Write[]> {
    const person = draft.session.person;
    const partition = partitionOf(person);
    const found = await Promise.all(
      (['transcript', 'media', 'outbox'] as const).map((collection) => listAll(store, [collection, partition, person])),
    );
    const writes: Write[] = found.flat().map((stored) => ({ op: 'delete', key: stored.key }));
    const blank: Session = {
      ...draft.session,
      lines: {},
      interview: null,
      opening: { known: {}, packs: [] },
      episodes: draft.session.episodes.map((episode) => ({ ...episode, person: {}, followUp: null })),
      consent: 'none',
      owner: { kind: 'bot' },
      waiting: null,
      unconfirmed: null,
      held: [],
      prevention: NO_PREVENTION,
      lastQuestion: null,
    };
    if (loaded.case !== null && draft.case !== null) {
      draft.case = { ...draft.case, state: 'abandoned', known: {}, because: [], unread: 0, outcome: 'wiped' };
    }
    return [...writes, putSession(blank, loaded.version, tools.retentionDays), ...caseWrites(draft)];
  }
}

function draftFrom(loaded: Loaded, channel: Channel, input: TurnInput, at: Date, line: Line | null): Draft {
  const { session } = loaded;
  const lines = line === null ? session.lines : { ...session.lines, [channel.id]: line };
  const open = loaded.case?.value ?? null;
  return {
    at,
    input,
    channel,
    session: {
      ...session,
      lines,
      channel: line === null ? session.channel : channel.id,
      lastInboundAt: input.kind === 'message' ? at.toISOString() : session.lastInboundAt,
      contactAt: input.kind === 'message' ? contactTime(session, at) : session.contactAt,
    },
    loadedCase: loaded.case,
    case: open,
    understanding: null,
    heard: [],
    alert: null,
    speech: [],
    entries: [],
    timers: [],
    writes: [],
    wipe: false,
  };
}

/** What the person was told, in words, for the transcript. */
function heardBy(message: Outbound, speech: readonly Speech[]): Draft['entries'] {
  const nurse = speech.find((item) => item.kind === 'nurse');
  const choices = message.choices.map((choice) => `${choice.key} ${choice.label}`).join('\n');
  return [
    {
      by: nurse === undefined ? 'bot' : 'nurse',
      who: nurse?.kind === 'nurse' ? nurse.staffId : null,
      text: choices === '' ? message.text : `${message.text}\n${choices}`,
      event: message.textId === null ? null : { name: 'said', values: { text: message.textId } },
      messageId: message.id,
    },
  ];
}

function followUpsIn(draft: Draft): readonly string[] {
  return draft.entries.flatMap(({ event }) => /^follow_up_(\w+)$/.exec(event?.name ?? '')?.[1] ?? []);
}

/** Channels that answer inside the webhook find the answer of a repeated webhook here. */
function storedAnswer(draft: Draft, outbound: readonly Outbound[]): readonly Write[] {
  if (draft.input.kind !== 'message' || draft.channel.capabilities.delivery !== 'in_response') return [];
  const key = keys.answer(draft.session.person, draft.channel.id, draft.input.inbound.externalId);
  return [
    { op: 'put', key, value: outbound.filter((message) => message.channelId === draft.channel.id), ttlSeconds: 3600 },
  ];
}

function deskChange(draft: Draft): TurnResult['desk'] {
  const { case: after, loadedCase } = draft;
  if (after === null) return null;
  if (draft.alert !== null) return { caseId: after.id, level: after.level, kind: 'alert' };
  const before = loadedCase?.value;
  const moved = before?.id !== after.id || before.level !== after.level || before.state !== after.state;
  return { caseId: after.id, level: after.level, kind: moved ? 'queue' : 'case' };
}

const LABEL_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** Four characters without look-alikes, from the pseudonym. */
export function labelOf(person: string): string {
  let number = 0;
  for (const char of person) number = (number * 33 + char.charCodeAt(0)) >>> 0;
  return Array.from({ length: 4 }, (_, index) => LABEL_LETTERS[(number >>> (index * 5)) & 31]).join('');
}
