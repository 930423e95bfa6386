import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { consolePlugin } from '../../console/api/index.js';
import type { CaseView } from '../../console/desk.js';
import type { LogFields, Logger } from '../../core/log.js';
import { heldClock } from '../../core/time.js';
import { fakeDesk, PASSWORD, type FakeDesk } from './fake-desk.js';

/** What the console itself sends with everything that changes something. */
export const OWN = { 'x-labas': '1' };

export interface Console {
  readonly app: FastifyInstance;
  readonly desk: FakeDesk;
  readonly clock: ReturnType<typeof heldClock>;
  /** Every log line, as one string each. */
  readonly lines: string[];
  readonly routes: string[];
  /** Logs in and gives the cookie header. */
  login(id: string): Promise<string>;
}

/** The plugin in a real Fastify over a desk in memory, with a page of one line instead of the built app. */
export async function startConsole(options: { cases?: readonly CaseView[]; secure?: boolean } = {}): Promise<Console> {
  const clock = heldClock(new Date('2026-01-05T09:00:00Z'));
  const desk = fakeDesk(clock, options.cases);
  const lines: string[] = [];
  const routes: string[] = [];
  const web = mkdtempSync(path.join(tmpdir(), 'labas-console-'));
  mkdirSync(path.join(web, 'assets'));
  writeFileSync(path.join(web, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(web, 'assets', 'app-abc123.js'), 'export {};');
  const app = fastify({ logger: false, bodyLimit: 256 * 1024, forceCloseConnections: true });
  app.addHook('onRoute', (route) => void routes.push(`${String(route.method)} ${route.url}`));
  await app.register(consolePlugin, {
    desk,
    sessionKey: Buffer.alloc(32, 7),
    secureCookies: options.secure ?? false,
    clock,
    webDirectory: web,
    log: listening(lines),
    loginMilliseconds: 0,
  });
  return {
    app,
    desk,
    clock,
    lines,
    routes,
    async login(id) {
      const payload = { email: `${id}@labas.local`, password: PASSWORD };
      const answer = await app.inject({ method: 'POST', url: '/api/desk/login', headers: OWN, payload });
      return String(answer.headers['set-cookie']).split(';')[0] ?? '';
    },
  };
}

function listening(lines: string[]): Logger {
  const note = (event: string, fields: LogFields = {}): void => void lines.push(JSON.stringify({ event, ...fields }));
  return { error: note, warn: note, info: note, debug: note };
}
