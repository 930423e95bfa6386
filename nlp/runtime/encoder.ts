import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import path from 'node:path';
import type { Word } from './words.js';

/** What the graph gives for one message: a row per head, and a row per word for the heads that label words. */
export interface RawReading {
  readonly words: readonly Word[];
  readonly intents: Float32Array;
  readonly languages: Float32Array;
  readonly redFlag: number;
  /** One row per word; `null`: the message was too long and the word was cut off. */
  readonly labels: readonly (WordLabels | null)[];
}
export interface WordLabels {
  readonly finding: Float32Array;
  readonly presence: Float32Array;
  readonly subject: Float32Array;
}

export interface Encoder {
  read(messages: readonly (readonly Word[])[]): Promise<readonly RawReading[]>;
}

const [CLS, SEP, PAD] = [2, 3, 0];
/** Words whose pieces are remembered; people use the same few thousand. */
const REMEMBERED = 20_000;
/** Messages of one run of the graph: with more, each took longer again (measured on one core). */
const LARGEST_BATCH = 8;

/** The only file that touches the inference library. Reads from disk alone: no network, no cache folder, no telemetry. */
export async function loadEncoder(directory: string, maxLength: number): Promise<Encoder> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.localModelPath = `${path.dirname(directory)}/`;
  const name = path.basename(directory);
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
  const model = await AutoModel.from_pretrained(name, {
    dtype: 'q8',
    local_files_only: true,
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' },
  });
  const remembered = new Map<string, readonly number[]>();

  function piecesOf(word: string): readonly number[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const pieces: readonly number[] = tokenizer.encode(word, { add_special_tokens: false });
    if (remembered.size < REMEMBERED) remembered.set(word, pieces);
    return pieces;
  }

  /** Ids, and for each word the place of its first piece: that one carries the word's labels. */
  function encode(words: readonly Word[]): { readonly ids: readonly number[]; readonly first: readonly number[] } {
    const ids = [CLS];
    const first: number[] = [];
    for (const word of words) {
      const pieces = piecesOf(word.text);
      if (ids.length + pieces.length > maxLength - 1) break;
      first.push(ids.length);
      ids.push(...pieces);
    }
    ids.push(SEP);
    return { ids, first };
  }

  async function run(messages: readonly (readonly Word[])[]): Promise<readonly RawReading[]> {
    const encoded = messages.map(encode);
    const width = Math.max(...encoded.map(({ ids }) => ids.length));
    const ids = new BigInt64Array(messages.length * width);
    const mask = new BigInt64Array(messages.length * width);
    encoded.forEach((each, row) => {
      for (let at = 0; at < width; at += 1) {
        ids[row * width + at] = BigInt(each.ids[at] ?? PAD);
        mask[row * width + at] = at < each.ids.length ? 1n : 0n;
      }
    });
    const dims = [messages.length, width];
    const output: unknown = await model({
      input_ids: new Tensor('int64', ids, dims),
      attention_mask: new Tensor('int64', mask, dims),
    });
    const head = headsOf(output);
    const [intents, languages, redFlag] = [head('intent_logits'), head('lang_logits'), head('red_flag_logits')];
    const [finding, presence, subject] = [head('finding_logits'), head('presence_logits'), head('subject_logits')];
    return messages.map((words, row) => ({
      words,
      intents: intents(row),
      languages: languages(row),
      redFlag: redFlag(row)[0] ?? 0,
      labels: words.map((_, word): WordLabels | null => {
        const at = encoded[row]?.first[word];
        if (at === undefined) return null;
        const place = row * width + at;
        return { finding: finding(place), presence: presence(place), subject: subject(place) };
      }),
    }));
  }

  return {
    async read(messages) {
      const readings: RawReading[] = [];
      for (let start = 0; start < messages.length; start += LARGEST_BATCH) {
        readings.push(...(await run(messages.slice(start, start + LARGEST_BATCH))));
      }
      return readings;
    },
  };
}

/** Rows of an output: views, each run has outputs of its own and nothing writes to them. */
function headsOf(output: unknown): (name: string) => (row: number) => Float32Array {
  const outputs = output as Readonly<Record<string, Tensor>>;
  return (name) => {
    const tensor = outputs[name];
    const data: unknown = tensor?.data;
    if (tensor === undefined || !(data instanceof Float32Array)) throw new Error(`the graph has no output ${name}`);
    const width = tensor.dims.at(-1) ?? 1;
    return (row) => data.subarray(row * width, (row + 1) * width);
  };
}
