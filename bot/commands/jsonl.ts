import process from 'node:process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors.js';

/** Records under way at a time: a model reads messages that arrive together in one go. */
const AT_ONCE = 32;

/**
 * JSON Lines in, JSON Lines out, in the order in which they came in. A bad record becomes one line `{"id","error":{"code","message"}}`; the others are still
 * done, and the command ends with exit code 1.
 */
export async function eachRecord<Record>(
  schema: z.ZodType<Record>,
  work: (record: Record) => Promise<object>,
): Promise<number> {
  let failed = 0;
  let underWay = 0;
  let given: Promise<void> = Promise.resolve();
  const give = async (answer: object): Promise<void> => {
    underWay -= 1;
    if ('error' in answer) failed += 1;
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  };
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answer = oneRecord(line, schema, work);
    underWay += 1;
    // As soon as it is there and those before it are given: whoever writes one record and waits is answered.
    given = given.then(async () => give(await answer));
    if (underWay >= AT_ONCE) await given;
  }
  await given;
  return failed > 0 ? 1 : 0;
}

async function oneRecord<Record>(
  line: string,
  schema: z.ZodType<Record>,
  work: (record: Record) => Promise<object>,
): Promise<object> {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return refusal(null, 'this line is not JSON');
  }
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return refusal(id, z.prettifyError(parsed.error));
  try {
    return await work(parsed.data);
  } catch (error) {
    return refusal(id, error instanceof Error ? error.message : 'failed');
  }
}

function refusal(id: unknown, message: string, code: ErrorCode = 'INPUT_INVALID'): object {
  return { id: id ?? null, error: { code, message } };
}
