import { describe, expect, it } from 'vitest';
import type { Parts } from '../../bot/assemble.js';
import { createMemoryStore } from '../../bot/store/index.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import type { Outbound, Part } from '../../core/message.js';
import { heldClock } from '../../core/time.js';
import type { Transcriber, Transcription } from '../../nlp/speech/index.js';
import { testBot, type TestBot } from '../support/bot.js';

const heard = (text: string, confidence: number | null = null): Transcription => ({
  kind: 'heard',
  text,
  language: null,
  confidence,
});

interface Spoken extends TestBot {
  /** Sends a voice note in which the next of `hears` is heard. */
  note(): Promise<readonly Outbound[]>;
  readonly asked: { mediaType: string; language: string | undefined }[];
}

/** The real bot with a transcriber that hears `results`, one after the other. */
async function listening(results: readonly (Transcription | Error)[], other: Partial<Parts> = {}): Promise<Spoken> {
  const sent: Outbound[] = [];
  const asked: Spoken['asked'] = [];
  const channels = (['whatsapp', 'sms', 'voice'] as const).map((kind) =>
    createLocalChannel({ kind, onSend: (message) => void sent.push(message) }),
  );
  const queue = [...results];
  const transcriber: Transcriber = {
    transcribe({ mediaType }, { language }) {
      asked.push({ mediaType, language });
      const next = queue.shift() ?? { kind: 'failed', reason: 'nothing_heard' };
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  const bot = await testBot({ channels, transcriber, ...other });
  const say: TestBot['say'] = async (words, phone) => {
    sent.length = 0;
    await bot.say(words, phone);
    return [...sent];
  };
  return {
    ...bot,
    say,
    asked,
    note() {
      const ref = channels[0]?.attach({ mediaType: 'audio/ogg; codecs=opus', bytes: Buffer.from('a voice') }) ?? '';
      return say({ kind: 'media', mediaType: 'audio/ogg', ref, caption: '' });
    },
  };
}

const nurseOf = ({ bot }: TestBot) =>
  bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });

