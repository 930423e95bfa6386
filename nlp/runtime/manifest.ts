import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/errors.js';
import { INTENTS } from '../../core/understanding.js';

const score = z.number().min(0).max(1);
const MANIFEST = z.object({
  id: z.string().min(1),
  version: z.union([z.string(), z.number()]).transform(String),
  max_length: z.number().int().min(8),
  labels: z.object({
    intent: z.array(z.enum(INTENTS)),
    language: z.array(z.string()),
    finding: z.array(z.string()),
    presence: z.array(z.enum(['present', 'absent', 'unsure', 'aside'])).length(4),
    subject: z.array(z.enum(['self', 'child', 'other'])).length(3),
  }),
  temperature: z.object({
    intent: z.number().positive(),
    language: z.number().positive(),
    red_flag: z.number().positive(),
    finding: z.number().positive(),
  }),
  thresholds: z.object({
    intent: z.partialRecord(z.enum(INTENTS), score),
    /** By finding; `default` for the others. */
    finding: z.record(z.string(), score),
    /** By language; `default` for the others. */
    red_flag: z.record(z.string(), score),
  }),
  files: z.record(z.string(), z.object({ sha256: z.string().length(64), bytes: z.number().int() })),
});

/** What a model folder says of itself: labels in the order of the outputs, calibration, hashes. */
export type ModelManifest = z.infer<typeof MANIFEST>;

/**
 * Reads and checks a model folder: the manifest's shape, and every file's size and SHA-256. Throws `MODEL_UNAVAILABLE` with
 * the place of the fault, so that the lexicon answers instead.
 */
export function loadManifest(directory: string): ModelManifest {
  const file = path.join(directory, 'manifest.json');
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('MODEL_UNAVAILABLE', `${file}: cannot be read`, { cause });
  }
  const parsed = MANIFEST.safeParse(JSON.parse(content));
  if (!parsed.success) throw new AppError('MODEL_UNAVAILABLE', `${file}: ${z.prettifyError(parsed.error)}`);
  for (const [name, { sha256, bytes }] of Object.entries(parsed.data.files)) {
    checkFile(path.join(directory, name), sha256, bytes);
  }
  return parsed.data;
}

function checkFile(file: string, sha256: string, bytes: number): void {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (cause) {
    throw new AppError('MODEL_UNAVAILABLE', `${file}: named in the manifest, cannot be read`, { cause });
  }
  const found = createHash('sha256').update(content).digest('hex');
  if (content.length !== bytes || found !== sha256) {
    throw new AppError(
      'MODEL_UNAVAILABLE',
      `${file}: expected ${bytes} bytes with SHA-256 ${sha256}, found ${content.length}, ${found}`,
    );
  }
}
