import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { packageRoot } from '../../bot/config.js';

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Resolves when `check` gives something other than `null`; fails with `what` after `seconds`. */
export async function until<T>(what: string, seconds: number, check: () => Promise<T | null> | T | null): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await check();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface RunningService {
  readonly base: string;
  readonly process: ChildProcess;
  /** Everything it wrote. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the real service as a process of its own and waits until it is ready; the limit is what the README promises. */
export async function startService(env: Readonly<Record<string, string>>, port: number): Promise<RunningService> {
  let written = '';
  const child = spawn(process.execPath, ['scripts/labas.mjs', 'serve'], {
    cwd: packageRoot(),
    env: { ...process.env, PORT: String(port), LABAS_BURST_MS: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer): void => {
    written += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const base = `http://127.0.0.1:${port}`;
  await until('the service to be ready', 15, async () => {
    if (child.exitCode !== null) throw new Error(`the service ended: ${written}`);
    return (await fetch(`${base}/ready`).then(
      (reply) => reply.ok,
      () => false,
    ))
      ? true
      : null;
  });
  return {
    base,
    process: child,
    output: () => written,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill(signal);
      await ended;
    },
  };
}
