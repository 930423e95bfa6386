import type { Answer, FlowEngine } from '../flow.js';

/** What must hold for every patient (interfaces, section 4). */
export const PROOFS = ['ends', 'total', 'red flags dominate', 'unsure is not safe', 'right people', 'short'] as const;
export type ProofName = (typeof PROOFS)[number];

export type Opening = Parameters<FlowEngine['start']>[1];

/** A way through the interview that breaks a proof: how it begins, the answers, and what is wrong after the last. */
export interface Breach {
  readonly proof: ProofName;
  readonly what: string;
  /** Where the way begins otherwise than all of the pack; `null`: as they do. */
  readonly opening: Opening | null;
  readonly answers: readonly Answer[];
}
