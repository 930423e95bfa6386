// `npm run build`: the two web pages, then the server into dist/.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildPages } from './pages.mjs';

await buildPages({ onlyIfOld: false });
rmSync('dist', { recursive: true, force: true });
const result = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (result.status !== 0) process.exit(result.status ?? 1);
process.stdout.write('dist/ is ready: node scripts/labas.mjs serve\n');
