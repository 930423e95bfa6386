import path from 'node:path';
import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import { BANDS, type Band, type Release, type ScreenSign } from '../flow.js';
import { checkedCondition, type Dictionary } from './dictionary.js';
import { readYaml, type Problems } from './document.js';

const AID = z.strictObject({ aid: z.array(z.strictObject({ when: z.string(), text: z.string() })) });

const NUMBER = z.strictObject({
  value: z.string().regex(/^\+?\d{2,15}$/, 'a telephone number in quotes, digits only'),
  service: z.string(),
  source: z.string().min(1, 'name the source'),
  confidence: z.enum(['H', 'M', 'L']),
  /** The day on which somebody dialled it and was answered; `null`: nobody has. */
  confirmed: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-24, or null')
    .nullable(),
});
const NUMBERS = z.strictObject({
  numbers: z.record(z.string(), NUMBER),
  regions: z.record(z.string(), z.record(z.string(), NUMBER)).default({}),
});

const SCREENS = z.strictObject({
  review: z.looseObject({}),
  source: z.string().min(1, 'name the source'),
  bands: z.partialRecord(z.enum(BANDS), z.partialRecord(z.enum([...TRIAGE_LEVELS, 'asked']), z.array(z.string()))),
});

/** First-aid lines, most important first. */
export function readFirstAid(
  folder: string,
  dictionary: Dictionary,
  problems: Problems,
  use: (id: string, place: string) => void,
): Release['firstAid'] {
  const yaml = readYaml(path.join(folder, 'first-aid.yaml'), problems);
  const raw = yaml?.read(AID) ?? null;
  if (yaml === null || raw === null) return [];
  return raw.aid.flatMap((entry, index) => {
    const when = checkedCondition(yaml, ['aid', index, 'when'], entry.when, dictionary.slots);
    use(entry.text, yaml.place(['aid', index, 'text']));
    return when === null ? [] : [{ when, text: entry.text as TextId }];
  });
}

/** Emergency and poison numbers of the whole country, by name; `null` when they cannot be read. */
export function readNumbers(folder: string, problems: Problems): Readonly<Record<string, string>> | null {
  const raw = readYaml(path.join(folder, 'numbers.yaml'), problems)?.read(NUMBERS) ?? null;
  if (raw === null) return null;
  return Object.fromEntries(Object.entries(raw.numbers).map(([name, entry]) => [name, entry.value]));
}

/** The signs that each band must be asked about, with the level each has by itself. */
export function readScreens(folder: string, dictionary: Dictionary, problems: Problems): Release['screens'] {
  const yaml = readYaml(path.join(folder, 'screens.yaml'), problems);
  const raw = yaml?.read(SCREENS) ?? null;
  const screens = new Map<Band, readonly ScreenSign[]>();
  if (yaml === null || raw === null) return screens;
  for (const band of BANDS) {
    const seen = new Set<string>();
    const signs = Object.entries(raw.bands[band] ?? {}).flatMap(([key, slots]) =>
      slots.map((slot, index): ScreenSign => {
        const at = ['bands', band, key, index];
        if (dictionary.slots.get(slot)?.type !== 'finding')
          yaml.fault(at, `there is no finding "${slot}" in slots.yaml`);
        if (seen.has(slot)) yaml.fault(at, `${slot} is there twice for ${band}`);
        seen.add(slot);
        return { slot, level: TRIAGE_LEVELS.find((known) => known === key) ?? null };
      }),
    );
    screens.set(band, signs);
  }
  return screens;
}
