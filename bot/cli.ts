import process from 'node:process';
import { AppError } from '../core/errors.js';

/** `labas <command>`: one file per command, loaded only when asked for. Names are in docs/running.md. */
const COMMANDS: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<number> }>>> = {
  serve: () => import('./commands/serve.js'),
  chat: () => import('./commands/chat.js'),
  nlu: () => import('./commands/nlu.js'),
  triage: () => import('./commands/triage.js'),
  flows: () => import('./commands/flows.js'),
  vignettes: () => import('./commands/vignettes.js'),
  mutate: () => import('./commands/mutate.js'),
  export: () => import('./commands/export.js'),
  eval: () => import('./commands/eval.js'),
};

const [name = 'help', ...args] = process.argv.slice(2);
const load = COMMANDS[name];
if (load === undefined) {
  process.stderr.write(`usage: labas ${Object.keys(COMMANDS).join(' | ')}\n`);
  process.exitCode = name === 'help' ? 0 : 2;
} else {
  try {
    const command = await load();
    process.exitCode = await command.run(args);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
