import { z } from 'zod';
import { WRITTEN_FORMS } from '../../core/language.js';
import { TRIAGE_LEVELS } from '../../core/triage.js';

/** What kind of care a case needs; a third of the project's vignettes each. */
const GROUPS = ['emergency', 'clinician', 'self_care'] as const;

const level = z.enum(TRIAGE_LEVELS);
const value = z.union([z.string(), z.number()]);

/** One file of `vignettes/`: cases of one complaint, written from the source sheets before the pack by somebody who did not write it. */
export const VIGNETTE_FILE = z.strictObject({
  complaint: z.string(),
  author: z.string().min(1, 'say who wrote the cases'),
  vignettes: z
    .array(
      z
        .strictObject({
          id: z
            .string()
            .regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, 'an id is <complaint>.<name>: lower-case letters, digits and _'),
          /** The case in a sentence or two, for people. */
          story: z.string().min(1, 'tell the case in a sentence'),
          /** First messages as such a person would write them. */
          says: z.partialRecord(z.enum(WRITTEN_FORMS), z.string().min(1)).default({}),
          /** What is true of the patient, in slots; findings that are not named are absent. */
          known: z.record(z.string(), value),
          /** The level that the source sheets give. */
          gold: level,
          /** Levels that a careful clinician would accept too; `gold` is one of them. */
          acceptable: z.array(level).min(1),
          /** What decides: the slot of a row of the table, or a place of the protocol (`flow 4 Q5`). */
          rule: z.string().min(1),
          group: z.enum(GROUPS),
        })
        .refine((each) => each.acceptable.includes(each.gold), {
          path: ['acceptable'],
          message: 'the gold level is acceptable too',
        })
        .refine((each) => each.gold !== 'emergency' || each.acceptable.length === 1, {
          path: ['acceptable'],
          message: 'nothing but an emergency is acceptable for an emergency',
        })
        .refine((each) => each.group === groupOf(each.gold), {
          path: ['group'],
          message: 'this is not the group of the gold level',
        }),
    )
    .min(1),
});

export type Vignette = z.infer<typeof VIGNETTE_FILE>['vignettes'][number] & {
  /** `null`: of no complaint; what is known opens what it opens. */
  readonly complaint: string | null;
  /** `file:line:column`. */
  readonly place: string;
};

/** The third of the vignettes that a level belongs to. */
export function groupOf(gold: (typeof TRIAGE_LEVELS)[number]): (typeof GROUPS)[number] {
  return gold === 'emergency' || gold === 'self_care' ? gold : 'clinician';
}
