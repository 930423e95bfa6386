import type { LanguageTag } from '../core/language.js';
import type { Understanding } from '../core/understanding.js';
import { combine } from './combine.js';
import { loadLexicon } from './lexicon.js';
import { loadMinimising } from './minimising-file.js';
import type { Nlu } from './nlu.js';
import { normalize } from './normalize.js';
import { openModel, type TextModel } from './runtime/model.js';
import type { TextReading } from './runtime/model-worker.js';
import { wordsOf } from './runtime/words.js';
import { createLexiconReader } from './understand.js';

/**
 * Understanding: text in, what was understood out. May import `core/` only. A new language is a column of the files in
 * `lexicon/`; a new model is a folder under `models/`; a new way of understanding is another factory that returns an `Nlu`.
 */

/** What the lexicon's answers are signed with; raised when its rules or words change what is understood. */
const LEXICON = 'lexicon@3';

export interface NluOptions {
  /** Folder of the lexicon; throws `CONTENT_INVALID` with file and line when a file of it does not load. */
  readonly lexicon: string;
  /** Folder of a trained model; `null`: none. One that is missing, broken or slow is reported, and the lexicon answers alone. */
  readonly model: string | null;
  /** Told once for each fault of the model, in words without any of a patient. */
  readonly onProblem?: (message: string) => void;
}

/** The lexicon, and beside it the model where there is one: each may raise a red flag, neither may lower one. */
export async function createNlu(options: NluOptions): Promise<Nlu> {
  const lexicon = loadLexicon(options.lexicon);
  const reader = createLexiconReader(lexicon, loadMinimising(options.lexicon), LEXICON);
  let model: TextModel | null = null;
  let problem: string | null = options.model === null ? 'no model is configured' : null;
  const fail = (error: unknown): void => {
    const message = error instanceof Error ? error.message : 'unknown';
    // A thread that has ended refuses every message: that is one fault.
    if (message !== problem) options.onProblem?.(message);
    problem = message;
  };
  if (options.model !== null) {
    try {
      model = await openModel(options.model);
    } catch (error) {
      fail(error);
    }
  }
  return {
    async understand(utterance, hint): Promise<Understanding> {
      const { understanding: alone, plain } = reader.read(utterance, hint);
      const text = utterance.text.slice(0, LONGEST);
      const reading =
        model === null
          ? null
          : await readBoth(model, text, plain.slice(0, LONGEST)).catch((error: unknown) => {
              fail(error);
              return null;
            });
      if (model === null || reading === null) return alone;
      // It reads again: a fault that is over is not reported for ever.
      problem = null;
      const wordCount = wordsOf(text).length;
      const { alarms, watched } = lexicon;
      return combine(alone, reading, { model: model.name, alarms, watched, wordCount });
    },
    status: () => ({ model: problem === null ? (model?.name ?? null) : null, problem }),
    close: async () => model?.close(),
  };
}

/**
 * What a message is for and its language, of the whole; the findings of what is left without words that make little of them. Either
 * may raise an alarm or call for help. Where nothing was left out it is one reading.
 */
async function readBoth(model: TextModel, text: string, plain: string): Promise<TextReading> {
  if (plain === text) return model.read(text);
  // One after the other: in one batch each would round the other's numbers, and a finding near its threshold would come or go.
  const rest = await model.read(plain);
  const whole = await model.read(text);
  const calls = rest.intents.filter(({ label }) => label === 'emergency');
  return {
    ...whole,
    intents: [...calls, ...whole.intents.filter(({ label }) => !calls.some((call) => call.label === label))],
    redFlag: Math.max(whole.redFlag, rest.redFlag),
    isAlarm: whole.isAlarm || rest.isAlarm,
    findings: rest.findings,
  };
}

/** The model without the lexicon: only to measure what each of the two is worth (`labas eval nlu`). */
export async function createModelOnly(directory: string): Promise<Nlu> {
  const model = await openModel(directory);
  return {
    async understand(utterance): Promise<Understanding> {
      const text = utterance.text.slice(0, LONGEST);
      const silent: Understanding = { ...NOTHING, script: normalize(text).script };
      return combine(silent, await model.read(text), {
        model: model.name,
        alarms: NOTHING_SPECIAL,
        watched: NOTHING_SPECIAL,
        wordCount: wordsOf(text).length,
      });
    },
    close: () => model.close(),
  };
}

const NOTHING_SPECIAL: ReadonlySet<string> = new Set();
const NOTHING: Omit<Understanding, 'script'> = {
  language: { label: 'und' as LanguageTag, score: 0 },
  redFlag: false,
  intents: [],
  entities: [],
  wantsLanguage: null,
  confident: false,
  by: [],
};

/** Letters of a message that the model looks at; its window is far shorter. */
const LONGEST = 2_000;
