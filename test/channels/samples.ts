import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { channelId, contactId, type WebhookRequest } from '../../channels/channel.js';
import { twilioSignature } from '../../channels/signature.js';
import type { Choice, Outbound } from '../../core/message.js';
import type { RecordedCase } from '../suites/channel.suite.js';

export const NOW = new Date('2026-01-05T09:00:00Z');
export const ACCOUNT = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'held-token-for-tests',
  publicBaseUrl: 'https://labas.example',
};
export const KANNEL_SECRET = 'held-secret.for~tests';

export function choices(...labels: readonly string[]): readonly Choice[] {
  return labels.map((label, index) => ({ id: `c${index + 1}`, label, key: String(index + 1) }));
}

export function outbound(part: Partial<Outbound> = {}): Outbound {
  return {
    id: 'm-000042',
    channelId: channelId('sms'),
    to: contactId('+212600000001'),
    language: 'fr',
    textId: null,
    text: 'Avez-vous de la fièvre ?',
    choices: choices('Oui', 'Non', 'Je ne sais pas'),
    expects: 'one_choice',
    menuLabel: 'Choisir',
    speech: null,
    last: false,
    notAfter: new Date(NOW.getTime() + 600_000),
    ...part,
  };
}

/** A form request with the signature that Twilio would give it. */
export function signedForm(path: string, parameters: Readonly<Record<string, string>> | string): WebhookRequest {
  const body = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString();
  return signed({
    method: 'POST',
    path,
    headers: new Map(),
    query: new Map(new URLSearchParams(path.split('?')[1] ?? '')),
    body: Buffer.from(body),
  });
}

export function signed(request: WebhookRequest): WebhookRequest {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(Buffer.from(request.body).toString('utf8'))) {
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  const signature = twilioSignature(ACCOUNT.authToken, `${ACCOUNT.publicBaseUrl}${request.path}`, parameters);
  return { ...request, headers: new Map([['x-twilio-signature', signature]]) };
}

function readCases(folder: string): readonly { name: string; content: Record<string, unknown> }[] {
  const directory = new URL(`../fixtures/${folder}/`, import.meta.url);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      name: name.replace('.json', ''),
      content: JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as Record<string, unknown>,
    }));
}

/** The recorded Twilio payloads of the given kinds (`channel` in the file), signed. */
export function twilioCases(...kinds: readonly string[]): readonly RecordedCase[] {
  return readCases('twilio')
    .filter(({ content }) => kinds.includes(content['channel'] as string))
    .map(({ name, content }) => ({
      name,
      about: content['about'] as string,
      request: signedForm(content['path'] as string, content['parameters'] as Record<string, string>),
      expect: content['expect'] as RecordedCase['expect'],
    }));
}

export function kannelCases(): readonly RecordedCase[] {
  return readCases('kannel').map(({ name, content }) => ({
    name,
    about: content['about'] as string,
    request: kannelRequest(
      `${(content['path'] as string).replace('{secret}', encodeURIComponent(KANNEL_SECRET))}?${content['query'] as string}`,
    ),
    expect: content['expect'] as RecordedCase['expect'],
  }));
}

export function kannelRequest(path: string): WebhookRequest {
  return {
    method: 'GET',
    path,
    headers: new Map(),
    query: new Map(new URLSearchParams(path.split('?')[1] ?? '')),
    body: new Uint8Array(),
  };
}

/** A server on a free port for the length of one test. */
export async function withServer<T>(listener: RequestListener, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  try {
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<string> {
  return withServer(
    () => undefined,
    (baseUrl) => Promise.resolve(baseUrl),
  );
}
