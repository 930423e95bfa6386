import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../bot/store/index.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import { WRITTEN_FORMS } from '../../core/language.js';
import type { Outbound, TextId } from '../../core/message.js';
import { heldClock } from '../../core/time.js';
import { shippedRelease, testBot, type TestBot } from '../support/bot.js';

const MILD = ['bonjour', '1', 'ma fille de 6 ans a de la fièvre depuis hier', '5', '2', '4', '5', '4', '6'];
const STING = ['bonjour', '1', '1', '34 ans', '4', '3', '5', '1', '3', '3'];
const HOUR = 3600_000;

async function tell(chat: TestBot, lines: readonly string[]): Promise<readonly Outbound[]> {
  let last: readonly Outbound[] = [];
  for (const line of lines) last = await chat.say(line);
  return last;
}

/** Lets time pass in steps, as the server's tick does, and returns what was sent meanwhile. */
async function pass(chat: TestBot, hours: number, step = hours): Promise<readonly Outbound[]> {
  chat.sent.length = 0;
  for (let gone = 0; gone < hours; gone += step) {
    chat.clock.advance(step * HOUR);
    await chat.bot.tick();
    await chat.bot.idle();
  }
  return [...chat.sent];
}

const nurseOf = (chat: TestBot) =>
  chat.bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
const ids = (messages: readonly Outbound[]) => messages.map((message) => message.textId);

