import type { LanguageTag, Script } from './language.js';

export interface Scored<T extends string> {
  readonly label: T;
  readonly score: number;
}

export type Presence = 'present' | 'absent' | 'unsure';
export type Subject = 'self' | 'child' | 'other';

export interface Entity {
  /** An id of `flows/slots.yaml`. */
  readonly slot: string;
  /** Number and choice slots: the value, in the slot's unit. Findings: `true`. */
  readonly value: string | number | boolean;
  readonly presence: Presence;
  readonly subject: Subject;
  /** Half-open range of UTF-16 code units in the text as it was received. */
  readonly span: readonly [start: number, end: number];
}

/** Everything an `Nlu` may call an intent. */
export const INTENTS = [
  'report_symptom',
  'answer',
  'yes',
  'no',
  'dont_know',
  'number',
  'greet',
  'thanks',
  'goodbye',
  'help',
  'repeat',
  'back',
  'restart',
  'stop',
  'wipe',
  'change_language',
  'person',
  'emergency',
  'other_patient',
  'ask_place',
  'out_of_scope',
] as const;
export type Intent = (typeof INTENTS)[number];

export interface Understanding {
  /** `fr`, `ary`, `ber` (any Amazigh; `shi`, `tzm`, `rif` when sure), another tag, or `und`. */
  readonly language: Scored<LanguageTag>;
  /** How the languages share a message in which people mix them, best first; absent: only the words of a list were read. */
  readonly languages?: readonly Scored<LanguageTag>[];
  readonly script: Script;
  /** Something alarming was heard, whatever the entities say. It may raise, never lower. */
  readonly redFlag: boolean;
  /**
   * Dangers that only a trained model hears: for a nurse to read, never an entity, so that no rule reaches a level by a guess.
   * Present, maybe empty, when the model alone raised `redFlag`.
   */
  readonly suspected?: readonly string[];
  /** Best first; empty: none above the threshold. */
  readonly intents: readonly Scored<Intent>[];
  readonly entities: readonly Entity[];
  /** Language asked for by `change_language`, when one was named. */
  readonly wantsLanguage: LanguageTag | null;
  /** Judged by the thresholds of the model's manifest (lexicon: by its own rules). */
  readonly confident: boolean;
  /** `id@version` of each model or lexicon that answered. */
  readonly by: readonly string[];
}
