import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLocalChannel, runTerminalChat, type LocalChannelKind } from '../../../channels/simulator/index.js';
import type { Outbound, Part } from '../../../core/message.js';
import { outbound } from '../samples.js';

/** Types the lines, answers each act with `answer`, and returns what was printed and what was delivered. */
async function chat(kind: LocalChannelKind, lines: readonly string[], answer: (part: Part) => readonly Outbound[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const parts: Part[] = [];
  const channel = createLocalChannel({ kind, onSend: () => undefined });
  input.end(lines.map((line) => `${line}\n`).join(''));
  await runTerminalChat({
    kind,
    language: 'fr',
    deliver: (part) => {
      parts.push(part);
      return Promise.resolve(answer(part));
    },
    show: (message) => channel.show(message),
    input,
    output,
  });
  output.end();
  let printed = '';
  for await (const chunk of output) printed += String(chunk);
  return { printed, parts };
}

const spoken = (text: string, last = false) => outbound({ speech: [{ id: 'x', text }], last });

describe('a chat in the terminal', () => {
  it('prints what the person would see, numbers included', async () => {
    const { printed, parts } = await chat('whatsapp', ['bonjour', '', '/photo', '/quit', 'too late'], () => [
      outbound(),
    ]);
    expect(parts).toEqual([
      { kind: 'text', text: 'bonjour' },
      { kind: 'media', mediaType: 'image/jpeg', ref: 'local:photo', caption: '' },
    ]);
    expect(printed).toContain('whatsapp · Français · /photo  /quit');
    expect(printed).toContain('< Avez-vous de la fièvre ?\n  1 Oui\n  2 Non\n  3 Je ne sais pas\n');
  });

  it('numbers the parts of a long SMS', async () => {
    const long = outbound({ text: 'Si la douleur augmente, revenez. '.repeat(8).trim(), choices: [] });
    const { printed } = await chat('sms', ['salam'], () => [long]);
    expect(printed).toMatch(/< \(1\/2\) Si la douleur[\s\S]*< \(2\/2\)/u);
  });

  it('keeps the order of a right-to-left line', async () => {
    const { printed } = await chat('sms', ['salam'], () => [
      outbound({ language: 'ary-Arab', text: 'عيط على 141', choices: [] }),
    ]);
    expect(printed).toContain('< \u200fعيط على 141');
  });

  it('plays a call: it begins by itself, takes keys and silence, and ends', async () => {
    const { printed, parts } = await chat('voice', ['1', 'oui', '/silence', '', '/hangup', '2'], () => [
      spoken('Tapez 1.'),
    ]);
    expect(parts).toEqual([
      { kind: 'call', event: 'started' },
      { kind: 'keys', keys: '1' },
      { kind: 'call', event: 'no_input' },
      { kind: 'call', event: 'no_input' },
      { kind: 'call', event: 'hung_up' },
    ]);
    expect(printed).toContain('< « Tapez 1. »');
    expect(printed).toContain('a call takes keys: 0-9 * #');
    expect(printed).toContain('— the call has ended —');
  });

  it('ends a call after the last message without hanging up again', async () => {
    const { parts } = await chat('voice', ['1', '2'], (part) => [
      part.kind === 'keys' ? spoken('Appelez le 141.', true) : spoken('Tapez 1.'),
    ]);
    expect(parts).toEqual([
      { kind: 'call', event: 'started' },
      { kind: 'keys', keys: '1' },
    ]);
  });

  it('hangs up when the input ends', async () => {
    const { parts } = await chat('voice', [], () => [spoken('Tapez 1.')]);
    expect(parts.at(-1)).toEqual({ kind: 'call', event: 'hung_up' });
  });

  it('knows which command belongs to which channel', async () => {
    const { printed, parts } = await chat('sms', ['/photo', '/silence', '/hangup', '/help'], () => []);
    expect(parts).toEqual([]);
    expect(printed).toContain('only WhatsApp carries photos');
    expect(printed).toContain('there is silence only on a call');
    expect(printed).toContain('this is not a call');
    expect(printed).toContain('there is /quit');
  });
});
