import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { twilioSignature } from '../channels/index.js';
import { startProvider } from '../channels/simulator/index.js';
import { systemClock } from '../core/time.js';

export interface TurnFigures {
  readonly store: string;
  /** Full turns per second: signed webhook in, stored, answered, committed, sent to the provider, marked. */
  readonly turnsPerSecond: number;
  /** From the webhook's first byte to the acknowledgement, milliseconds. */
  readonly ackP50: number;
  readonly ackP99: number;
  /** From the webhook's first byte to the answer at the provider, milliseconds. */
  readonly answerP50: number;
  readonly answerP99: number;
  readonly turns: number;
}

const TOKEN = 'bench-token';
const SID = `AC${'b'.repeat(32)}`;
const PEOPLE = 64;

/** Drives the real service, a process of its own on one core, with `PEOPLE` people who each wait for their answer. */
export async function turnFigures(
  store: 'embedded' | 'redis',
  turns: number,
  redisUrl: string | null,
): Promise<TurnFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'labas-bench-'));
  const { baseUrl, stop } = await startProvider({
    accountSid: SID,
    authToken: TOKEN,
    clock: systemClock,
    statuses: [],
    onMessage: (message) => arrived.get(message.to)?.(),
  });
  const arrived = new Map<string, () => void>();
  const port = await freePort();
  const pinned = spawnSync('taskset', ['-V']).status === 0 ? ['taskset', '-c', '0'] : [];
  const line = [...pinned, process.execPath, 'scripts/labas.mjs', 'serve'];
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    env: {
      ...process.env,
      PORT: String(port),
      LABAS_DATA_DIR: folder,
      LABAS_BURST_MS: '0',
      LOG_LEVEL: 'error',
      TWILIO_ACCOUNT_SID: SID,
      TWILIO_AUTH_TOKEN: TOKEN,
      TWILIO_API_BASE_URL: baseUrl,
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  try {
    while (
      !(await fetch(`${base}/ready`).then(
        (reply) => reply.ok,
        () => false,
      ))
    )
      await new Promise((r) => setTimeout(r, 100));
    const acks: number[] = [];
    const answers: number[] = [];
    const perPerson = Math.ceil(turns / PEOPLE);
    // Words, numbers and commands as in a real interview; the first turns warm the service up and are not counted.
    const words = ['bonjour', '1', '1', '34 ans', '1', '7', '7', '7', '7', '0'];
    const person = async (index: number, rounds: number, count: boolean): Promise<void> => {
      const from = `+2126${String(index).padStart(8, '0')}`;
      for (let round = 0; round < rounds; round++) {
        const started = performance.now();
        const answered = new Promise<void>((resolve) => arrived.set(from, resolve));
        await post(
          base,
          from,
          `${count ? 'B' : 'A'}${index}x${String(round).padStart(6, '0')}`,
          words[round % words.length] ?? '1',
        );
        const acknowledged = performance.now();
        await answered;
        if (count) {
          acks.push(acknowledged - started);
          answers.push(performance.now() - started);
        }
      }
    };
    const everybody = (rounds: number, count: boolean) =>
      Promise.all(Array.from({ length: PEOPLE }, (_, index) => person(index, rounds, count)));
    await everybody(3, false);
    const started = performance.now();
    await everybody(perPerson, true);
    const seconds = (performance.now() - started) / 1000;
    return {
      store,
      turns: answers.length,
      turnsPerSecond: answers.length / seconds,
      ackP50: quantile(acks, 0.5),
      ackP99: quantile(acks, 0.99),
      answerP50: quantile(answers, 0.5),
      answerP99: quantile(answers, 0.99),
    };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function post(base: string, from: string, id: string, body: string): Promise<void> {
  const url = `${base}/channels/twilio/sms`;
  const fields = {
    MessageSid: `SM${id.padEnd(32, '0')}`,
    AccountSid: SID,
    From: from,
    To: '+15005550006',
    NumMedia: '0',
    Body: body,
  };
  const signature = twilioSignature(TOKEN, url, new Map(Object.entries(fields).map(([key, value]) => [key, [value]])));
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(fields).toString(),
  });
  if (!reply.ok) throw new Error(`the webhook was answered ${reply.status}`);
  await reply.arrayBuffer();
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
