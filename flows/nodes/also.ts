import { z } from 'zod';
import { MISS, type NodeKind, type ParsedNode } from './kind.js';
import { readWith, STEP_KEYS } from './read.js';
import type { AlsoSpec } from './spec.js';

const RAW = z.strictObject({ ...STEP_KEYS, also: z.string().min(1) });

/** Adds a pack to what is asked afterwards. The engine reads `pack` when it comes by; nothing is put to the person. */
export const also: NodeKind<AlsoSpec> = {
  parse(raw, ctx): ParsedNode<AlsoSpec> {
    const step = typeof raw === 'string' ? { also: raw } : readWith(RAW, raw, ctx);
    return { spec: { kind: 'also', pack: step.also }, texts: [], sets: [] };
  },
  prompt: () => null,
  answer: () => MISS,
  unanswered: () => ({}),
};
