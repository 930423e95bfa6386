import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/errors.js';

/** Character n-grams of orders 1 to 5, hashed into buckets of int8 weights (format: models/train/lid.py). */
const HEAD = z.object({
  format: z.literal('labas-lid-1'),
  classes: z.array(z.string()).min(2),
  buckets: z.number().int().positive(),
  orders: z.tuple([z.literal(1), z.number().int().min(1).max(8)]),
  scale: z.array(z.number()),
  bias: z.array(z.number()),
  temperature: z.number().positive(),
});

export interface LanguageModel {
  readonly classes: readonly string[];
  /** Probability of each class, or `null` for a text without letters. */
  score(words: readonly string[]): readonly number[] | null;
  /** How the classes share a text in which people mix languages: the mean over each word with its neighbours; `null` as above. */
  mix(words: readonly string[]): readonly number[] | null;
}

/** Words on each side that a word is read with: alone, most are too short to tell. */
const NEIGHBOURS = 1;

const FNV_START = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** Reads `lid.json` and `lid.bin` of a model folder; throws `MODEL_UNAVAILABLE` when they do not fit each other. */
export function loadLanguageModel(directory: string): LanguageModel {
  const head = HEAD.parse(JSON.parse(readFileSync(path.join(directory, 'lid.json'), 'utf8')));
  const bytes = readFileSync(path.join(directory, 'lid.bin'));
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = head.classes.length;
  if (weights.length !== head.buckets * size || head.scale.length !== size || head.bias.length !== size) {
    throw new AppError('MODEL_UNAVAILABLE', `${directory}: lid.bin does not have the size that lid.json tells`);
  }
  const [, longest] = head.orders;
  const model: LanguageModel = {
    classes: head.classes,
    mix(words) {
      const windows = words.flatMap((_, at) => {
        const scores = model.score(words.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1));
        return scores === null ? [] : [scores];
      });
      if (windows.length === 0) return null;
      return head.classes.map(
        (_, each) => windows.reduce((sum, scores) => sum + (scores[each] ?? 0), 0) / windows.length,
      );
    },
    score(words) {
      const letters = words.filter((word) => /\p{L}/u.test(word));
      if (letters.length === 0) return null;
      const text = ` ${letters.join(' ')} `;
      const sums = new Float64Array(size);
      let count = 0;
      for (let start = 0; start < text.length; start += 1) {
        let hash = FNV_START;
        for (let order = 1; order <= longest && start + order <= text.length; order += 1) {
          hash = Math.imul(hash ^ text.charCodeAt(start + order - 1), FNV_PRIME) >>> 0;
          const row = (((hash ^ (hash >>> 15)) >>> 0) & (head.buckets - 1)) * size;
          for (let each = 0; each < size; each += 1) sums[each] = (sums[each] ?? 0) + (weights[row + each] ?? 0);
          count += 1;
        }
      }
      const scores = [...sums].map((sum, each) => (head.bias[each] ?? 0) + ((head.scale[each] ?? 0) * sum) / count);
      return softmax(scores, head.temperature);
    },
  };
  return model;
}

export function softmax(scores: readonly number[], temperature = 1): readonly number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
