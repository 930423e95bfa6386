// `npm test`: every test that needs no other server, then one closing line. `--servers` adds the suites that need Redis,
// Kannel and Chromium.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const servers = process.argv.includes('--servers');
const report = path.join(mkdtempSync(path.join(tmpdir(), 'labas-')), 'report.json');
const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const result = spawnSync('npx', [...args, ...process.argv.slice(2).filter((word) => word !== '--servers')], {
  stdio: 'inherit',
  env: { ...process.env, ...(servers ? { LABAS_SERVERS: '1' } : {}) },
});
let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  process.stderr.write('the test runner wrote no report\n');
}
let skipped = '';
if (!servers) {
  const suites = readdirSync('test/servers').filter((file) => file.endsWith('.test.ts'));
  for (const suite of suites)
    process.stdout.write(`left to npm run check: test/servers/${suite} (needs a server or a browser)\n`);
}
if (counts.numPendingTests > 0) skipped = `, ${counts.numPendingTests} skipped`;
const failed = counts.numFailedTests + (counts.numFailedTests === 0 && result.status !== 0 ? 1 : 0);
process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed${skipped}\n`);
process.exit(result.status ?? 1);
