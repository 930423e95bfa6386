// `npm run check`: what CI runs, cheapest first. Ends with the closing line of the tests.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', ['npx', 'prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', ['npx', 'eslint', '.']],
  ['typecheck', ['npm', 'run', '--silent', 'typecheck']],
  ['pages', ['node', '-e', "import('./scripts/pages.mjs').then((m) => m.buildPages({ onlyIfOld: false }))"]],
  ['packs', ['npm', 'run', '--silent', 'packs']],
  ['mutants', ['npm', 'run', '--silent', 'mutate:packs', '--', '--count', '200', '--seed', '1']],
  ['tests', ['node', 'scripts/test.mjs', '--servers']],
];
for (const [name, [command, ...args]] of steps) {
  const started = Date.now();
  process.stdout.write(`── ${name}\n`);
  const result = spawnSync(command, args, { stdio: 'inherit' });
  if (result.status !== 0) {
    process.stdout.write(`── ${name} failed\n`);
    process.exit(result.status ?? 1);
  }
  if (name !== 'tests') process.stdout.write(`── ${name} passed in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
