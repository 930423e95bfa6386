import v8 from 'node:v8';
import { z } from 'zod';
import { openNlu } from '../open.js';
import { eachRecord } from './jsonl.js';

const record = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  expected: z.array(z.string()).optional(),
});

/** `labas nlu`: what is understood of each text, one JSON line each. */
export async function run(): Promise<number> {
  // A tool for small machines: a third less memory for two fifths more time (2,000 messages, measured). The service keeps its speed.
  v8.setFlagsFromString('--optimize-for-size');
  const nlu = await openNlu({ model: true });
  const exit = await eachRecord(record, async ({ id, text, expected }) => {
    const heard = await nlu.understand({ text, ...(expected === undefined ? {} : { expected }) }, {});
    return { id, ...heard };
  });
  await nlu.close?.();
  return exit;
}
