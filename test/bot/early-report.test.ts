import { describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import { testBot, type TestBot } from '../support/bot.js';

describe('a delivery report that overtakes our own mark', () => {
  it('counts once the message is marked, and the nurse sees it delivered', async () => {
    let test: TestBot | null = null;
    const inner = createLocalChannel({ kind: 'whatsapp', onSend: () => undefined });
    // The provider reports before it has answered the send.
    const hasty: Channel = {
      ...inner,
      async send(message, options) {
        await test?.bot.note([{ outboundId: message.id, state: 'delivered', at: new Date() }]);
        return inner.send(message, options);
      },
    };
    test = await testBot({ channels: [hasty] });
    const { bot, say } = test;
    const nurse = await bot.staff.add({ email: 'n@x.ma', name: 'N', role: 'nurse', password: 'long-enough-1' });
    await say('mon père ne respire plus');
    const [waiting] = await bot.desk.queue(nurse);
    const view = await bot.desk.view(nurse, waiting?.id ?? '');
    const answers = view?.transcript.filter((entry) => entry.by === 'bot') ?? [];
    expect(answers.length).toBeGreaterThan(0);
    for (const entry of answers) expect(entry.delivery).toBe('delivered');
  });
});
