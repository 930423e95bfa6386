import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startService, until, type RunningService } from '../support/service.js';

/** Real Kannel between a fake operator and the real service: words in, answer out, delivery report back. */
const folder = mkdtempSync(path.join(tmpdir(), 'labas-kannel-'));
const children: ChildProcess[] = [];
let service: RunningService;
let smscPort = 0;

function run(command: string, args: readonly string[]): { child: ChildProcess; output: () => string } {
  let written = '';
  const child = spawn(command, args, { cwd: folder });
  children.push(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (written += chunk.toString()));
  return { child, output: () => written };
}

beforeAll(async () => {
  const [port, admin, box, send, smsc] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  smscPort = smsc;
  mkdirSync(path.join(folder, 'spool'));
  const config = `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = adminpw
smsbox-port = ${box}
smsbox-interface = 127.0.0.1
store-type = spool
store-location = "${folder}/spool"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE1
port = ${smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${box}
sendsms-port = ${send}
sendsms-interface = 127.0.0.1
global-sender = 2700
mo-recode = true
http-request-retry = 360
http-queue-delay = 1

group = sendsms-user
username = bot
password = botpw
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
get-url = "http://127.0.0.1:${port}/channels/kannel/s3cret/mo?id=%I&from=%p&to=%P&text=%b&charset=%C&coding=%c&smsc=%i&ts=%T"
`;
  writeFileSync(path.join(folder, 'kannel.conf'), config);
  service = await startService(
    {
      LABAS_DATA_DIR: path.join(folder, 'data'),
      KANNEL_SENDSMS_URL: `http://127.0.0.1:${send}/cgi-bin/sendsms`,
      KANNEL_USERNAME: 'bot',
      KANNEL_PASSWORD: 'botpw',
      KANNEL_SECRET: 's3cret',
      KANNEL_FROM: '2700',
    },
    port,
  );
  run('/usr/sbin/bearerbox', ['-v', '4', 'kannel.conf']);
  await until('bearerbox', 15, () => portOpen(admin));
  run('/usr/sbin/smsbox', ['-v', '4', 'kannel.conf']);
  await until('smsbox', 15, () => portOpen(send));
}, 60_000);

afterAll(async () => {
  for (const child of children.reverse()) child.kill('SIGKILL');
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function portOpen(port: number): Promise<true | null> {
  return fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(500) }).then(
    () => true,
    (error: unknown) => (String((error as { cause?: unknown }).cause).includes('ECONNREFUSED') ? null : true),
  );
}

/** A handset on the fake operator: sends one message and prints what it gets. */
function handset(message: string): ReturnType<typeof run> {
  return run('/usr/lib/kannel/test/fakesmsc', [
    '-H',
    '127.0.0.1',
    '-r',
    String(smscPort),
    '-i',
    '0.5',
    '-m',
    '1',
    message,
  ]);
}

// The fake operator takes one handset at a time.
afterEach(() => {
  for (const child of children.filter((each) => each.spawnfile.endsWith('fakesmsc'))) child.kill('SIGKILL');
});

describe('SMS through Kannel', () => {
  it(
    'answers an emergency in Arabic letters with the numbers, and hears the delivery report',
    { timeout: 60_000 },
    async () => {
      const words = Buffer.from('عندي ضيق فصدري وكنعرق بزاف', 'utf16le').swap16();
      const encoded = [...words].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
      const phone = handset(`+212600000077 2700 ucs2 ${encoded}`);
      const got = await until('an answer on the handset', 30, () =>
        phone.output().includes('Got message') ? phone.output() : null,
      );
      expect(got).toContain('+212600000077');
      // Two bytes a letter, written as %XX: "141" as the operator carries it.
      expect(got).toContain('%001%004%001');
      await until('a delivery report', 20, async () => {
        const metrics = await (await fetch(`${service.base}/metrics`)).text();
        return /labas_deliveries_total\{state="delivered"\} [1-9]/.test(metrics) ? true : null;
      });
      expect(service.output()).not.toContain('600000077');
    },
  );

  it('answers plain French without leaving the 7-bit alphabet', { timeout: 60_000 }, async () => {
    const phone = handset('+212600000078 2700 text bonjour');
    const got = await until('an answer on the handset', 30, () =>
      phone.output().includes('Labas') ? phone.output() : null,
    );
    expect(got).toContain('Bonjour');
    expect(got).not.toContain('?tes');
  });

  it('refuses a wrong secret without a trace', async () => {
    const url = `${service.base}/channels/kannel/wrong/mo?id=1&from=%2B212600000079&to=2700&text=bonjour&charset=UTF-8`;
    expect((await fetch(url)).status).toBe(403);
  });
});
