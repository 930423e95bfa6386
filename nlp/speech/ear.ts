import {
  AutoProcessor,
  AutoTokenizer,
  env,
  LogLevel,
  Tensor,
  WhisperForConditionalGeneration,
} from '@huggingface/transformers';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isSilent, piecesOf, SAMPLE_RATE } from './sound.js';

/** What a Whisper makes of a sound: its words as they came, and the language it took them for (ISO 639-1). */
export interface Heard {
  readonly text: string;
  /** `null`: the model knows one language only and does not say which. */
  readonly language: string | null;
}

export interface Ear {
  /**
   * `samples`: mono at `SAMPLE_RATE`, of any length; what is longer than the model's window is read in pieces.
   * `language`: ISO 639-1; `null`, or one that the model does not know: the model guesses by the beginning.
   */
  hear(samples: Float32Array, language: string | null): Promise<Heard>;
}

const modelSchema = z.object({ model_type: z.literal('whisper') });
const soundSchema = z.object({ sampling_rate: z.literal(SAMPLE_RATE), chunk_length: z.number().positive() });
const languagesSchema = z.object({
  is_multilingual: z.boolean().nullish(),
  lang_to_id: z.record(z.string(), z.number().int()).nullish(),
  decoder_start_token_id: z.number().int(),
  no_timestamps_token_id: z.number().int(),
});

/**
 * A Whisper from a folder in the layout of transformers.js. Reads from disk alone: no network, no cache folder. Throws when the
 * folder is missing, is not a Whisper, or does not run; runs once, so that the first recording does not find that out.
 */
export async function loadEar(directory: string): Promise<Ear> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.logLevel = LogLevel.ERROR;
  // An absolute path: a bare name is looked for elsewhere, and may not have every letter.
  const folder = path.resolve(directory);
  const local = { local_files_only: true };
  const model = await WhisperForConditionalGeneration.from_pretrained(folder, {
    ...local,
    dtype: {
      encoder_model: formOf(folder, 'encoder_model'),
      decoder_model_merged: formOf(folder, 'decoder_model_merged'),
    },
    // Half of the machine: the other half answers patients.
    session_options: { intraOpNumThreads: Math.max(1, Math.floor(availableParallelism() / 2)), interOpNumThreads: 1 },
  });
  checked(modelSchema, model.config, 'config.json');
  const tokenizer = await AutoTokenizer.from_pretrained(folder, local);
  const processor = await AutoProcessor.from_pretrained(folder, local);
  const { chunk_length: window } = checked(
    soundSchema,
    processor.feature_extractor?.config,
    'preprocessor_config.json',
  );
  const {
    is_multilingual,
    lang_to_id,
    decoder_start_token_id: start,
    no_timestamps_token_id: beforeTimes,
  } = checked(languagesSchema, model.generation_config, 'generation_config.json');
  const languages = new Map(
    Object.entries(is_multilingual === true ? (lang_to_id ?? {}) : {}).map(([token, id]) => [token.slice(2, -2), id]),
  );
  const special = new Set(tokenizer.all_special_ids);

  async function features(samples: Float32Array): Promise<Tensor> {
    const inputs: unknown = await processor(samples);
    return (inputs as { readonly input_features: Tensor }).input_features;
  }

  /** The library takes English where no language is named; Whisper's own way is to ask it for the likeliest first token. */
  async function guess(samples: Float32Array): Promise<string | null> {
    if (languages.size === 0) return null;
    const output: unknown = await model({
      input_features: await features(samples),
      decoder_input_ids: new Tensor('int64', BigInt64Array.of(BigInt(start)), [1, 1]),
    });
    const scores = (output as { readonly logits: Tensor }).logits.data as Float32Array;
    let best: string | null = null;
    let highest = -Infinity;
    for (const [language, id] of languages) {
      const score = scores[id] ?? -Infinity;
      if (score > highest) [best, highest] = [language, score];
    }
    return best;
  }

  async function words(samples: Float32Array, language: string | null, limit: object = {}): Promise<string> {
    const named = language === null ? {} : { language, task: 'transcribe' };
    const output: unknown = await model.generate({ inputs: await features(samples), ...named, ...limit });
    const tokens = Array.from((output as Tensor).data as BigInt64Array, Number);
    // Neither marks nor times. Without a word there is nothing to decode, and the library would throw.
    const spoken = tokens.filter((token) => token < beforeTimes && !special.has(token));
    return spoken.length === 0 ? '' : tokenizer.decode(spoken).trim();
  }

  await words(new Float32Array(SAMPLE_RATE), languages.keys().next().value ?? null, { max_new_tokens: 2 });
  return {
    async hear(samples, named) {
      // Not the library's pipeline: its pieces overlap and are joined where tokens agree, and words are lost where two agree
      // by chance ("J'ai de la fièvre. J'ai mal au ventre" became "J'ai de au ventre").
      const pieces = piecesOf(samples, window).filter((piece) => !isSilent(piece));
      const [first] = pieces;
      if (first === undefined) return { text: '', language: null };
      const language = named !== null && languages.has(named) ? named : await guess(first);
      const texts: string[] = [];
      for (const piece of pieces) texts.push(await words(piece, language));
      return { text: texts.filter((text) => text !== '').join(' '), language };
    },
  };
}

/** The form with 8-bit weights where it is there: a quarter of the memory, and faster. */
function formOf(folder: string, graph: string): 'q8' | 'fp32' {
  return existsSync(path.join(folder, 'onnx', `${graph}_quantized.onnx`)) ? 'q8' : 'fp32';
}

function checked<Shape>(schema: z.ZodType<Shape>, value: unknown, file: string): Shape {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`${file} is not that of a Whisper: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
