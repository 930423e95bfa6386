import type { TurnContext } from '@microsoft/agents-hosting';
import { AppError } from '../../core/errors.js';
import type { Logger } from '../../core/log.js';
import type { ChannelId, Inbound, Outbound } from '../../core/message.js';
import type { IdSource } from '../../core/ids.js';
import { addSeconds, type Clock } from '../../core/time.js';
import type { Channel } from '../../channels/channel.js';
import type { Transcriber } from '../../nlp/speech/index.js';
import { openHandoff, caseWrites } from '../handoff/queue.js';
import { keys, loadSession, partitionOf, putSession } from '../session/repository.js';
import type { Line } from '../session/session.js';
import type { Store, Write } from '../store/store.js';
import { appendEntries } from '../transcript/transcript.js';
import { say } from './adapter.js';
import type { Draft, StoredMedia, TurnInput } from './draft.js';
import type { Fallback } from './fallback.js';
import { joined, type InboxRow } from './intake.js';
import type { Interviewer } from './interview.js';
import { createListener } from './listen.js';
import { unsureWords } from './overhear.js';
import { labelOf, type TurnLoop, type TurnResult } from './turn.js';

/** Tries before a conflict counts as a fault: another turn of the same person can win a few times, never for ever. */
const MAX_CONFLICTS = 8;
const MAX_MEDIA_BYTES = 5 * 1024 * 1024;

/**
 * Answers what waits in the inbox: one turn per message or burst. Any fault ends in the fixed sentence with the emergency
 * numbers and a case for the nurse; the patient is never met with silence.
 */
