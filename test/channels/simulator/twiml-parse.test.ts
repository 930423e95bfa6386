import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather, hangup, speak, twiml } from '../../../channels/voice/twiml.js';
import { noPrompts } from '../../../channels/voice/prompts.js';
import { parseTwiml, TwimlError } from '../../../channels/simulator/twiml-parse.js';

describe('reading TwiML as a gateway does', () => {
  it('reads a question with its prompts, keys, silence and what follows', () => {
    const prompts = { url: () => 'https://labas.example/media/prompts/fr-ask.wav?a=1&b=2' };
    const inner =
      speak({ form: 'fr', id: 'ask', text: '' }, prompts) +
      speak({ form: 'ary', id: '', text: 'واش <عندك> & "سخانة" ؟' }, prompts);
    const action = 'https://labas.example/channels/twilio/voice?step=m-1&x=2';
    expect(parseTwiml(twiml(gather({ kind: 'choice' }, action, inner)))).toEqual([
      {
        verb: 'gather',
        numDigits: 1,
        finishOnKey: '',
        timeoutSeconds: 6,
        actionOnEmptyResult: true,
        action,
        prompts: [
          { verb: 'play', url: 'https://labas.example/media/prompts/fr-ask.wav?a=1&b=2', text: null },
          { verb: 'say', text: 'واش <عندك> & "سخانة" ؟', language: 'ar-XA' },
        ],
      },
      { verb: 'redirect', url: action },
    ]);
  });

  it('knows the defaults of what is not said', () => {
    const document =
      "<?xml version='1.0'?><!-- hello --><Response>\n <Gather action='/x'/> <Pause/><Say>hi</Say><Hangup/></Response>";
    expect(parseTwiml(document)).toEqual([
      {
        verb: 'gather',
        numDigits: null,
        finishOnKey: '#',
        timeoutSeconds: 5,
        actionOnEmptyResult: false,
        action: '/x',
        prompts: [],
      },
      { verb: 'pause', seconds: 1 },
      { verb: 'say', text: 'hi', language: 'en-US' },
      { verb: 'hangup' },
    ]);
    expect(parseTwiml('<Response/>')).toEqual([]);
  });

  it.each([
    ['not XML', 'sorry'],
    ['another root', '<Answer/>'],
    ['an unclosed element', '<Response><Say>x</Response>'],
    ['an element left open', '<Response><Say>x</Say>'],
    ['two documents', '<Response/><Response/>'],
    ['a verb that not every gateway speaks', '<Response><Enqueue/></Response>'],
    ['a record inside a gather', '<Response><Gather><Record/></Gather></Response>'],
    ['a bare less-than sign', '<Response><Say>a < b</Say></Response>'],
  ])('refuses %s', (_what, document) => {
    expect(() => parseTwiml(document)).toThrow(TwimlError);
  });

  it('hears exactly the words that were written, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const steps = parseTwiml(twiml(speak({ form: 'fr', id: '', text }, noPrompts), hangup()));
        const said = steps.flatMap((step) => (step.verb === 'say' ? [step.text] : [])).join('');
        const readable = text.replace(/[^\P{Cc}\n\r\t]|[\p{Surrogate}\ufffe\uffff]/gu, ' ').trim();
        expect(said.trim()).toBe(readable);
      }),
    );
  });

  it('throws nothing but its own error on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }).map((text) => `<Response>${text}</Response>`),
        (document) => {
          try {
            expect(Array.isArray(parseTwiml(document))).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(TwimlError);
          }
        },
      ),
    );
  });
});
