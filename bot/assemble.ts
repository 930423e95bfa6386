import { randomBytes } from 'node:crypto';
import type { IdSource } from '../core/ids.js';
import type { Logger } from '../core/log.js';
import type { ChannelId, Inbound, Outbound } from '../core/message.js';
import type { Clock } from '../core/time.js';

import { TRIAGE_LEVELS, urgencyRank } from '../core/triage.js';
import type { Channel, DeliveryStatus } from '../channels/channel.js';
import type { Desk } from '../console/desk.js';
import { createEngine, type FlowEngine, type Release } from '../flows/index.js';
import type { LeadTable } from '../flows/leads/index.js';
import type { Nlu } from '../nlp/nlu.js';
import type { Transcriber } from '../nlp/speech/index.js';
import { createDesk } from './handoff/desk.js';
import { openHandoff } from './handoff/queue.js';
import { createStaffRoom, type StaffRoom } from './handoff/staff.js';
import { createWatch } from './handoff/watch.js';
import { createMetrics, type Metrics } from './metrics.js';
import { listAll, PARTITIONS } from './session/repository.js';
import { dueTimers } from './session/timers.js';
import type { Store } from './store/store.js';
import { pseudonym } from './store/keys.js';
import { LabasAdapter } from './turn/adapter.js';
import { createAnswering } from './turn/answering.js';
import { commands } from './turn/commands.js';
import { consent } from './turn/consent.js';
import type { Draft } from './turn/draft.js';
import { readFallback, type Fallback } from './turn/fallback.js';
import { createFollowUps } from './turn/follow-up.js';
import { guard } from './turn/guard.js';
import { createIntake, type Intake, type InboxRow } from './turn/intake.js';
import { createInterviewer } from './turn/interview.js';
import { createOutbox, type Outbox } from './turn/outbox.js';
import { owner } from './turn/owner.js';
import type { Composer } from './turn/reply.js';
import { createTurnLoop, type TurnResult } from './turn/turn.js';
import { understand } from './turn/understand.js';

/** Everything a bot is made of; tests pass other parts. */
export interface Parts {
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly nlu: Nlu;
  /** Turns voice notes into words; absent: they are kept for the nurse. */
  readonly transcriber?: Transcriber;
  readonly release: Release;
  /** Absent: the engine as it is. */
  readonly engine?: FlowEngine;
  /** Leads for the nurse; absent: she sees none. */
  readonly leads?: LeadTable;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  /** Key of the pseudonyms. */
  readonly pseudonymKey: Buffer;
  readonly retentionDays: number;
  readonly nurseMinutes: number;
  /** Emergency numbers that win over the release's (another region). */
  readonly numbers?: Readonly<Record<string, string>>;
  /** Whether every prompt of this spoken language can be played or spoken on calls. */
  readonly speaks: (language: string) => boolean;
  readonly burstMilliseconds: number;
}

