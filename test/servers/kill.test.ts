import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { twilioSignature } from '../../channels/index.js';
import { startProvider } from '../../channels/simulator/index.js';
import { systemClock } from '../../core/time.js';
import { freePort, startService, until, type RunningService } from '../support/service.js';

/**
 * kill -9 in the middle of 500 signed webhooks, then a restart on the same data: every acknowledged message is answered,
 * none is lost, order is kept per person, and the provider has no message twice.
 */
const TOKEN = 'kill-test-token';
const SID = `AC${'7'.repeat(32)}`;
const PEOPLE = 50;
const ROUNDS = 10;
const folder = mkdtempSync(path.join(tmpdir(), 'labas-kill-'));
const running: RunningService[] = [];

afterAll(async () => {
  for (const service of running) await service.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('a process killed in the middle of 500 webhooks', () => {
  it('has answered every acknowledged message once, in order, after a restart', { timeout: 240_000 }, async () => {
    const { provider, baseUrl, stop } = await startProvider({ accountSid: SID, authToken: TOKEN, clock: systemClock });
    const port = await freePort();
    const env = {
      LABAS_DATA_DIR: folder,
      TWILIO_ACCOUNT_SID: SID,
      TWILIO_AUTH_TOKEN: TOKEN,
      TWILIO_API_BASE_URL: baseUrl,
      LOG_LEVEL: 'error',
    };
    const start = async (): Promise<RunningService> => {
      const service = await startService(env, port);
      running.push(service);
      return service;
    };
    let service = await start();

    let posted = 0;
    const restarts: Promise<void>[] = [];
    const post = async (person: number, round: number): Promise<void> => {
      const form = {
        MessageSid: `SM${String(person * ROUNDS + round).padStart(32, '0')}`,
        From: phoneOf(person),
        To: '+15005550006',
        // The answers to these differ, so that their order can be seen at the provider.
        Body: round % 2 === 0 ? 'aide' : 'bonjour',
      };
      await until('the webhook to be taken', 60, async () => ((await webhook(service.base, form)) ? true : null));
      posted += 1;
      if (posted === 200) {
        const restart = async (): Promise<void> => {
          await service.stop('SIGKILL');
          service = await start();
        };
        restarts.push(restart());
      }
    };
    const everybody = Array.from({ length: PEOPLE }, async (_, person) => {
      for (let round = 0; round < ROUNDS; round++) await post(person, round);
    });
    await Promise.all(everybody);
    await Promise.all(restarts);
    expect(restarts).toHaveLength(1);
    expect(posted).toBe(PEOPLE * ROUNDS);

    await until('every answer to be at the provider', 60, () =>
      provider.messages().length >= PEOPLE * ROUNDS ? true : null,
    );
    // Whatever might still be sent twice has its chance.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const answers = Array.from({ length: PEOPLE }, (_, person) =>
      provider.messages(phoneOf(person)).map((message) => message.body),
    );
    const [expected = []] = answers;
    expect(expected.length).toBe(ROUNDS);
    for (const [person, mine] of answers.entries()) expect(mine, `person ${person}`).toEqual(expected);
    expect(provider.messages().length, 'none twice').toBe(PEOPLE * ROUNDS);

    const metrics = await (await fetch(`${service.base}/metrics`)).text();
    const cut = metrics.split('\n').filter((line) => line.startsWith('labas_outbox_recovered_total'));
    process.stdout.write(`sends cut by the kill and how they were settled: ${cut.join(' · ') || 'none'}\n`);
    await service.stop();
    await stop();
  });
});

function phoneOf(person: number): string {
  return `+2126000${String(person).padStart(5, '0')}`;
}

async function webhook(base: string, form: Readonly<Record<string, string>>): Promise<boolean> {
  const url = `${base}/channels/twilio/sms`;
  const fields = { AccountSid: SID, NumMedia: '0', ...form };
  const signature = twilioSignature(TOKEN, url, new Map(Object.entries(fields).map(([key, value]) => [key, [value]])));
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(fields).toString(),
  }).then(
    (reply) => reply.ok,
    () => false,
  );
}
