import { describe, expect, it } from 'vitest';
import type { LanguageTag } from '../../core/language.js';
import type { Understanding } from '../../core/understanding.js';
import type { Nlu } from '../../nlp/nlu.js';
import { testBot } from '../support/bot.js';

/** A reader that hears an alarm in one sentence and cannot say which. */
const uneasy: Nlu = {
  understand({ text }): Promise<Understanding> {
    return Promise.resolve({
      language: { label: 'fr' as LanguageTag, score: 1 },
      script: 'Latn',
      redFlag: text.includes('bizarre'),
      ...(text.includes('bizarre') ? { suspected: ['confusion'] } : {}),
      intents: [],
      entities: [],
      wantsLanguage: null,
      confident: true,
      by: ['uneasy@1'],
    });
  },
};

describe('an alarm without a sign that a rule knows', () => {
  it('puts the case in front of a nurse and goes on with the questions; the level is not the model’s to set', async () => {
    const { bot, say } = await testBot({ nlu: uneasy });
    const [answer] = await say('il est tout bizarre depuis tout à l’heure');
    expect(answer?.text).toContain('infirmière');
    expect(answer?.text).toContain('141');
    expect(answer?.choices.map((choice) => choice.id)).toContain('yes');
    const [staff] = await bot.staff.list();
    const nurse =
      staff ?? (await bot.staff.add({ email: 'n@x.ma', name: 'N', role: 'nurse', password: 'long-enough-1' }));
    const [waiting] = await bot.desk.queue(nurse);
    expect(waiting?.level).toBe('urgent');
    expect(waiting?.reason).toBe('red_flag');
    const view = await bot.desk.view(nurse, waiting?.id ?? '');
    expect(view?.summary.disposition).toBeNull();
    expect(view?.transcript.some((entry) => entry.event?.name === 'alarm_unexplained')).toBe(true);
  });

  it('does not happen for calm words', async () => {
    const { bot, say } = await testBot({ nlu: uneasy });
    await say('bonjour à tous');
    const nurse = await bot.staff.add({ email: 'n@x.ma', name: 'N', role: 'nurse', password: 'long-enough-1' });
    expect(await bot.desk.queue(nurse)).toEqual([]);
  });
});
