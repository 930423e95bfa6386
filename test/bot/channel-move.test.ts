import { describe, expect, it } from 'vitest';
import { channelId, contactId } from '../../channels/channel.js';
import type { Outbound } from '../../core/message.js';
import { testBot } from '../support/bot.js';

const phone = '+212600000031';

describe('somebody who goes on by another channel', () => {
  it('gets the next question as that channel can show it', async () => {
    const chat = await testBot();
    let count = 0;
    const by = async (kind: 'whatsapp' | 'sms', text: string): Promise<readonly Outbound[]> => {
      chat.sent.length = 0;
      count += 1;
      const from = contactId(kind === 'whatsapp' ? `whatsapp:${phone}` : phone);
      const part = { kind: 'text' as const, text };
      const sentAt = chat.clock.now();
      await chat.bot.accept([
        { channelId: channelId(kind), externalId: `${kind}-${count}`, from, phone, part, sentAt, answers: null },
      ]);
      await chat.bot.idle();
      return [...chat.sent];
    };
    for (const text of ['bonjour', '1', '1', '34 ans']) await by('whatsapp', text);
    const [bySms] = await by('sms', '4');
    expect(bySms?.textId).toBe('common.any_of_these');
    expect(bySms?.choices).toHaveLength(8);
    // And back again, where what is left is shown at once: three lists.
    const [second] = await by('sms', '7');
    expect(second?.textId).toBe('common.screen_a2');
    const [byWhatsapp] = await by('whatsapp', 'la 1 et la 4');
    expect(byWhatsapp?.text).toContain('141');
  });
});

describe('several numbers', () => {
  it.each(['2 et 4', 'la 2 et la 4', 'numéro 2, numéro 4', '2 w 4', 'nemra 2 w nemra 4'])(
    '"%s" are two answers to a list',
    async (text) => {
      const { say } = await testBot();
      for (const line of ['bonjour', '1', '1', '34 ans', '4']) await say(line);
      const [asked] = await say(text);
      // The second list is asked first of the two.
      expect(asked?.textId).toBe('common.screen_a2');
      const [next] = await say('7');
      expect(next?.textId).toBe('common.last_list');
    },
  );

  it('are asked for in plainer words when they were not understood twice', async () => {
    const { say } = await testBot();
    for (const line of ['bonjour', '1', '1', '34 ans', '4', 'xyz']) await say(line);
    const [asked] = await say('xyz');
    expect(asked?.text).toContain('les numéros');
  });
});