describe('asking again after a disposition', () => {
  it('comes at its hour and not before, and names nothing of health in any form', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    expect(await pass(chat, 47.5, 0.5)).toEqual([]);
    expect(ids(await pass(chat, 0.5))).toEqual(['common.follow_up_read']);
    for (const form of WRITTEN_FORMS) {
      const words = shippedRelease().text('common.follow_up_read' as TextId, form) ?? '';
      expect(words).not.toMatch(/malad|infirm|santé|fermli|lmrid|7ala|مريض|فرمل|الحال|ⴰⵎⵓⴹⵉⵏ|ⵜⴰⴼⵔⵎⵍⵉⵜ/i);
    }
  });

  it('is not asked after a refusal, nor when the question was passed over', async () => {
    for (const answer of ['2', 'merci']) {
      const chat = await testBot();
      await tell(chat, [...MILD, answer, 'merci']);
      expect(ids(chat.sent)).toEqual(['common.thanks']);
      expect(await pass(chat, 60, 12)).toEqual([]);
    }
  });

  it('is never asked for after an emergency', async () => {
    const chat = await testBot();
    const spoken = [await chat.say('bonjour'), await chat.say('1'), await chat.say('mon père ne respire plus')].flat();
    expect(spoken.some((message) => message.text.includes('141'))).toBe(true);
    expect(spoken.some((message) => message.text.includes('redemander'))).toBe(false);
    expect(await pass(chat, 3, 0.5)).not.toContainEqual(expect.objectContaining({ textId: 'common.follow_up_read' }));
  });

  it('is never asked of who refused to be kept', async () => {
    const chat = await testBot();
    const spoken = (await tell(chat, ['bonjour', '2', ...MILD.slice(2)])).map((message) => message.text);
    expect(spoken.join('\n')).not.toContain('redemander');
    expect(ids(await pass(chat, 60, 12))).not.toContain('common.follow_up_read');
  });

  it('takes "my daughter is better" for an answer that was not understood, and not for a new complaint', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    await pass(chat, 48);
    await chat.say('1');
    expect(ids(await chat.say('ma fille va bien'))).not.toContain('common.overview');
  });

  it('gives another patient nothing of the first one, whose episode keeps its floor', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '2']);
    // The child was six; of the father neither age nor lists of children are known.
    expect(ids(await chat.say('mon père a mal à la tête'))).toEqual(['common.age']);
  });

  it('tells a nurse of two hours of silence after an urgent disposition, although she had closed the case', async () => {
    const chat = await testBot();
    const nurse = await nurseOf(chat);
    await tell(chat, [...STING, '1']);
    const first = (await chat.bot.desk.queue(nurse))[0]?.id ?? '';
    await chat.bot.desk.claim(nurse, first);
    await chat.bot.desk.close(nurse, first, 'advice_given', 'told to go');
    expect(ids(await pass(chat, 2))).toEqual(['common.follow_up_read']);
    expect(await chat.bot.desk.queue(nurse)).toEqual([]);
    // Nothing about health goes to a phone that did not answer: not now, and not when nobody claims the case.
    expect(ids(await pass(chat, 2))).toEqual(['common.follow_up_read']);
    expect((await chat.bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'follow_up_silent', level: 'urgent' });
    expect(await pass(chat, 3, 0.25)).toEqual([]);
  });

  it('leaves silence after a mild disposition alone', async () => {
    const chat = await testBot();
    const nurse = await nurseOf(chat);
    await tell(chat, [...MILD, '1']);
    expect(await pass(chat, 48)).toHaveLength(1);
    expect(await pass(chat, 72, 4)).toEqual([]);
    expect(await chat.bot.desk.queue(nurse)).toEqual([]);
  });

  it('sends nothing late: after an urgent disposition a nurse is told instead', async () => {
    for (const [lines, cases] of [
      [STING, 1],
      [MILD, 0],
    ] as const) {
      const chat = await testBot();
      const nurse = await nurseOf(chat);
      await tell(chat, [...lines, '1']);
      const open = (await chat.bot.desk.queue(nurse))[0];
      if (open !== undefined) {
        await chat.bot.desk.claim(nurse, open.id);
        await chat.bot.desk.close(nurse, open.id, 'advice_given', 'told to go');
      }
      await chat.bot.idle();
      // The service was down from before the check was due until three hours after.
      expect(await pass(chat, lines === STING ? 5 : 51)).toEqual([]);
      const queue = await chat.bot.desk.queue(nurse);
      expect(queue.map((entry) => entry.reason)).toEqual(Array.from({ length: cases }, () => 'follow_up_silent'));
    }
  });

  it('goes out as the template when the window is closed, and not at all without one', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    expect(await pass(chat, 48)).toMatchObject([{ textId: 'common.follow_up_read', template: 'follow_up' }]);

    const sent: Outbound[] = [];
    const bare = createLocalChannel({ kind: 'whatsapp', onSend: (message) => void sent.push(message) });
    const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
    const without = await testBot({ channels: [bare], clock, store: createMemoryStore({ clock }) });
    await tell(without, [...MILD, '1']);
    sent.length = 0;
    clock.advance(48 * HOUR);
    await without.bot.tick();
    await without.bot.idle();
    expect(sent).toEqual([]);
    // Inside the window the words themselves go out.
    const today = await testBot();
    await tell(today, [...STING, '1']);
    const [knock] = (await pass(today, 2)).filter((message) => message.textId === 'common.follow_up_read');
    expect(knock).toBeDefined();
    expect(knock?.template).toBeUndefined();
  });

  it('says nothing while a nurse holds the conversation, and is over when she has spoken', async () => {
    const chat = await testBot();
    const nurse = await nurseOf(chat);
    await tell(chat, [...STING, '1']);
    await pass(chat, 2);
    const id = (await chat.bot.desk.queue(nurse))[0]?.id ?? '';
    await chat.bot.desk.claim(nurse, id);
    await chat.bot.idle();
    chat.sent.length = 0;
    expect(await chat.say('1')).toEqual([]);
    await chat.bot.desk.close(nurse, id, 'advice_given', 'spoke');
    await chat.bot.idle();
    expect(await pass(chat, 6, 1)).toEqual([]);
    expect(await chat.bot.desk.queue(nurse)).toEqual([]);
  });

  it.each([['stop'], ['efface tout', '1']])('is cancelled by %s', async (...lines) => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1', ...lines]);
    expect(await pass(chat, 60, 12)).toEqual([]);
  });

  it('is cancelled when the same patient comes back before; somebody else does not cancel it', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    await pass(chat, 5);
    await tell(chat, ['0', '2', '1']);
    expect(ids(await pass(chat, 72, 6))).toEqual([]);

    const other = await testBot();
    await tell(other, [...MILD, '1']);
    await pass(other, 47);
    await tell(other, ['0', '1', '34 ans', '4', '5', '9']);
    const sent = await pass(other, 4, 0.25);
    // The other interview is open and its question stays: the check waits, and is dropped when it would be late.
    expect(ids(sent)).not.toContain('common.follow_up_read');
    const done = await testBot();
    await tell(done, [...MILD, '1']);
    await pass(done, 5);
    await tell(done, ['0', ...STING.slice(2), '2']);
    const checks = (await pass(done, 43.5, 0.25)).filter((message) => message.textId === 'common.follow_up_read');
    expect(checks).toHaveLength(1);
  });

  it('worse puts the case in the queue, asks again from the floor, and the level does not fall', async () => {
    const chat = await testBot();
    const nurse = await nurseOf(chat);
    await tell(chat, [...STING, '1']);
    await pass(chat, 2);
    const [answer] = await tell(chat, ['1', '3']);
    expect(answer?.text).toMatch(/141/);
    expect(answer?.expects).toBe('many_choices');
    expect((await chat.bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'follow_up_worse', level: 'urgent' });
    let last = answer;
    for (let asked = 0; asked < 12 && last?.text.includes('redemander') === false; asked += 1) {
      const none = last.choices.find((choice) => choice.label === 'Aucune')?.key ?? '3';
      last = (await chat.say(none))[0];
    }
    expect(last?.text).toContain("Il faut voir un médecin dans l'heure");
  });

  it('keeps asking when an answer is not understood, and takes a new complaint for what it is', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    await pass(chat, 48);
    await chat.say('1');
    expect((await chat.say('bof'))[0]?.text).toContain('Comment va la personne malade');
    const [answer] = await chat.say('elle a mal à l’oreille maintenant');
    expect(answer?.text).not.toContain('Comment va la personne malade');
    expect(answer?.expects).not.toBe('nothing');
  });

  it('is counted in numbers only', async () => {
    const chat = await testBot();
    await tell(chat, [...MILD, '1']);
    await pass(chat, 48);
    await tell(chat, ['1', '1']);
    const metrics = await chat.bot.metrics.registry.metrics();
    for (const step of ['agreed', 'sent', 'better']) {
      expect(metrics).toContain(`labas_follow_ups_total{step="${step}"} 1`);
    }
  });
});

