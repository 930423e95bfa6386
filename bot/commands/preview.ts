import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { packageRoot, readDraftConfig } from '../config.js';
import { startPreviewServer } from '../preview/start.js';

const USAGE = 'usage: labas flows preview <pack> [--port n] [--flows folder]';
const PORT = '3979';

/**
 * `labas flows preview <pack> [--port n] [--flows folder]`: the pack on three phones in a browser, until it is told to stop; a
 * saved file is on the phones within a second, a fault beside them. In the demo profile only; nothing is kept.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string', default: PORT },
      flows: { type: 'string', default: path.join(packageRoot(), 'flows') },
    },
  });
  const [pack, more] = positionals;
  if (pack === undefined || more !== undefined) throw new AppError('INPUT_INVALID', USAGE);
  if (!/^\d{1,5}$/.test(values.port)) throw new AppError('INPUT_INVALID', `--port is a number, not ${values.port}`);
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'labas-preview-'));
  try {
    const config = readDraftConfig({ port: Number(values.port), dataDirectory });
    const server = await startPreviewServer({ config, directory: path.resolve(values.flows), pack });
    process.stdout.write(`${pack} is shown at ${server.url}\nSave a file and look; stop with Ctrl-C.\n`);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    await server.stop();
    return 0;
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
