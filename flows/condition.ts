/**
 * Conditions are monotone: there is no "not", so one more finding present can never make one false.
 * `finding` holds when present, or asked and still unsure. A comparison holds only on a known number. `unknown` holds when
 * asked and not known, and, once the interview has ended, also when never asked.
 */
export type Condition =
  | { readonly op: 'finding'; readonly slot: string }
  | {
      readonly op: 'compare';
      readonly slot: string;
      readonly is: '<' | '<=' | '>' | '>=' | '=';
      readonly value: number;
    }
  | { readonly op: 'in'; readonly slot: string; readonly values: readonly string[] }
  | { readonly op: 'unknown'; readonly slot: string }
  | { readonly op: 'band'; readonly band: Band }
  | { readonly op: 'count'; readonly atLeast: number; readonly of: readonly Condition[] }
  | { readonly op: 'all'; readonly of: readonly Condition[] }
  | { readonly op: 'any'; readonly of: readonly Condition[] };

/** Clinical bands (red-flags sheet, section 1): one of N, C, A; E, P and PP add to A. */
export const BANDS = ['N', 'C', 'A', 'E', 'P', 'PP'] as const;
export type Band = (typeof BANDS)[number];