export function createAnswering(tools: {
  readonly loop: TurnLoop;
  readonly store: Store;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly interviewer: Interviewer;
  /** `null`: voice notes are kept for the nurse and not understood. */
  readonly transcriber: Transcriber | null;
  readonly fallback: Fallback;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly processId: string;
  readonly retentionDays: number;
  readonly done: (result: TurnResult) => void;
}) {
  const { log, store, clock } = tools;
  const listen = createListener(tools);

  /** Never throws. */
  return async (person: string, rows: readonly InboxRow[], deletes: readonly Write[]): Promise<void> => {
    const inbound = joined(rows);
    const channel = tools.channels.get(inbound.channelId);
    if (channel === undefined) {
      log.error('turn.failed', { code: 'TURN_FAILED', why: 'no such channel' });
      await store.commit(deletes);
      return;
    }
    const started = performance.now();
    try {
      const media = await fetchMedia(channel, inbound);
      const isNote = inbound.part.kind === 'media' && inbound.part.caption === '';
      const heard = await listen(isNote ? media : null, async () => (await sessionOf(person, channel)).session);
      const input: TurnInput = { kind: 'message', inbound, media, overheard: heard ?? unsureWords(inbound) };
      const result = await settle(person, channel, input, deletes, lineOf(inbound, clock.now()));
      log.info('turn.completed', {
        conversation: person,
        channel: channel.id,
        milliseconds: Math.round(performance.now() - started),
        level: result.session.interview?.level ?? null,
        pack: result.session.interview?.pack ?? null,
        owner: result.session.owner.kind,
      });
      tools.done(result);
    } catch (error) {
      log.error('turn.failed', { code: 'TURN_FAILED', conversation: person, channel: channel.id, why: nameOf(error) });
      await fallBack(person, channel, inbound, deletes);
    }
  };

  function sessionOf(person: string, channel: Channel): ReturnType<typeof loadSession> {
    return loadSession(store, person, { label: labelOf(person), channel: channel.id });
  }

  async function settle(
    person: string,
    channel: Channel,
    input: TurnInput,
    deletes: readonly Write[],
    line: Line,
  ): Promise<TurnResult> {
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const result = await tools.loop.run(person, channel, input, converse, deletes, line);
      if (result !== 'conflict') return result;
      log.warn('turn.conflict', { conversation: person, attempt });
    }
    throw new AppError('TURN_CONFLICT', `the turn lost ${MAX_CONFLICTS} times against parallel turns`);
  }

  /** After the middleware set: a call that just began or went silent, or a message for the interview. */
  async function converse(context: TurnContext, draft: Draft): Promise<void> {
    const part = draft.input.kind === 'message' ? draft.input.inbound.part : null;
    if (part?.kind === 'call' && part.event === 'hung_up') {
      if (draft.session.interview !== null) await tools.interviewer.proceed(context, draft);
      draft.speech.length = 0;
      return;
    }
    if (part?.kind === 'call' && part.event === 'started' && draft.session.interview?.at != null) {
      await say(context, 'common.resume');
      await tools.interviewer.repeat(context, draft);
      return;
    }
    await tools.interviewer.proceed(context, draft);
    if (draft.speech.length === 0) await say(context, 'common.nothing_running');
  }

  async function fetchMedia(channel: Channel, inbound: Inbound): Promise<StoredMedia | null> {
    if (inbound.part.kind !== 'media') return null;
    try {
      const media = await channel.fetchMedia(inbound.part.ref, AbortSignal.timeout(8000));
      if (media.bytes.byteLength > MAX_MEDIA_BYTES) return null;
      return {
        id: tools.ids.next('a'),
        mediaType: media.mediaType,
        base64: Buffer.from(media.bytes).toString('base64'),
      };
    } catch (error) {
      log.warn('media.unavailable', { code: 'MEDIA_UNAVAILABLE', channel: channel.id, why: nameOf(error) });
      return null;
    }
  }

  /** The fixed sentence, with as much of a record as still works: case and outbox if the store answers, else a bare send. */
  async function fallBack(
    person: string,
    channel: Channel,
    inbound: Inbound,
    deletes: readonly Write[],
  ): Promise<void> {
    const at = clock.now();
    try {
      const loaded = await sessionOf(person, channel);
      if (loaded.session.owner.kind === 'nurse') {
        await store.commit(deletes);
        return;
      }
      const message = fixedMessage(person, channel, inbound, loaded.session.language ?? 'fr', at);
      const draft = minimalDraft(loaded, channel, inbound, at);
      openHandoff(tools.ids)(draft, { reason: 'fault', level: loaded.session.interview?.level ?? 'same_day' });
      draft.entries.push(
        { by: 'patient', text: textOf(inbound), messageId: inbound.externalId },
        { by: 'bot', text: message.text, messageId: message.id, event: { name: 'fault', values: {} } },
      );
      const { session, writes } = appendEntries(draft.session, draft.entries, at, tools.retentionDays);
      const push = channel.capabilities.delivery === 'push';
      const row = {
        message,
        person,
        since: at.toISOString(),
        attempts: 0,
        nextAt: at.toISOString(),
        by: tools.processId,
      };
      const outcome = await store.commit([
        putSession(
          { ...session, lines: { ...session.lines, [channel.id]: lineOf(inbound, at) } },
          loaded.version,
          tools.retentionDays,
        ),
        ...writes,
        ...caseWrites(draft),
        push
          ? { op: 'put', key: keys.outbox(person, message.id), value: row, expect: 'absent' }
          : { op: 'put', key: keys.answer(person, channel.id, inbound.externalId), value: [message], ttlSeconds: 3600 },
        ...deletes,
      ]);
      if (outcome === 'committed') {
        const level = draft.case?.level ?? 'same_day';
        tools.done({
          session,
          sent: push ? [row] : [],
          desk: { caseId: draft.case?.id ?? '', level, kind: 'queue' },
          followUps: [],
        });
        return;
      }
      throw new AppError('TURN_CONFLICT', 'the fallback lost against a parallel turn');
    } catch (error) {
      log.error('turn.fallback_bare', { code: 'STORE_UNAVAILABLE', why: nameOf(error) });
      if (channel.capabilities.delivery === 'push') {
        const message = fixedMessage(person, channel, inbound, 'fr', at);
        await channel.send(message, AbortSignal.timeout(15_000)).catch(() => undefined);
      }
    }
  }

  function fixedMessage(
    person: string,
    channel: Channel,
    inbound: Inbound,
    language: keyof Fallback,
    at: Date,
  ): Outbound {
    const text = tools.fallback[language];
    return {
      id: tools.ids.next(`m${partitionOf(person)}`),
      channelId: channel.id,
      to: inbound.from,
      language,
      textId: null,
      text,
      choices: [],
      expects: 'nothing',
      menuLabel: '',
      speech: channel.capabilities.audioOut ? [{ id: 'common.failure', text }] : null,
      last: true,
      notAfter: addSeconds(at, 3600),
    };
  }
}

function minimalDraft(
  loaded: Awaited<ReturnType<typeof loadSession>>,
  channel: Channel,
  inbound: Inbound,
  at: Date,
): Draft {
  return {
    at,
    input: { kind: 'message', inbound, media: null, overheard: null },
    channel,
    session: loaded.session,
    loadedCase: loaded.case,
    case: loaded.case?.value ?? null,
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

function textOf(inbound: Inbound): string {
  return inbound.part.kind === 'text' ? inbound.part.text.slice(0, 10_000) : `[${inbound.part.kind}]`;
}

export function lineOf(inbound: Inbound, at: Date): Line {
  return { address: inbound.from, phone: inbound.phone, lastInboundAt: at.toISOString() };
}

/** The kind of a fault for the log: never its message, which may quote what a patient said. */
export function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  const where = /\n\s+at [^\n]*?([\w.-]+\.[jt]s:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.name} ${where}`.trim();
}
