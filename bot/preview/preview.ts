import path from 'node:path';
import { systemClock } from '../../core/time.js';
import type { Logger } from '../../core/log.js';
import type { Phones, Preview, PreviewChoice, WireFault, WirePreview } from '../../channels/simulator/index.js';
import { readRelease, type ParsedFiles, type Problem, type Release } from '../../flows/index.js';
import type { Nlu } from '../../nlp/nlu.js';
import type { Bot } from '../assemble.js';
import { personFor } from './opening.js';
import { run, type Holder, type Running, type Stand } from './running.js';
import { snapshotOf } from './watch.js';

/** How often the files are looked at: what was saved is on the phones within a second. */
const LOOK_MILLISECONDS = 200;
/** More faults than anybody mends at once. */
const MOST_FAULTS = 50;
const NOTHING: Stand = new Map();

/** A pack on three phones that follows the files it is made of. */
export interface LivePreview extends Preview {
  /** The bot of the last sound content; `null`: there was none yet. */
  readonly bot: Bot | null;
  /** The same, when nothing is beginning any more: what a person writes meanwhile is for the conversation that begins. */
  settled(): Promise<Bot | null>;
  /** Reads the content, begins, and follows the files from then on. What the bot sends must be able to arrive by now. */
  follow(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Follows the files of a content folder until it is stopped. Content with faults changes nothing on the phones: the last sound
 * one goes on, and the faults are told. Sound again, the conversations go on where they stood.
 */
export function createPreview(tools: {
  readonly directory: string;
  readonly pack: string;
  readonly holders: readonly Holder[];
  readonly phones: Phones;
  readonly nlu: Nlu;
  readonly log: Logger;
}): LivePreview {
  const { directory } = tools;
  const listeners = new Set<() => void>();
  const parsed: ParsedFiles = new Map();
  let running: Running | null = null;
  let seen = '';
  let state: WirePreview = {
    choice: { pack: tools.pack, age: 40, unit: 'years', sex: 'm', state: 'none', language: 'fr', skip: true },
    packs: [],
    faults: [],
    remarks: [],
    problem: null,
    running: false,
    run: 0,
    replayed: 0,
    readAt: systemClock.now().toISOString(),
    phones: phonesOf(tools.holders),
  };

  function change(news: Partial<WirePreview>): void {
    state = { ...state, ...news };
    for (const listener of listeners) listener();
  }

  function failed(error: unknown): void {
    tools.log.error('preview.failed', { why: error instanceof Error ? error.name : 'unknown' });
  }

  /** One thing at a time: a save while the conversations begin waits for them. */
  let tail: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = tail.then(work);
    tail = mine.catch(() => undefined);
    return mine;
  }

  /** Every beginning has a bot and a store of its own: nothing that was said before is left in them. */
  async function begin(release: Release, choice: PreviewChoice, stand: Stand): Promise<void> {
    const before = running;
    running = await run({ ...tools, release, clock: systemClock });
    // What is over may not keep the new words from the phones.
    await before?.stop().catch(failed);
    const began = await running.begin(choice, stand).catch((error: unknown) => ({
      // Content that loads may still lead nowhere; `flows prove` tells more.
      problem: `this cannot be shown: ${error instanceof Error ? error.message : 'unknown'}`,
      replayed: 0,
    }));
    change({ choice, ...began, running: true, run: state.run + 1 });
  }

  async function standNow(): Promise<Stand> {
    return (await running?.stand()) ?? NOTHING;
  }

  async function read(): Promise<void> {
    const { release, problems } = readRelease(directory, parsed);
    const told = problems.slice(0, MOST_FAULTS).map((problem) => faultOf(directory, problem));
    if (release === null) return change({ faults: told });
    change({ faults: [], remarks: told, packs: packsOf(release), readAt: systemClock.now().toISOString() });
    if (running?.release.hash === release.hash) return;
    const { choice } = state;
    const person = running === null ? personFor(release, choice.pack) : {};
    await begin(release, { ...choice, ...person }, await standNow());
  }

  async function look(): Promise<void> {
    const now = snapshotOf(directory);
    if (now === seen) return;
    await read();
    seen = now;
  }

  let timer: NodeJS.Timeout | undefined;

  return {
    get bot() {
      return running?.bot ?? null;
    },
    async settled() {
      await tail;
      return running?.bot ?? null;
    },
    state: () => state,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    choose: (choice) =>
      inTurn(async () => {
        // Another language says the same in other words; anything else is another conversation.
        const { language: _before, ...same } = state.choice;
        const { language: _after, ...wanted } = choice;
        const goesOn = JSON.stringify(same) === JSON.stringify(wanted) && state.choice.language !== choice.language;
        if (running === null) return change({ choice });
        const { release } = running;
        const person = choice.pack === state.choice.pack ? {} : personFor(release, choice.pack);
        await begin(release, { ...choice, ...person }, goesOn ? await standNow() : NOTHING);
      }),
    async follow() {
      await inTurn(look);
      // One look at a time: on a busy machine looks would queue up, and everything else behind them.
      let isLooking = false;
      timer = setInterval(() => {
        if (isLooking) return;
        isLooking = true;
        void inTurn(look)
          .catch(failed)
          .finally(() => {
            isLooking = false;
          });
      }, LOOK_MILLISECONDS);
    },
    async stop() {
      clearInterval(timer);
      await tail;
      await running?.stop();
    },
  };
}

function packsOf(release: Release): WirePreview['packs'] {
  return [...release.packs.values()].map((pack) => ({
    id: pack.id,
    title: release.text(pack.title, 'fr') ?? pack.id,
    bands: pack.bands,
  }));
}

function phonesOf(holders: readonly Holder[]): WirePreview['phones'] {
  const of = (id: string): string => holders.find(({ channel }) => channel.id === id)?.phone ?? '';
  return { whatsapp: of('whatsapp'), sms: of('sms'), voice: of('voice') };
}

function faultOf(directory: string, { file, line, column, message }: Problem): WireFault {
  return { place: `${path.relative(directory, file)}:${line}:${column}`, message };
}
