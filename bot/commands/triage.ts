import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/errors.js';
import { isWrittenForm, type WrittenForm } from '../../core/language.js';
import { createEngine, simulate, type Slots } from '../../flows/index.js';
import { openNlu, openRelease } from '../open.js';
import { packageRoot } from '../config.js';
import { smsPartsOf } from '../content/channel-fit.js';
import { eachRecord } from './jsonl.js';

const value = z.union([z.string(), z.number(), z.boolean()]);
const record = z.object({
  id: z.union([z.string(), z.number()]),
  first_message: z.string().optional(),
  language: z.string().refine(isWrittenForm, 'one of fr, ary-Arab, ary-Latn, shi-Latn, zgh-Tfng').optional(),
  channel: z.enum(['whatsapp', 'sms', 'voice']).default('whatsapp'),
  pack: z.string().optional(),
  known: z.record(z.string(), value),
  unlisted: z.enum(['absent', 'unsure']).default('absent'),
});

/** `labas triage`: a simulated patient per line, who answers every question from what is known of her. */
const PRESENTATIONS = { whatsapp: 'wide', sms: 'list', voice: 'keys' } as const;

export async function run(): Promise<number> {
  const release = openRelease(path.join(packageRoot(), 'flows'));
  const engine = createEngine();
  const nlu = await openNlu({ model: true });
  const exit = await eachRecord(record, async (input) => {
    const known = slotsOf(input.known);
    if (known['age_days'] === undefined)
      throw new AppError('INPUT_INVALID', 'known: age_days (or age_months, age_years) is missing');
    if (known['sex'] === undefined) throw new AppError('INPUT_INVALID', 'known: sex is missing');
    const heard =
      input.first_message === undefined ? [] : (await nlu.understand({ text: input.first_message }, {})).entities;
    const said = engine.merge(release, {}, heard);
    const pack = input.pack ?? (typeof input.known['complaint'] === 'string' ? input.known['complaint'] : undefined);
    if (pack !== undefined && !release.packs.has(pack)) throw new AppError('INPUT_INVALID', `there is no pack ${pack}`);
    // Words open what they are about, as in a conversation; the complaint that is given answers the list if they open nothing.
    const opened = input.first_message === undefined ? [] : engine.packsFor(release, said);
    const result = simulate(engine, release, {
      known: pack === undefined ? known : { ...known, complaint: pack },
      unlisted: input.unlisted,
      packs: input.first_message === undefined && pack !== undefined ? [pack] : opened,
      presentation: PRESENTATIONS[input.channel],
      said,
    });
    const language: WrittenForm = input.language ?? 'fr';
    return {
      id: input.id,
      level: result.level,
      disposition: result.disposition,
      pack: result.pack,
      redFlags: result.redFlags,
      because: result.because,
      questionsAsked: result.questionsAsked,
      turns: result.prompts.length + 1,
      smsParts: input.channel === 'voice' ? 0 : smsPartsOf(release, result, language),
      path: result.path,
    };
  });
  await nlu.close?.();
  return exit;
}

/** `true` and `false` are accepted for findings; ages in months and years become days (red-flags sheet, section 1). */
function slotsOf(known: Readonly<Record<string, string | number | boolean>>): Slots {
  const slots: Record<string, string | number> = {};
  for (const [slot, raw] of Object.entries(known)) {
    if (slot === 'complaint') continue;
    slots[slot] = raw === true ? 'present' : raw === false ? 'absent' : raw;
  }
  const { age_months: months, age_years: years, ...rest } = slots;
  if (rest['age_days'] !== undefined) return rest;
  if (typeof months === 'number') return { ...rest, age_days: Math.ceil(months * 30.4375) };
  if (typeof years === 'number') return { ...rest, age_days: Math.ceil(years * 365.25) };
  return rest;
}
