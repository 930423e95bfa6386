import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel, WebhookOutcome, WebhookRequest } from '../../channels/channel.js';

/** A recorded payload, ready to be received, and what must come of it. Only the named members are compared. */
export interface RecordedCase {
  readonly name: string;
  readonly about: string;
  readonly request: WebhookRequest;
  readonly expect: {
    readonly kind: string;
    readonly inbound?: readonly Readonly<Record<string, unknown>>[];
    readonly statuses?: readonly Readonly<Record<string, unknown>>[];
  };
}

export interface ChannelSuiteSetup {
  readonly channel: Channel;
  readonly recorded: readonly RecordedCase[];
  /** Makes a request that passes the check, whatever its content, for arbitrary bytes. */
  genuine(request: WebhookRequest): WebhookRequest;
  /** The same request as a stranger would send it. */
  forged(request: WebhookRequest): WebhookRequest;
}

/** What every channel owes: recorded payloads parse, strangers are refused, nothing throws, nothing secret gets out. */
export function channelSuite(name: string, { channel, recorded, genuine, forged }: ChannelSuiteSetup): void {
  describe(`${name}: the channel contract`, () => {
    it.each(recorded.map((each) => [each.name, each] as const))(
      'parses %s',
      async (_, { request, expect: expected, about }) => {
        const outcome = await channel.receive(request);
        expect(outcome.kind, about).toBe(expected.kind);
        if (outcome.kind !== 'accepted') return;
        expect(outcome.inbound).toHaveLength(expected.inbound?.length ?? 0);
        expect(JSON.parse(JSON.stringify(outcome.inbound))).toMatchObject(expected.inbound ?? []);
        expect(JSON.parse(JSON.stringify(outcome.statuses))).toMatchObject(expected.statuses ?? []);
        for (const inbound of outcome.inbound) expect(inbound.channelId).toBe(channel.id);
      },
    );

    it('gives a repeated webhook the same external ids, and different ones to different items', async () => {
      for (const { request } of recorded) {
        const [once, again] = [
          externalIds(await channel.receive(request)),
          externalIds(await channel.receive(request)),
        ];
        expect(again).toEqual(once);
        expect(new Set(once).size).toBe(once.length);
      }
    });

    it('refuses every recorded payload from a stranger, and tells nothing', async () => {
      for (const { request } of recorded) {
        const outcome = await channel.receive(forged(request));
        expect(outcome.kind).toBe('rejected');
        if (outcome.kind === 'accepted') throw new Error('accepted');
        expect(outcome.reply.status).toBe(403);
        expect(holdsSecret(channel, outcome)).toBe(false);
      }
    });

    it('serves every recorded path by one of its routes', () => {
      for (const { request } of recorded) {
        const path = request.path.split('?', 1)[0] ?? '';
        const served = channel.routes.some(
          (route) =>
            route.method === request.method &&
            new RegExp(`^${route.path.replace(/:[a-z]+/gu, '[^/]+')}$`, 'u').test(path),
        );
        expect(served, path).toBe(true);
      }
    });

    it('acknowledges what it accepts, and never shows a secret', async () => {
      expect(channel.secrets().length).toBeGreaterThan(0);
      expect(channel.secrets().every((secret) => secret.length >= 8)).toBe(true);
      for (const { request } of recorded) {
        const outcome = await channel.receive(request);
        expect(holdsSecret(channel, outcome)).toBe(false);
        const reply = outcome.kind === 'accepted' ? outcome.answer([]) : outcome.reply;
        expect(reply.status).toBe(200);
        expect(channel.secrets().some((secret) => reply.body.includes(secret))).toBe(false);
      }
    });

    it('never throws, whatever a stranger sends', async () => {
      await fc.assert(
        fc.asyncProperty(anyRequest(), async (request) => {
          const outcome = await channel.receive(request);
          expect(outcome.kind).toBe('rejected');
        }),
        { numRuns: 300 },
      );
    });

    it('never throws on arbitrary bytes that pass the check', async () => {
      const paths = [...new Set(recorded.map(({ request }) => request.path))];
      const names = [...new Set(recorded.flatMap(({ request }) => parameterNames(request)))];
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...paths), anyParameters(names), async (path, encoded) => {
          const [base = ''] = path.split('?', 1);
          const example = recorded.find(({ request }) => request.path === path)?.request;
          const isGet = example?.method === 'GET';
          const outcome = await channel.receive(
            genuine({
              method: isGet ? 'GET' : 'POST',
              path: isGet ? `${base}?${encoded}` : path,
              headers: new Map(),
              query: new Map(),
              body: isGet ? new Uint8Array() : Buffer.from(encoded, 'utf8'),
            }),
          );
          expect(outcome.kind).not.toBe('rejected');
          for (const id of externalIds(outcome)) expect(id).toMatch(/^[\w.:-]{1,120}$/u);
          const reply = outcome.kind === 'accepted' ? outcome.answer([]) : outcome.reply;
          expect(reply.status).toBeGreaterThanOrEqual(200);
        }),
        { numRuns: 500 },
      );
    });
  });
}

function externalIds(outcome: WebhookOutcome): readonly string[] {
  return outcome.kind === 'accepted' ? outcome.inbound.map((inbound) => inbound.externalId) : [];
}

function holdsSecret(channel: Channel, outcome: WebhookOutcome): boolean {
  const printed = JSON.stringify(outcome);
  return channel.secrets().some((secret) => printed.includes(secret));
}

function parameterNames(request: WebhookRequest): readonly string[] {
  const query = request.method === 'GET' ? (request.path.split('?')[1] ?? '') : Buffer.from(request.body).toString();
  return query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
}

function anyRequest(): fc.Arbitrary<WebhookRequest> {
  return fc.record({
    method: fc.constantFrom('GET' as const, 'POST' as const),
    path: fc.oneof(
      fc.webPath(),
      fc.string({ unit: 'binary' }),
      fc.constant('//['),
      fc.constant('/channels/kannel/%E0%A4/mo'),
    ),
    headers: fc
      .dictionary(fc.constantFrom('x-twilio-signature', 'content-type', 'host'), fc.string({ unit: 'binary' }))
      .map((headers) => new Map(Object.entries(headers))),
    query: fc.dictionary(fc.string(), fc.string()).map((query) => new Map(Object.entries(query))),
    body: fc.uint8Array({ maxLength: 300 }),
  });
}

/** Known names with senseless values, raw bytes among them, repeated and unknown names too. */
function anyParameters(names: readonly string[]): fc.Arbitrary<string> {
  const raw = fc
    .uint8Array({ maxLength: 40 })
    .map((bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  const value = fc.oneof(
    raw,
    fc.string({ unit: 'grapheme' }).map(encodeURIComponent),
    fc.constantFrom(
      '',
      '0',
      '1',
      '11',
      '-1',
      '1e9',
      '%',
      '%zz',
      '%E0%A4',
      '+',
      'STOP',
      'UTF-16BE',
      '8-BIT',
      '2',
      '__proto__',
    ),
  );
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'Body', '') },
  );
  return fc
    .array(fc.tuple(name, value), { maxLength: 20 })
    .map((pairs) => pairs.map(([key, each]) => `${key}=${each}`).join('&'));
}
