// `npm start`: builds the two web pages when they are missing or older than their sources, then serves.
import { spawn } from 'node:child_process';
import { buildPages } from './pages.mjs';

await buildPages({ onlyIfOld: true });
const watch = process.argv.includes('--watch') ? ['--watch'] : [];
const child = spawn(process.execPath, [...watch, 'scripts/labas.mjs', 'serve'], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
