import { describe, expect, it } from 'vitest';
import { channelId, contactId } from '../../channels/channel.js';
import type { Inbound } from '../../core/message.js';
import { testBot } from '../support/bot.js';

const phone = '+212600000009';

function words(text: string, externalId: string): Inbound {
  return {
    channelId: channelId('whatsapp'),
    externalId,
    from: contactId(`whatsapp:${phone}`),
    phone,
    part: { kind: 'text', text },
    sentAt: new Date('2026-01-05T09:00:00Z'),
    answers: null,
  };
}

/** How many messages leave for two words that wait at once. */
async function answersFor(burstMilliseconds: number): Promise<number> {
  const { bot, sent } = await testBot({ burstMilliseconds });
  await bot.accept([words('bonjour', 'b-1'), words('merci beaucoup', 'b-2')]);
  await bot.idle();
  return sent.length;
}

describe('words that wait at once', () => {
  it('are one thought and answered once', async () => {
    expect(await answersFor(40)).toBe(1);
  });

  it('are answered each by itself where no burst is waited for', async () => {
    expect(await answersFor(0)).toBe(2);
  });
});
