import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../core/message.js';
import {
  createTwilioVoice,
  failureTwiml,
  noPrompts,
  type PromptLibrary,
  type TwilioVoiceOptions,
} from '../../channels/index.js';
import { escapeXml } from '../../channels/voice/twiml.js';
import { heldClock } from '../../core/time.js';
import { ACCOUNT, choices, NOW, outbound, signedForm } from './samples.js';

const FAILURE = [{ form: 'fr' as const, id: 'common.failure', text: 'Appelez le 141.' }];
const recorded: PromptLibrary = {
  url: (form, id) =>
    form === 'ary' && id !== 'missing' ? `https://labas.example/media/prompts/${form}-${id}.wav` : null,
};
const call = (more: Partial<TwilioVoiceOptions> = {}) =>
  createTwilioVoice({ ...ACCOUNT, clock: heldClock(NOW), prompts: noPrompts, failureLines: FAILURE, ...more });

async function say(
  replies: readonly Outbound[],
  more: Partial<TwilioVoiceOptions> = {},
  parameters: Record<string, string> = { CallStatus: 'ringing' },
) {
  const outcome = await call(more).receive(
    signedForm('/channels/twilio/voice', { CallSid: 'CA1', From: '+212600000003', ...parameters }),
  );
  if (outcome.kind !== 'accepted') throw new Error(outcome.reason);
  const reply = outcome.answer(replies);
  expect(reply.status).toBe(200);
  expect(reply.contentType).toContain('text/xml');
  return reply.body.replace('<?xml version="1.0" encoding="UTF-8"?>', '');
}

const question = (more: Partial<Outbound> = {}) =>
  outbound({
    speech: [
      { id: 'q', text: 'Avez-vous de la fièvre ?' },
      { id: 'k', text: 'Pour oui, tapez 1.' },
    ],
    ...more,
  });
const ACTION = 'https://labas.example/channels/twilio/voice?step=m-000042';

