import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitsFor,
  layOut,
  renderFor,
  SMS_CAPABILITIES,
  VOICE_CAPABILITIES,
  WHATSAPP_CAPABILITIES,
} from '../../channels/layout.js';
import { foldToGsm, smsText } from '../../channels/sms-text.js';
import { choices, outbound } from './samples.js';

describe('layout', () => {
  it('offers buttons up to three short choices', () => {
    expect(layOut(outbound(), WHATSAPP_CAPABILITIES).form).toBe('buttons');
    expect(renderFor(WHATSAPP_CAPABILITIES, outbound())).toEqual([
      'Avez-vous de la fièvre ?\n[Oui] [Non] [Je ne sais pas]',
    ]);
  });

  it('takes the next poorer form when something does not fit, and never shortens a label', () => {
    const four = outbound({ choices: choices('a', 'b', 'c', 'd') });
    const long = outbound({ choices: choices('Douleur de poitrine', 'Difficulté pour respirer') });
    const longer = outbound({ choices: choices('Une douleur forte dans la poitrine', 'Non') });
    expect(layOut(four, WHATSAPP_CAPABILITIES).form).toBe('list');
    expect(layOut(long, WHATSAPP_CAPABILITIES).form).toBe('list');
    expect(layOut(longer, WHATSAPP_CAPABILITIES)).toEqual({
      form: 'text',
      text: 'Avez-vous de la fièvre ?\n1 Une douleur forte dans la poitrine\n2 Non',
    });
    expect(
      layOut(outbound({ menuLabel: 'x'.repeat(21), choices: choices('a', 'b', 'c', 'd') }), WHATSAPP_CAPABILITIES).form,
    ).toBe('text');
    expect(layOut(outbound({ choices: choices('Oui', 'Oui') }), WHATSAPP_CAPABILITIES).form).toBe('text');
    expect(layOut(outbound({ text: 'x'.repeat(1025) }), WHATSAPP_CAPABILITIES).form).toBe('text');
    expect(layOut(outbound({ text: '' }), WHATSAPP_CAPABILITIES).form).toBe('text');
  });

  it('numbers several answers with their own keys', () => {
    const many = outbound({
      expects: 'many_choices',
      choices: [
        { id: 'a', label: 'Fièvre', key: '3' },
        { id: 'none', label: 'Aucun', key: '8' },
      ],
    });
    expect(layOut(many, WHATSAPP_CAPABILITIES)).toEqual({
      form: 'text',
      text: 'Avez-vous de la fièvre ?\n3 Fièvre\n8 Aucun',
    });
  });

  it('shows an SMS folded, in parts', () => {
    expect(renderFor(SMS_CAPABILITIES, outbound({ text: 'Êtes-vous sûr ?' }))).toEqual([
      'Etes-vous sur ?\n1 Oui\n2 Non\n3 Je ne sais pas',
    ]);
    expect(renderFor(SMS_CAPABILITIES, outbound({ text: 'a'.repeat(200), choices: [] }))).toHaveLength(2);
  });

  it('says the speech lines of a call, and the words and choices of a message without them', () => {
    const speech = [
      { id: 'q', text: 'Avez-vous de la fièvre ?' },
      { id: 'k', text: 'Pour oui, tapez 1.' },
    ];
    expect(renderFor(VOICE_CAPABILITIES, outbound({ speech }))).toEqual([
      'Avez-vous de la fièvre ?',
      'Pour oui, tapez 1.',
    ]);
    expect(renderFor(VOICE_CAPABILITIES, outbound({ choices: choices('Oui') }))).toEqual([
      'Avez-vous de la fièvre ?',
      '1 Oui',
    ]);
  });

  it('never loses a word, a label or a number on any channel', () => {
    const label = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && text !== '' && !/\p{Cc}/u.test(text));
    const message = fc
      .record({
        text: fc.constantFrom('Appelez le 141, sinon le 15.', 'عيط على 141', 'Ⴀ'.repeat(1100), ''),
        labels: fc.array(label, { maxLength: 8 }),
        many: fc.boolean(),
      })
      .map(({ text, labels, many }) =>
        outbound({ text, choices: choices(...labels), expects: many ? 'many_choices' : 'one_choice' }),
      );
    fc.assert(
      fc.property(
        message,
        fc.constantFrom(WHATSAPP_CAPABILITIES, SMS_CAPABILITIES, VOICE_CAPABILITIES),
        (each, capabilities) => {
          const seen = renderFor(capabilities, each).join(capabilities.text === 'sms' ? '' : '\n');
          const unicode = smsText(seen) === seen && foldToGsm(seen) === null;
          for (const words of [each.text, ...each.choices.map((choice) => choice.label)]) {
            const expected =
              capabilities.text === 'sms'
                ? unicode
                  ? words.normalize('NFC')
                  : (foldToGsm(words) ?? words).trim()
                : words;
            expect(seen.normalize('NFC')).toContain(expected.normalize('NFC'));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('fits', () => {
  it('says which message is too long for which channel', () => {
    expect(fitsFor(SMS_CAPABILITIES, outbound())).toEqual([]);
    expect(fitsFor(SMS_CAPABILITIES, outbound({ text: 'a'.repeat(460) }))).toEqual(['4 SMS parts (gsm7), at most 3']);
    expect(fitsFor(SMS_CAPABILITIES, outbound({ text: 'ⴰ'.repeat(201), choices: [] }))).toEqual([]);
    expect(fitsFor(SMS_CAPABILITIES, outbound({ text: 'ⴰ'.repeat(202), choices: [] }))).toEqual([
      '4 SMS parts (ucs2), at most 3',
    ]);
    expect(fitsFor(WHATSAPP_CAPABILITIES, outbound({ text: 'a'.repeat(1601), choices: [] }))).toEqual([
      '1601 characters, at most 1600',
    ]);
    expect(fitsFor(VOICE_CAPABILITIES, outbound({ speech: [{ id: 'x', text: 'a'.repeat(5000) }] }))).toHaveLength(1);
    expect(fitsFor(VOICE_CAPABILITIES, outbound({ speech: [{ id: 'x', text: ' ' }] }))).toEqual(['nothing is said']);
  });

  it('notices faults that would make choices ambiguous', () => {
    const twice = outbound({
      choices: [
        { id: 'a', label: 'Oui', key: '1' },
        { id: 'b', label: ' ', key: '1' },
      ],
    });
    expect(fitsFor(WHATSAPP_CAPABILITIES, twice)).toEqual(['two choices have the same key', 'a choice has no label']);
  });
});