describe('a voice note', () => {
  it('with danger in it is answered in that turn, before consent, and nobody is asked whether it is right', async () => {
    const chat = await listening([heard('Mon père ne respire plus')]);
    const nurse = await nurseOf(chat);
    const [answer] = await chat.note();
    expect(answer?.text).toMatch(/141[\s\S]*15/);
    expect(answer?.text).not.toContain('J’ai entendu');
    const [waiting] = await chat.bot.desk.queue(nurse);
    expect(waiting).toMatchObject({ level: 'emergency', reason: 'red_flag' });
    const view = await chat.bot.desk.view(nurse, waiting?.id ?? '');
    const said = view?.transcript.find((entry) => entry.by === 'patient');
    expect(said).toMatchObject({ text: 'Mon père ne respire plus', event: { name: 'heard_by_machine' } });
    expect(said?.media).not.toBeNull();
  });

  it('with an urgent sign raises the case at once and is asked about; a no lowers nothing', async () => {
    const chat = await listening([heard('Je n’arrive plus à respirer')]);
    const nurse = await nurseOf(chat);
    await chat.say('bonjour');
    await chat.say('1');
    const [answer] = await chat.note();
    expect(answer?.text).toContain('Je n’arrive plus à respirer');
    expect(answer?.choices.map((choice) => choice.id)).toEqual(['yes', 'no']);
    const level = async () => (await chat.bot.desk.queue(nurse))[0]?.level;
    expect(await level()).toBe('urgent');
    await chat.say('non');
    expect(await level()).toBe('urgent');
  });

  it('counts as said only after a yes: the flow goes on with it', async () => {
    const chat = await listening([heard('J’ai de la fièvre')]);
    await chat.say('bonjour');
    await chat.say('1');
    const [asked] = await chat.note();
    expect(asked?.text).toContain('« J’ai de la fièvre »');
    const [next] = await chat.say({ kind: 'choice', choiceId: 'yes', title: 'Oui' });
    expect(next?.textId).not.toBe('common.heard_confirm');
    expect(next?.text).not.toContain('« J’ai de la fièvre »');
    expect(chat.asked).toEqual([{ mediaType: 'audio/ogg; codecs=opus', language: 'fr' }]);
  });

  it('takes no command, no yes and no "none of these" from words that nobody agreed to', async () => {
    for (const words of ['stop', 'efface tout', 'recommencer', 'non', 'oui', '9', 'parle moi en darija']) {
      const chat = await listening([heard(words)]);
      await chat.say('bonjour');
      await chat.say('1');
      const [answer] = await chat.note();
      expect(answer?.textId, words).toBe('common.heard_confirm');
    }
  });

  it('is corrected in writing without a no being heard as an answer to the open question', async () => {
    const chat = await listening([heard('J’ai mal au bord')]);
    for (const words of ['bonjour', '1', '1', '35 ans', '4']) await chat.say(words);
    await chat.note();
    const [answer] = await chat.say('non, j’ai dit mal à la poitrine');
    expect(answer?.textId).not.toBe('common.heard_again');
    expect(answer?.textId).not.toBe('common.heard_confirm');
  });

  it('refused twice in a row goes to the nurse; an answer in between starts the count again', async () => {
    const lines = [1, 2, 3, 4].map(() => heard('Le train part à midi'));
    const chat = await listening(lines);
    const nurse = await nurseOf(chat);
    await chat.say('bonjour');
    await chat.say('1');
    await chat.note();
    expect((await chat.say('2'))[0]?.textId).toBe('common.heard_again');
    await chat.say('1'); // "moi": in writing it works
    await chat.note();
    expect((await chat.say('2'))[0]?.textId).toBe('common.heard_again');
    expect(await chat.bot.desk.queue(nurse)).toHaveLength(0);
    await chat.note();
    expect((await chat.say('bof'))[0]?.textId).toBe('common.handoff_not_understood');
    expect((await chat.bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'not_understood' });
  });

  it('is kept for the nurse, and that is said, when nothing was heard, the server is away, or nobody listens', async () => {
    const cases: (readonly (Transcription | Error)[] | null)[] = [
      [{ kind: 'failed', reason: 'unavailable' }],
      [{ kind: 'failed', reason: 'nothing_heard' }],
      [new Error('boom: mal au ventre')],
      null,
    ];
    for (const results of cases) {
      const chat = await listening(results ?? [], results === null ? { transcriber: undefined as never } : {});
      const nurse = await nurseOf(chat);
      await chat.say('bonjour');
      await chat.say('1');
      const [answer] = await chat.note();
      expect(answer?.textId).toBe('common.voice_note_received');
      expect((await chat.bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'asked_for_person' });
      expect(chat.log.join('\n')).not.toContain('ventre');
    }
  });

  it('asks the patient nothing while a nurse holds the conversation; she reads what was heard', async () => {
    const chat = await listening([heard('J’ai mal au ventre'), heard('Mon père ne respire plus')]);
    const nurse = await nurseOf(chat);
    await chat.say('bonjour');
    await chat.say('9');
    const id = (await chat.bot.desk.queue(nurse))[0]?.id ?? '';
    expect(await chat.bot.desk.claim(nurse, id)).toBe('claimed');
    await chat.bot.idle();
    expect(await chat.note()).toEqual([]);
    expect(await chat.note()).toEqual([]);
    const transcript = (await chat.bot.desk.view(nurse, id))?.transcript ?? [];
    expect(transcript.some((entry) => entry.text === 'J’ai mal au ventre')).toBe(true);
    expect(transcript.some((entry) => entry.event?.name === 'red_flag_raised')).toBe(true);
  });

  it('at a danger question, and then silence: the nurse is told as if no note had come', async () => {
    const chat = await listening([heard('Le train part à midi')]);
    const nurse = await nurseOf(chat);
    for (const words of ['bonjour', '1', 'j’ai mal à la poitrine', '35 ans', '4']) await chat.say(words);
    expect((await chat.note())[0]?.textId).toBe('common.heard_confirm');
    expect(await chat.bot.desk.queue(nurse)).toHaveLength(0);
    chat.clock.advance(5 * 3_600_000);
    await chat.bot.tick();
    await chat.bot.idle();
    expect((await chat.bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'silence', level: 'urgent' });
  });

  it('is sent nowhere after consent was refused', async () => {
    const chat = await listening([heard('J’ai mal au ventre')]);
    await chat.say('bonjour');
    await chat.say('2');
    await chat.note();
    expect(chat.asked).toEqual([]);
  });

  it('is heard once, also when the turn runs again; nothing heard reaches the log', async () => {
    const words = 'Ma voisine Fatima a mal au genou gauche';
    const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
    const store = createMemoryStore({ clock });
    let lost = 0;
    const losing = {
      ...store,
      commit(writes: Parameters<typeof store.commit>[0]) {
        const isTurn = writes.some((write) => write.key[0] === 'media');
        if (isTurn && lost < 2) {
          lost += 1;
          return Promise.resolve('conflict' as const);
        }
        return store.commit(writes);
      },
    };
    const chat = await listening([heard(words), heard('twice')], { store: losing, clock });
    await chat.say('bonjour');
    await chat.say('1');
    const [answer] = await chat.note();
    expect(lost).toBe(2);
    expect(chat.asked).toHaveLength(1);
    expect(answer?.text).toContain(words);
    await chat.say('1');
    expect(chat.log.join('\n')).toContain('speech.heard');
    expect(chat.log.join('\n')).not.toMatch(/Fatima|genou/);
  });
});

describe('words on a call', () => {
  const text = (words: string, confidence: number): Part => ({ kind: 'text', text: words, confidence });

  it('count when they were heard well, and are asked about when they were not', async () => {
    const chat = await testBot();
    await chat.say('bonjour');
    await chat.say('1');
    const [sure] = await chat.say(text('J’ai mal à la poitrine', 0.9));
    expect(sure?.textId).toBe('common.age');
    const [unsure] = await chat.say(text('trente ans', 0.4));
    expect(unsure?.textId).toBe('common.heard_confirm');
    expect(unsure?.text).toContain('trente ans');
    const [next] = await chat.say('1');
    expect(next?.textId).not.toBe('common.heard_confirm');
    expect(next?.textId).not.toBe('common.age');
  });

  it('that were heard badly confirm nothing, run nothing and are no key; danger in them is answered', async () => {
    const chat = await testBot();
    await chat.say('bonjour');
    await chat.say('1');
    expect((await chat.say(text('9', 0.3)))[0]?.textId).toBe('common.heard_confirm');
    expect((await chat.say(text('oui', 0.3)))[0]?.textId).toBe('common.heard_confirm');
    const [answer] = await chat.say(text('mon père ne respire plus', 0.2));
    expect(answer?.text).toMatch(/141/);
  });
});
