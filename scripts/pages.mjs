// Builds the console and the simulator with Vite; about a second each.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const PAGES = ['console/web', 'channels/simulator/web'];

function newest(folder) {
  let at = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    at = Math.max(at, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return at;
}

export async function buildPages({ onlyIfOld }) {
  for (const page of PAGES) {
    const index = path.join(page, 'dist', 'index.html');
    if (onlyIfOld && existsSync(index) && statSync(index).mtimeMs >= newest(page)) continue;
    const { build } = await import('vite');
    process.stdout.write(`building ${page} …\n`);
    await build({ root: page, logLevel: 'warn' });
  }
}