describe('a new complaint within the episode', () => {
  it('goes on from the floor, for what was told of the person and in the first words alike', async () => {
    for (const opening of [[], ['0']]) {
      const chat = await testBot();
      await tell(chat, [...STING, '2', ...opening]);
      let last = (await tell(chat, opening.length === 0 ? ["j'ai mal à la gorge"] : ['1', '34 ans', '4'])).at(-1);
      for (let asked = 0; asked < 20 && last !== undefined && !last.text.includes('redemander'); asked += 1) {
        const none = last.choices.find((choice) => /^(Aucune|Autre chose|Non)$/.test(choice.label))?.key ?? '1';
        last = (await chat.say(none))[0];
      }
      expect(last?.text).toContain("Il faut voir un médecin dans l'heure");
    }
  });
});

describe('the third contact in 72 hours', () => {
  /** The child is known within the episode: who, then "the same child". */
  const AGAIN = ['0', '2', '1'];

  async function interview(chat: TestBot, opening: readonly string[]): Promise<Outbound | undefined> {
    let last = (await tell(chat, opening)).at(-1);
    for (let asked = 0; asked < 30 && last !== undefined && !/redemander|parler à une infirmière/.test(last.text);) {
      asked += 1;
      const label = (text: string) => last?.choices.find((choice) => choice.label.startsWith(text))?.key;
      const key = label('Comme d') ?? label('37,5') ?? label('Aucune') ?? label('Fièvre') ?? '1';
      const words = last.textId === 'common.age' || last.text.endsWith('10 jours.') ? '6 ans' : key;
      last = (await chat.say(words))[0];
    }
    return last;
  }

  it('raises the level one step, once; starting again in the same conversation is no contact', async () => {
    const chat = await testBot();
    expect((await interview(chat, MILD))?.text).toContain('à la maison');
    // Twice from the beginning within minutes: still the first contact.
    expect((await interview(chat, ['2', ...AGAIN]))?.text).toContain('à la maison');
    expect((await interview(chat, ['2', ...AGAIN]))?.text).toContain('à la maison');
    await pass(chat, 5);
    expect((await interview(chat, ['2', ...AGAIN]))?.text).toContain('à la maison');
    await pass(chat, 5);
    expect((await interview(chat, ['2', ...AGAIN]))?.text).toContain('2 à 7 jours');
    await pass(chat, 5);
    expect((await interview(chat, ['2', ...AGAIN]))?.text).toContain('2 à 7 jours');
  });
});