export interface Bot {
  readonly release: Release;
  readonly engine: FlowEngine;
  readonly desk: Desk;
  readonly staff: StaffRoom;
  readonly intake: Intake;
  readonly outbox: Outbox;
  readonly fallback: Fallback;
  readonly metrics: Metrics;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  /** Stores messages; resolves when they may be acknowledged. */
  accept(inbound: readonly Inbound[]): Promise<void>;
  note(statuses: readonly DeliveryStatus[]): Promise<void>;
  /** What a call's webhook is answered with. */
  answerTo(inbound: Inbound): Promise<readonly Outbound[]>;
  /** Everything that has fallen due, now. */
  tick(): Promise<void>;
  /** Brings the counts of waiting cases up to date. */
  countQueue(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Goes on with what an earlier process left. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

/** Intents of somebody who may be in the middle of a thought. */
const WORDY: readonly string[] = ['report_symptom', 'greet', 'out_of_scope'];

/** Builds every part and introduces them. Beside open.ts the one place that calls factories of other folders. */
export async function assemble(parts: Parts): Promise<Bot> {
  const { store, clock, ids, log, release } = parts;
  const channels = new Map(parts.channels.map((channel) => [channel.id, channel]));
  const numbers = { ...release.numbers, ...parts.numbers };
  const processId = randomBytes(6).toString('hex');
  const engine = parts.engine ?? createEngine();
  const metrics = createMetrics();
  const fallback = readFallback(release, numbers);
  const staff = await createStaffRoom(store);
  const composer = (): Composer => ({ release, numbers, values: { minutes: String(parts.nurseMinutes) } });

  const interviewer = createInterviewer({ engine, release, ids, onDuty: staff.onDuty });
  const followUps = createFollowUps({ interviewer, release, onDuty: staff.onDuty });
  const adapter = new LabasAdapter(openHandoff(ids));
  const speaks = (draft: Draft): boolean =>
    !draft.channel.capabilities.audioOut || parts.speaks(draft.session.language ?? 'fr');
  // The order is the promise: danger before anything else, the nurse before the bot, consent before the questions.
  adapter.use(
    understand({ nlu: parts.nlu, engine, release }),
    guard({ engine, release, interviewer, onDuty: staff.onDuty }),
    owner(),
    commands({ interviewer, followUps, onDuty: staff.onDuty, speaks }),
    consent({ engine, release, interviewer, onDuty: staff.onDuty, speaks }),
  );
  const loop = createTurnLoop({
    store,
    adapter,
    composer,
    channels,
    clock,
    ids,
    log,
    processId,
    retentionDays: parts.retentionDays,
  });
  const outbox = createOutbox({
    store,
    channels,
    clock,
    log,
    processId,
    onDelivery: (_person, state) => metrics.delivery(state),
    onRecovered: metrics.recovered,
  });

  const done = (result: TurnResult): void => {
    outbox.enqueue(result.sent);
    if (result.desk !== null) desk.announce(result.desk);
    for (const step of result.followUps) metrics.followUp(step);
  };
  const answering = createAnswering({
    loop,
    store,
    channels,
    interviewer,
    transcriber: parts.transcriber ?? null,
    fallback,
    clock,
    ids,
    log,
    processId,
    retentionDays: parts.retentionDays,
    done,
  });
  const intake = createIntake({
    store,
    clock,
    ids,
    log,
    personOf: (inbound) => pseudonym(parts.pseudonymKey, inbound.phone ?? `${inbound.channelId}:${inbound.from}`),
    burstMilliseconds: parts.burstMilliseconds,
    isPressing: async (row) => {
      const { part } = row.inbound;
      if (part.kind !== 'text') return true;
      const heard = await parts.nlu.understand({ text: part.text }, {});
      const first = heard.intents[0]?.label;
      return heard.redFlag || (first !== undefined && !WORDY.includes(first));
    },
    turn: async (person: string, rows: readonly InboxRow[], deletes) => {
      const started = performance.now();
      await answering(person, rows, deletes);
      metrics.turn(rows[0]?.inbound.channelId ?? 'none', (performance.now() - started) / 1000, 'answered');
    },
  });
  const watch = createWatch({ store, loop, interviewer, followUps, channels, log, done });
  const desk = createDesk({
    store,
    staff,
    loop,
    engine,
    release,
    interviewer,
    leads: parts.leads ?? null,
    channels,
    clock,
    ids,
    alone: intake.alone,
    done,
  });

  async function tick(): Promise<void> {
    for (const timer of await dueTimers(store, clock.now())) {
      await intake.alone(timer.person, () => watch(timer));
    }
    await outbox.recover();
  }

  return {
    release,
    engine,
    desk,
    staff,
    intake,
    outbox,
    fallback,
    metrics,
    channels,
    accept: intake.accept,
    note: outbox.note,
    answerTo: intake.answerTo,
    tick,
    async countQueue() {
      const pages = await Promise.all(PARTITIONS.map((partition) => listAll(store, ['waiting', partition])));
      const ranks = pages.flat().map((stored) => 9 - Number(stored.key[2]));
      for (const level of TRIAGE_LEVELS)
        metrics.queue(level, ranks.filter((rank) => rank === urgencyRank(level)).length);
    },
    async idle() {
      await intake.idle();
      await outbox.idle();
    },
    async recover() {
      const people = await intake.recover();
      const rows = await outbox.recover();
      if (people + rows > 0) log.info('bot.recovered', { people, rows });
    },
    async stop() {
      await intake.idle();
      await outbox.stop();
    },
  };
}
