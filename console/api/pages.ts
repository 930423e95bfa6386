import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { gone } from './mount.js';

/** Files that the build makes: hashed ones under `assets/`, and a few beside the page. */
const ASSET = /^assets\/[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const BESIDE = /^[A-Za-z0-9_-]+\.(?:svg|webmanifest)$/;

/**
 * The built web app under `/console/`. Files under `assets/` carry a hash of their content in their name and never change;
 * the page that names them is asked for again each time. Any other path is the page: where one is, is after the `#`.
 */
export async function servePages(app: FastifyInstance, webDirectory: string): Promise<void> {
  app.get('/console', (_request, reply) => reply.redirect('/console/', 308));
  if (!existsSync(path.join(webDirectory, 'index.html'))) {
    app.get('/console/*', (_request, reply) =>
      reply.status(503).type('text/plain; charset=utf-8').send('The console is not built. Run: npm run build\n'),
    );
    return;
  }
  await app.register(fastifyStatic, { root: webDirectory, serve: false, cacheControl: false });
  app.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
    const asked = request.params['*'];
    if (!asked.startsWith('assets/') && !BESIDE.test(asked)) {
      return reply.header('cache-control', 'no-cache').sendFile('index.html', webDirectory);
    }
    // A hashed file of an older build is a 404 that must not be remembered for a year.
    const known = (ASSET.test(asked) || BESIDE.test(asked)) && existsSync(path.join(webDirectory, asked));
    if (!known) {
      void reply.header('cache-control', 'no-store');
      throw gone();
    }
    void reply.header('cache-control', ASSET.test(asked) ? 'public, max-age=31536000, immutable' : 'no-cache');
    return reply.sendFile(asked, webDirectory);
  });
}
