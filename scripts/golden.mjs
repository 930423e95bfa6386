// `npm run golden`: rewrites what the runner writes in golden conversations. Safety lines only with `-- --safety`.
import { spawnSync } from 'node:child_process';

const LABAS_GOLDEN = process.argv.includes('--safety') ? 'safety' : 'words';
const result = spawnSync('npx', ['vitest', 'run', 'test/conversations'], {
  stdio: 'inherit',
  env: { ...process.env, LABAS_GOLDEN },
});
process.exit(result.status ?? 1);
