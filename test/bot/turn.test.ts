import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../bot/store/index.js';
import { urgencyRank } from '../../core/triage.js';
import { heldClock } from '../../core/time.js';
import type { Nlu } from '../../nlp/nlu.js';
import { testBot } from '../support/bot.js';

const EMERGENCY = 'mon père ne respire plus';

describe('a turn', () => {
  it('answers an emergency before consent, with both numbers, and the case waits before the words are sent', async () => {
    const { bot, say } = await testBot();
    const nurse = await bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
    const [answer] = await say(EMERGENCY);
    expect(answer?.text).toMatch(/141[\s\S]*15/);
    const [waiting] = await bot.desk.queue(nurse);
    expect(waiting).toMatchObject({ level: 'emergency', state: 'waiting', reason: 'red_flag' });
  });

  it('ends any fault in the fixed sentence, puts the case in the queue, and logs no word of it', async () => {
    const nlu: Nlu = { understand: () => Promise.reject(new Error('boom: mal au ventre')) };
    const { bot, say, log } = await testBot({ nlu });
    const nurse = await bot.staff.add({ email: 'n@example.org', name: 'N', role: 'nurse', password: 'long-enough-1' });
    const answers = await say('mal au ventre');
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toContain('141');
    expect((await bot.desk.queue(nurse))[0]).toMatchObject({ reason: 'fault' });
    expect(log.join('\n')).not.toContain('ventre');
  });

  it('answers messages of one person in order and each exactly once, however they arrive', async () => {
    const { bot, sent, clock } = await testBot();
    const inbound = (index: number) => ({
      channelId: 'whatsapp' as never,
      externalId: `p-${index}`,
      from: 'whatsapp:+212600000009' as never,
      phone: '+212600000009',
      part: { kind: 'text' as const, text: index % 2 === 0 ? '*' : 'aide' },
      sentAt: clock.now(),
      answers: null,
    });
    await Promise.all(Array.from({ length: 20 }, (_, index) => bot.accept([inbound(index), inbound(index)])));
    await bot.idle();
    expect(sent).toHaveLength(20);
  });

  it('says nothing while a nurse holds the conversation, whatever is written; she is alerted to a danger', async () => {
    const words = fc.constantFrom(
      'bonjour',
      '1',
      '2',
      '0',
      '9',
      'aide',
      'stop',
      EMERGENCY,
      'merci',
      '😀',
      'retour',
      '*',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 8 }), async (script) => {
        const { bot, say } = await testBot();
        const nurse = await bot.staff.add({
          email: 'n@example.org',
          name: 'N',
          role: 'nurse',
          password: 'long-enough-1',
        });
        await say('bonjour');
        await say('9');
        const [waiting] = await bot.desk.queue(nurse);
        expect(await bot.desk.claim(nurse, waiting?.id ?? '')).toBe('claimed');
        for (const line of script) expect(await say(line)).toEqual([]);
        const held = await bot.desk.view(nurse, waiting?.id ?? '');
        expect(held?.transcript.filter((entry) => entry.by === 'patient').length).toBe(script.length + 2);
        if (script.includes(EMERGENCY)) {
          expect(held?.transcript.some((entry) => entry.event?.name === 'red_flag_raised')).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('claims go to exactly one of many nurses', async () => {
    const { bot, say } = await testBot();
    const nurses = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        bot.staff.add({ email: `n${index}@example.org`, name: `N${index}`, role: 'nurse', password: 'long-enough-1' }),
      ),
    );
    await say(EMERGENCY);
    const [waiting] = await bot.desk.queue(nurses[0]!);
    const outcomes = await Promise.all(nurses.map((nurse) => bot.desk.claim(nurse, waiting?.id ?? '')));
    expect(outcomes.filter((outcome) => outcome === 'claimed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(5);
  });

  it('a level never falls, whatever is said after it, until a nurse lowers it', async () => {
    const words = fc.constantFrom(
      '1',
      '2',
      '5',
      '7',
      'non',
      'je ne sais pas',
      'ça va mieux, ce n’est rien',
      '0',
      'bonjour',
      '35 ans',
      'retour',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 10 }), async (script) => {
        const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
        const { bot, say } = await testBot({ clock, store: createMemoryStore({ clock }) });
        const nurse = await bot.staff.add({
          email: 'n@example.org',
          name: 'N',
          role: 'nurse',
          password: 'long-enough-1',
        });
        await say(EMERGENCY);
        for (const line of script) await say(line);
        const [entry] = await bot.desk.queue(nurse);
        expect(urgencyRank(entry?.level ?? null)).toBe(urgencyRank('emergency'));
      }),
      { numRuns: 15 },
    );
  });

  it('a double click on reply is one message; a nurse without the case cannot speak', async () => {
    const { bot, say, sent } = await testBot();
    const one = await bot.staff.add({ email: 'a@example.org', name: 'A', role: 'nurse', password: 'long-enough-1' });
    const two = await bot.staff.add({ email: 'b@example.org', name: 'B', role: 'nurse', password: 'long-enough-1' });
    await say(EMERGENCY);
    const id = (await bot.desk.queue(one))[0]?.id ?? '';
    await bot.desk.claim(one, id);
    await bot.idle();
    sent.length = 0;
    expect(await bot.desk.reply(two, id, 'moi aussi', 'k2')).toBe('not_holder');
    await Promise.all([bot.desk.reply(one, id, 'je suis là', 'k1'), bot.desk.reply(one, id, 'je suis là', 'k1')]);
    await bot.idle();
    expect(sent.map((message) => message.text)).toEqual(['je suis là']);
  });
});
