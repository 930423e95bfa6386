export type SlotType = 'finding' | 'number' | 'choice';
/** One entry of the dictionary (`slots.yaml`). */
export interface SlotSpec {
  readonly id: string;
  readonly type: SlotType;
  /** Unit of a number; `null` otherwise. */
  readonly unit: string | null;
  /** Values of a choice, `unknown` included; empty otherwise. */
  readonly values: readonly string[];
  readonly group: string;
  /** In English, for who writes packs: what exactly counts. */
  readonly meaning: string;
  /** What a nurse reads (`names.tsv`). Content on disk always has them; without them, `meaning` stands in. */
  readonly names?: SlotNames;
}

/** A few words for a nurse, not for a patient. */
export interface ShortName {
  readonly fr: string;
  readonly ar: string;
}
export interface SlotNames extends ShortName {
  /** Of every value of a choice; empty otherwise. */
  readonly values: Readonly<Record<string, ShortName>>;
}