describe('a call', () => {
  it('asks for one key, keeps * and # as keys, and comes back on silence', async () => {
    expect(await say([question()])).toBe(
      `<Response><Gather input="dtmf" numDigits="1" finishOnKey="" timeout="6" actionOnEmptyResult="true" action="${ACTION}" method="POST">` +
        '<Say language="fr-FR">Avez-vous de la fièvre ?</Say><Say language="fr-FR">Pour oui, tapez 1.</Say></Gather>' +
        `<Redirect method="POST">${ACTION}</Redirect></Response>`,
    );
  });

  it('ends a number by # or silence, and takes several keys where several answers are asked', async () => {
    expect(await say([question({ expects: 'number', choices: [] })])).toContain(
      '<Gather input="dtmf" finishOnKey="#" timeout="6"',
    );
    expect(await say([question({ expects: 'many_choices' })])).toContain('numDigits="3" finishOnKey="#"');
  });

  it('offers speech only where it is asked for and the recogniser knows the language', async () => {
    expect(await say([question()], { speech: true })).toContain(
      '<Gather input="dtmf speech" language="fr-FR" speechTimeout="2" numDigits="1" finishOnKey="" timeout="6"',
    );
    expect(await say([question({ language: 'ary-Arab' })], { speech: true })).toContain('language="ar-MA"');
    expect(await say([question({ language: 'shi-Latn' })], { speech: true })).toContain('<Gather input="dtmf" num');
    expect(await say([question()], { speech: false })).not.toContain('speech');
  });

  it('plays recordings where there are some, and reads the other lines', async () => {
    const darija = question({
      language: 'ary-Arab',
      speech: [
        { id: 'q', text: 'واش فيك السخانة؟' },
        { id: 'missing', text: 'ورك على واحد' },
      ],
    });
    const body = await say([darija], { prompts: recorded });
    expect(body).toContain(
      '<Play>https://labas.example/media/prompts/ary-q.wav</Play><Say language="ar-XA">ورك على واحد</Say>',
    );
  });

  it('is never silent in Amazigh without recordings', async () => {
    expect(await say([question({ language: 'shi-Latn' })], { prompts: recorded })).toContain(
      '<Say language="fr-FR">Avez-vous de la fièvre ?</Say>',
    );
  });

  it('says several replies one after the other and waits after the last', async () => {
    const body = await say([
      outbound({ id: 'm-1', speech: [{ id: 'a', text: 'Un.' }], choices: [], expects: 'nothing' }),
      question({ id: 'm-2' }),
    ]);
    expect(body.match(/<Gather/gu)).toHaveLength(1);
    expect(body).toContain('step=m-2');
    expect(body.indexOf('Un.')).toBeLessThan(body.indexOf('fièvre'));
  });

  it('hangs up after the last message, and keeps waiting after one that only tells', async () => {
    expect(await say([question({ last: true })])).toBe(
      '<Response><Say language="fr-FR">Avez-vous de la fièvre ?</Say><Say language="fr-FR">Pour oui, tapez 1.</Say><Hangup/></Response>',
    );
    expect(await say([question({ expects: 'nothing', choices: [] })])).toContain('<Gather');
  });

  it('reads the words of a nurse, who records nothing', async () => {
    expect(await say([outbound({ text: 'Je suis là & j’écoute', choices: choices('Oui') })])).toContain(
      '<Say language="fr-FR">Je suis là &amp; j’écoute</Say><Say language="fr-FR">1 Oui</Say>',
    );
  });

  it('says the fixed words to a waiting caller for whom there is no reply, and nothing to one who has gone', async () => {
    expect(await say([])).toBe('<Response><Say language="fr-FR">Appelez le 141.</Say><Hangup/></Response>');
    expect(await say([], {}, { CallStatus: 'completed' })).toBe('<Response/>');
    expect(await say([question()], {}, { CallStatus: 'completed' })).toBe('<Response/>');
    expect(await say([], { whenNothing: { redirectTo: 'https://other.example/?a=1&b=2' } })).toBe(
      '<Response><Redirect method="POST">https://other.example/?a=1&amp;b=2</Redirect></Response>',
    );
  });

  it('comes back with the step it was given', async () => {
    const body = await say([question({ id: 'm-000099' })]);
    const action = /action="([^"]+)"/u.exec(body)?.[1] ?? '';
    const outcome = await call().receive(
      signedForm(action.replace(ACCOUNT.publicBaseUrl, ''), {
        CallSid: 'CA1',
        From: '+212600000003',
        Digits: '3',
        CallStatus: 'in-progress',
      }),
    );
    expect(outcome).toMatchObject({
      kind: 'accepted',
      inbound: [{ externalId: 'CA1:m-000099', answers: 'm-000099', part: { kind: 'keys', keys: '3' } }],
    });
  });

  it('cannot be written to', async () => {
    expect(await call().send(outbound(), new AbortController().signal)).toEqual({
      kind: 'failed',
      code: 'unreachable',
    });
  });

  it('uses only elements that Twilio and Somleng share, well formed, whatever the words', async () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(words, words, fc.boolean(), async (text, id, last) => {
        const body = await say([question({ speech: [{ id, text: `a${text}` }], last })], {
          prompts: { url: (form, each) => (each.length % 2 ? `https://x/${form}-${each}` : null) },
        });
        const tags = [...body.matchAll(/<\/?([A-Za-z]+)[^<>]*>/gu)].map((match) => match[1]);
        expect(
          tags.every((tag) => ['Response', 'Gather', 'Play', 'Say', 'Redirect', 'Hangup'].includes(tag ?? '')),
        ).toBe(true);
        const between = body.replace(/<[^<>]*>/gu, '');
        expect(between).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos);)/u);
        expect(body).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
      }),
    );
  });
});

describe('the words of last resort', () => {
  it('need nothing but themselves', () => {
    expect(failureTwiml([...FAILURE, { form: 'ary', id: 'common.failure', text: 'عيط على 141' }], recorded).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="fr-FR">Appelez le 141.</Say>' +
        '<Play>https://labas.example/media/prompts/ary-common.failure.wav</Play><Hangup/></Response>',
    );
  });

  it('escape what XML cannot hold', () => {
    expect(escapeXml(`<a href="x">'&\u0000\ud800</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&apos;&amp;  &lt;/a&gt;');
  });

  it('cut a very long line between words', () => {
    const text = 'mot '.repeat(2500).trim();
    const said = failureTwiml([text]).body;
    const lines = [...said.matchAll(/<Say[^>]*>([^<]*)<\/Say>/gu)].map((match) => match[1] ?? '');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.length <= 4096)).toBe(true);
    expect(lines.join(' ')).toBe(text);
  });
});
