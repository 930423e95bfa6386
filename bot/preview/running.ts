import { randomUUID } from 'node:crypto';
import { timedIds } from '../../core/ids.js';
import type { Logger } from '../../core/log.js';
import type { Clock } from '../../core/time.js';
import { contactId, type Channel } from '../../channels/channel.js';
import type { Phones, PreviewChoice } from '../../channels/simulator/index.js';
import { createEngine, type Release } from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import { assemble, type Bot } from '../assemble.js';
import { keys, loadSession } from '../session/repository.js';
import { newSession, NO_PREVENTION, presentationOf, type Session } from '../session/session.js';
import { createMemoryStore, pseudonym } from '../store/index.js';
import { labelOf } from '../turn/turn.js';
import { openAt } from './opening.js';
import { createRecorder, type Given } from './recorder.js';
import { replay } from './replay.js';
import { tellAgain } from './screen.js';

/** The person who holds one of the three phones. */
export interface Holder {
  readonly channel: Channel;
  readonly phone: string;
  readonly address: string;
}

/** What a conversation came to: the answers given so far, to be given again in the next release. */
export type Stand = ReadonlyMap<string, readonly Given[]>;

/** A bot of its own for one release, on a store of its own in memory: nothing of it is kept. */
export interface Running {
  readonly release: Release;
  readonly bot: Bot;
  /** Begins the three conversations; `stand`: goes on where they stood, as far as the answers reach. */
  begin(choice: PreviewChoice, stand: Stand): Promise<{ readonly problem: string | null; readonly replayed: number }>;
  stand(): Promise<Stand>;
  stop(): Promise<void>;
}

/** What is said about waiting for a nurse. */
const NURSE_MINUTES = 10;

export async function run(tools: {
  readonly release: Release;
  readonly holders: readonly Holder[];
  readonly phones: Phones;
  readonly nlu: Nlu;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Running> {
  const { release, holders, phones, clock } = tools;
  const store = createMemoryStore({ clock });
  const pseudonymKey = Buffer.alloc(32, 1);
  const recorder = createRecorder(createEngine());
  const composer = { release, numbers: release.numbers, values: { minutes: String(NURSE_MINUTES) } };
  const bot = await assemble({
    store,
    channels: holders.map(({ channel }) => channel),
    nlu: tools.nlu,
    release,
    engine: recorder.engine,
    clock,
    ids: timedIds(() => Date.now(), Math.random),
    log: tools.log,
    pseudonymKey,
    retentionDays: 1,
    nurseMinutes: NURSE_MINUTES,
    // A call is read along here: it is shown in every form, with or without a voice.
    speaks: () => true,
    burstMilliseconds: 0,
  });

  const personOf = (holder: Holder): string => pseudonym(pseudonymKey, holder.phone);

  async function beginOn(holder: Holder, choice: PreviewChoice, given: readonly Given[]): Promise<string | number> {
    const presentation = presentationOf(holder.channel.capabilities);
    const offers = release.packs.get(choice.pack)?.prevention != null;
    // Who has taken an offer goes on with its questions. The recorder hears what the clinician answers, and nothing before.
    const wanted = offers && given.length > 0 ? { ...choice, skip: true } : choice;
    const opening = openAt(createEngine(), release, wanted, presentation);
    phones.clear(holder.phone);
    if (opening.step === null) return opening.problem;
    const replayed = replay(recorder.engine, release, opening.step, given);
    const { state } = replayed.step;
    // A call begins when it is made: with the same things known, and not as one that broke off.
    const isNewCall = presentation === 'keys' && replayed.turns.length === 0 && !offers;
    const packs = choice.pack === 'common' ? [] : [choice.pack];
    await put(holder, choice, {
      interview: isNewCall ? null : state,
      opening: isNewCall ? { known: state.slots, packs } : { known: {}, packs: [] },
      offered: opening.offered,
    });
    if (presentation === 'keys') return replayed.turns.length;
    const { language } = choice;
    tellAgain(phones, holder.phone, replayed, { composer, channel: holder.channel, language, at: clock.now() });
    if (state.at !== null || opening.offered !== null) await repeat(holder);
    return replayed.turns.length;
  }

  /** A person who has agreed and chosen a language, in the middle of an interview. */
  async function put(
    holder: Holder,
    choice: PreviewChoice,
    at: Pick<Session, 'interview' | 'opening'> & { readonly offered: string | null },
  ): Promise<void> {
    const person = personOf(holder);
    const now = clock.now().toISOString();
    const { interview, opening, offered } = at;
    const session: Session = {
      ...newSession(person, labelOf(person), holder.channel.id),
      lines: {
        [holder.channel.id]: { address: contactId(holder.address), phone: holder.phone, lastInboundAt: now },
      },
      language: choice.language,
      languageChosen: true,
      consent: 'given',
      interview,
      opening,
      waiting: offered === null ? null : 'prevention',
      prevention: offered === null ? NO_PREVENTION : { offers: { [offered]: now }, offered },
      episodeId: 'preview',
      episodes: [
        {
          id: 'preview',
          patient: String((interview?.slots ?? opening.known)['patient'] ?? 'unknown'),
          startedAt: now,
          floor: null,
          contacts: [now],
          person: {},
          followUp: null,
        },
      ],
      lastInboundAt: now,
      contactAt: now,
    };
    await store.commit([{ op: 'put', key: keys.session(person), value: session }]);
  }

  /** Has the bot put the open question, as if the person had asked for it again. */
  async function repeat({ channel, phone, address }: Holder): Promise<void> {
    await bot.accept([
      {
        channelId: channel.id,
        externalId: `preview-${randomUUID()}`,
        from: contactId(address),
        phone,
        part: { kind: 'text', text: '*' },
        sentAt: clock.now(),
        answers: null,
      },
    ]);
    await bot.idle();
  }

  return {
    release,
    bot,
    async begin(choice, stand) {
      const results: (string | number)[] = [];
      for (const holder of holders) results.push(await beginOn(holder, choice, stand.get(holder.phone) ?? []));
      const problem = results.find((result) => typeof result === 'string') ?? null;
      return { problem, replayed: Math.max(0, ...results.filter((result) => typeof result === 'number')) };
    },
    async stand() {
      await bot.idle();
      const found = new Map<string, readonly Given[]>();
      for (const holder of holders) {
        const { session } = await loadSession(store, personOf(holder), { label: '', channel: holder.channel.id });
        found.set(holder.phone, session.interview === null ? [] : recorder.historyOf(session.interview));
      }
      return found;
    },
    async stop() {
      await bot.stop();
      await store.close();
    },
  };
}
