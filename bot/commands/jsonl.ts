import process from 'node:process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors.js';

/**
 * JSON Lines in, JSON Lines out. A bad record becomes one line `{"id","error":{"code","message"}}`; the others are still
 * done, and the command ends with exit code 1.
 */
export async function eachRecord<Record>(
  schema: z.ZodType<Record>,
  work: (record: Record) => Promise<object>,
): Promise<number> {
  let failed = 0;
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answer = await oneRecord(line, schema, work);
    if ('error' in answer) failed += 1;
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
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
