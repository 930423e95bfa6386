import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../../core/log.js';
import type { Clock } from '../../core/time.js';
import type { Desk } from '../desk.js';
import { createGate } from './access.js';
import { mountCases } from './cases.js';
import { mountContent } from './content.js';
import { BEAT_SECONDS, createStreams, mountEvents } from './events.js';
import { mountLogin } from './login.js';
import { createMount } from './mount.js';
import { openApi } from './openapi.js';
import { servePages } from './pages.js';
import { answerTo, whyOf } from './refusal.js';
import { createSessions } from './session.js';
import { mountStaff } from './staff.js';

export interface ConsoleOptions {
  readonly desk: Desk;
  /** 32 bytes of their own: signs session tokens. */
  readonly sessionKey: Buffer;
  /** False only where the service itself is reached over plain HTTP (the demo on this machine). */
  readonly secureCookies: boolean;
  readonly clock: Clock;
  /** The folder with the built `index.html`. */
  readonly webDirectory: string;
  readonly log: Logger;
  /** A login is answered no sooner than this, whatever comes out of it; default 350. Milliseconds. */
  readonly loginMilliseconds?: number;
}

/** The nurse desk as a Fastify plugin. It keeps its hooks, headers and parsers to itself. */
export async function consolePlugin(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { desk, clock, log } = options;
  const sessions = createSessions(options.sessionKey, clock);
  const gate = createGate({ desk, sessions, secureCookies: options.secureCookies });
  const streams = createStreams(desk, (caller) => gate.stillAdmitted(caller));
  const mount = createMount(app, gate);

  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, headersFor(options.secureCookies));
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    await Promise.resolve();
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = answerTo(error);
    const fields = { route: request.routeOptions.url ?? '', status, code: body.error.code, why: whyOf(error) };
    if (status >= 500) log.error('console.failed', fields);
    else if (status === 403) log.warn('console.refused', fields);
    return reply.status(status).send(body);
  });
  const beating = setInterval(() => void streams.beat(), BEAT_SECONDS * 1000);
  beating.unref();
  // Before the server waits for open connections: these would never end by themselves.
  app.addHook('preClose', async () => {
    clearInterval(beating);
    streams.close();
    await Promise.resolve();
  });

  const loginMilliseconds = options.loginMilliseconds ?? 350;
  mountLogin(mount, { desk, gate, sessions, streams, clock, log, loginMilliseconds });
  mountCases(mount, desk);
  mountContent(mount, desk);
  mountStaff(mount, desk, streams);
  mountEvents(mount, streams);
  const description = openApi(mount.specs);
  app.get('/api/openapi.json', (_request, reply) => reply.send(description));
  await servePages(app, options.webDirectory);
}

/** Everything from our own origin, nothing inline, no frames; trusted types, because no script here writes HTML. */
function headersFor(secure: boolean): Parameters<typeof fastifyHelmet>[1] {
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  };
}
