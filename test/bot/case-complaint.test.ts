import { describe, expect, it } from 'vitest';
import { testBot } from '../support/bot.js';

describe('the complaint of a case', () => {
  it('stays in the queue while danger lists are asked after it', async () => {
    const { bot, say } = await testBot();
    const nurse = await bot.staff.add({ email: 'n@x.ma', name: 'N', role: 'nurse', password: 'long-enough-1' });
    const complaint = async () => {
      const [waiting] = await bot.desk.queue(nurse);
      return (await bot.desk.view(nurse, waiting?.id ?? ''))?.summary.complaint?.fr;
    };
    await say('bonjour');
    await say('1');
    // Urgent by itself: the allergy is asked about first.
    await say("J'ai le visage tout gonflé, j'ai 34 ans");
    await say('4');
    let [asked] = await say('6');
    expect(await complaint()).toBe('Allergie');
    for (let times = 0; times < 4 && !/Qu'est-ce qui est vrai/.test(asked?.text ?? ''); times += 1) {
      const none = asked?.choices.find(({ label }) => label === 'Aucune' || label === 'Non')?.key ?? '1';
      [asked] = await say(none);
    }
    expect(asked?.text).toContain("Qu'est-ce qui est vrai, maintenant ou depuis 12 heures ?");
    expect(await complaint()).toBe('Allergie');
  });
});
