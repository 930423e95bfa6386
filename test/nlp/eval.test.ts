import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import {
  pairsRight,
  readMarkedMessages,
  readPairs,
  trainNgramBaseline,
  withTypos,
  type MarkedMessage,
} from '../../nlp/eval/index.js';

const root = packageRoot();

describe('what the readers are measured with', () => {
  it('pairs: five forms, known slots, two messages of nearly the same words', () => {
    const pairs = readPairs(path.join(root, 'models', 'eval'));
    const slots = readFileSync(path.join(root, 'flows', 'slots.yaml'), 'utf8');
    expect(new Set(pairs.map(({ form }) => form)).size).toBe(5);
    expect(pairs.length).toBeGreaterThanOrEqual(75);
    for (const { messages } of pairs) {
      const [first, second] = messages;
      expect(first.text).not.toBe(second.text);
      expect(Math.abs(first.text.length - second.text.length), first.text).toBeLessThanOrEqual(12);
      for (const slot of [first.present, first.absent]) expect(slots).toContain(`  ${slot}: {`);
    }
  });

  it('typing errors: the same ones each time, in letters only, not in every word', () => {
    const text = 'ma fille de 3 ans a 39,5 de fièvre depuis hier soir et elle vomit';
    expect(withTypos(text)).toBe(withTypos(text));
    expect(withTypos(text)).not.toBe(text);
    expect(withTypos(text)).toContain('39,5');
    expect(withTypos('كنحس بالسخانة بزاف هاد الليلة عافاك')).not.toMatch(/[a-z]/u);
    expect(withTypos('')).toBe('');
  });

  it('marked messages: text without marks, findings with presence and subject', () => {
    const all = readMarkedMessages(path.join(root, 'models', 'train', 'marked'));
    expect(all.length).toBeGreaterThan(10_000);
    expect(all.some(({ text }) => /[[\]|]/u.test(text))).toBe(false);
    expect(
      all.some(({ findings }) =>
        findings.some(({ presence, subject }) => presence === 'absent' && subject === 'child'),
      ),
    ).toBe(true);
  });

  it('n-grams: learn words, and cannot tell the order of words', async () => {
    const say = (text: string, slot: string, presence: 'present' | 'absent'): MarkedMessage => ({
      form: 'fr',
      text,
      intents: ['report_symptom'],
      isRed: slot === 'chest_pain',
      findings: [{ slot, presence, subject: 'self' }],
    });
    const messages = Array.from({ length: 24 }, (_, at) => [
      say(`j'ai de la toux numéro ${at}`, 'cough', 'present'),
      say(`mal à la poitrine numéro ${at}`, 'chest_pain', 'present'),
    ]).flat();
    const nlu = trainNgramBaseline(messages);
    const heard = await nlu.understand({ text: 'de la toux' }, {});
    expect(heard.entities.map(({ slot }) => slot)).toEqual(['cough']);
    expect(heard.redFlag).toBe(false);
    expect((await nlu.understand({ text: 'mal à la poitrine' }, {})).redFlag).toBe(true);
    const pair = {
      form: 'fr',
      messages: [
        { text: 'toux mais pas mal à la poitrine', present: 'cough', absent: 'chest_pain' },
        { text: 'mal à la poitrine mais pas toux', present: 'chest_pain', absent: 'cough' },
      ],
    } as const;
    expect(await pairsRight(nlu, [pair])).toBe('0 of 1');
  });
});
