import process from 'node:process';
import { readConfig } from '../config.js';
import { startService } from '../service.js';

/** `labas serve`: the whole service until it is told to stop. Prints the addresses and, in the demo profile, how to log in. */
export async function run(): Promise<number> {
  const config = readConfig();
  const service = await startService(config);
  process.stdout.write(`${service.greeting}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await service.stop();
  return 0;
}
