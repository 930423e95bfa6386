#!/usr/bin/env node
// The `labas` command: compiled code where a build is there, the TypeScript sources otherwise.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The preview is a page: built when it is missing or older than its sources, where Vite is there to build it.
const [, , command, verb] = process.argv;
if (command === 'flows' && verb === 'preview' && existsSync('node_modules/vite')) {
  const { buildPages } = await import('./pages.mjs');
  await buildPages({ onlyIfOld: true });
}

const built = fileURLToPath(new URL('../dist/bot/cli.js', import.meta.url));
if (existsSync(built)) {
  await import(built);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../bot/cli.ts');
}
