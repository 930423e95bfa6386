import path from 'node:path';
import process from 'node:process';
import { AppError, type ErrorCode } from '../core/errors.js';
import { loadRelease, readVignettes, type Problem, type Release, type Vignette } from '../flows/index.js';
import { loadLeads, type LeadTable } from '../flows/leads/index.js';
import { createModelOnly, createNlu } from '../nlp/index.js';
import type { Nlu } from '../nlp/nlu.js';
import { createTranscriptionServer, openLocalWhisper, type Transcriber } from '../nlp/speech/index.js';
import { packageRoot, type Config } from './config.js';

// What ships beside the code, opened from disk: the readers, the ears, the packs. Apart from assemble.ts, so that a command that only
// reads words does not load a whole bot.

/** The model that ships with the product; another one is another folder of `models/`. */
const MODEL = 'labas-nlu-1';

/** The shipped model by itself, for measuring. */
export function openModelOnly(): Promise<Nlu> {
  return createModelOnly(path.join(packageRoot(), 'models', MODEL));
}

/** Understanding as it ships: the lexicon, and with `model` the trained model beside it. */
export function openNlu(options: {
  readonly model: boolean;
  readonly onProblem?: (message: string) => void;
}): Promise<Nlu> {
  return createNlu({
    lexicon: path.join(packageRoot(), 'nlp', 'lexicon'),
    model: options.model ? path.join(packageRoot(), 'models', MODEL) : null,
    ...(options.onProblem === undefined ? {} : { onProblem: options.onProblem }),
  });
}

/**
 * The transcription server or the Whisper that the operator named; `null`: none, or a Whisper that does not load
 * (`onProblem` is told why). Voice notes are then for the nurse.
 */
export async function openTranscriber(
  asr: Config['asr'],
  onProblem: (message: string) => void,
): Promise<Transcriber | null> {
  if (asr === null) return null;
  if (asr.kind === 'server') return createTranscriptionServer(asr);
  try {
    return await openLocalWhisper(asr);
  } catch (error) {
    onProblem(error instanceof Error ? error.message : 'unknown');
    return null;
  }
}

/** Loads packs, texts, slots and signs, or stops with every fault and its place. */
export function openRelease(directory: string): Release {
  const loaded = loadRelease(directory);
  if ('release' in loaded) return loaded.release;
  throw invalid(loaded.problems);
}

/** Loads the table of leads for the nurse, or stops with every fault and its place. */
export function openLeads(directory: string): LeadTable {
  const loaded = loadLeads(directory);
  if ('table' in loaded) return loaded.table;
  throw invalid(loaded.problems);
}

/** Reads vignettes and examples of a file or folder, or stops with every fault and its place. */
export function openVignettes(where: string, release: Release): readonly Vignette[] {
  const read = readVignettes(where, release);
  if ('vignettes' in read) return read.vignettes;
  throw invalid(read.problems, 'INPUT_INVALID');
}

function invalid(problems: readonly Problem[], code: ErrorCode = 'CONTENT_INVALID'): AppError {
  const lines = problems.map(
    (problem) => `${path.relative(process.cwd(), problem.file)}:${problem.line}:${problem.column} ${problem.message}`,
  );
  return new AppError(code, lines.join('\n'));
}
