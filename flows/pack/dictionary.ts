import path from 'node:path';
import { z } from 'zod';
import { BANDS, type Band, type Condition, type Derivation, type DerivationRules, type SlotSpec } from '../flow.js';
import { readYaml, Refused, type Path, type Problems, type YamlFile } from './document.js';
import { withNames } from './names.js';

const slotSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('finding'), group: z.string(), meaning: z.string() }),
  z.strictObject({ type: z.literal('number'), unit: z.string(), group: z.string(), meaning: z.string() }),
  z.strictObject({
    type: z.literal('choice'),
    values: z.array(z.string()).min(2),
    group: z.string(),
    meaning: z.string(),
  }),
]);
const bands = z.array(z.enum(BANDS)).default([]);
const schema = z.strictObject({
  slots: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), slotSchema),
  derived: z.array(z.strictObject({ slot: z.string(), bands, when: z.string(), decides: z.string().optional() })),
  implies: z.array(z.strictObject({ from: z.array(z.string()).min(1), to: z.string(), bands })),
  implied_choices: z.array(z.strictObject({ from: z.array(z.string()).min(1), slot: z.string(), value: z.string() })),
});

export interface Dictionary {
  readonly slots: ReadonlyMap<string, SlotSpec>;
  readonly derivations: DerivationRules;
}

/** Reads `slots.yaml` and `names.tsv` beside it: every slot, what follows from what. `null` when it cannot be used at all. */
export function readDictionary(file: string, problems: Problems): Dictionary | null {
  const yaml = readYaml(file, problems);
  const raw = yaml?.read(schema) ?? null;
  if (yaml === null || raw === null) return null;
  const slots = new Map<string, SlotSpec>();
  for (const [id, slot] of Object.entries(raw.slots)) {
    slots.set(id, {
      id,
      type: slot.type,
      unit: slot.type === 'number' ? slot.unit : null,
      values: slot.type === 'choice' ? slot.values : [],
      group: slot.group,
      meaning: slot.meaning,
    });
  }
  const known = (id: string, path: Path): void => {
    if (!slots.has(id)) yaml.fault(path, `there is no slot "${id}"`);
  };
  const implies = new Map<string, { to: string; bands: readonly Band[] }[]>();
  raw.implies.forEach((line, index) => {
    known(line.to, ['implies', index, 'to']);
    line.from.forEach((from, place) => {
      known(from, ['implies', index, 'from', place]);
      implies.set(from, [...(implies.get(from) ?? []), { to: line.to, bands: line.bands }]);
    });
  });
  const choices = raw.implied_choices.flatMap((line, index) => {
    const spec = slots.get(line.slot);
    if (spec === undefined || !spec.values.includes(line.value)) {
      yaml.fault(['implied_choices', index, 'value'], `${line.slot} cannot be "${line.value}"`);
    }
    return line.from.map((from, place) => {
      known(from, ['implied_choices', index, 'from', place]);
      return { from, slot: line.slot, value: line.value };
    });
  });
  const derived: Derivation[] = [];
  raw.derived.forEach((line, index) => {
    known(line.slot, ['derived', index, 'slot']);
    const when = checkedCondition(yaml, ['derived', index, 'when'], line.when, slots);
    if (when !== null) derived.push({ slot: line.slot, bands: line.bands, when, decides: line.decides ?? null });
  });
  const named = withNames(path.join(path.dirname(file), 'names.tsv'), slots, yaml, problems);
  return { slots: named, derivations: { implies: closed(implies), choices, derived } };
}

/** Reads a condition and checks every slot and value in it; `null` after a recorded fault. */
export function checkedCondition(
  yaml: YamlFile,
  path: Path,
  text: string,
  slots: ReadonlyMap<string, SlotSpec>,
): Condition | null {
  try {
    const condition = yaml.condition(path, text);
    const faults = faultsIn(condition, slots);
    for (const { message, word } of faults) yaml.fault(path, message, wordAt(text, word));
    return faults.length === 0 ? condition : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** What is wrong with a condition that can be read, and the word of it that is wrong. */
export interface ConditionFault {
  readonly message: string;
  readonly word: string;
}

/** Slots that do not exist, are used as what they are not, or are given values they cannot have. */
export function faultsIn(condition: Condition, slots: ReadonlyMap<string, SlotSpec>): readonly ConditionFault[] {
  if (condition.op === 'all' || condition.op === 'any' || condition.op === 'count') {
    return condition.of.flatMap((part) => faultsIn(part, slots));
  }
  if (condition.op === 'band') return [];
  const { slot } = condition;
  const spec = slots.get(slot);
  const fault = (message: string, word = slot): readonly ConditionFault[] => [{ message, word }];
  if (spec === undefined) return fault(`there is no slot "${slot}" in slots.yaml`);
  switch (condition.op) {
    case 'finding':
      if (spec.type === 'finding') return [];
      return fault(`${slot} is no finding: compare it, or say which values it may have`);
    case 'compare':
      return spec.type === 'number' ? [] : fault(`${slot} is no number`);
    case 'in': {
      if (spec.type !== 'choice') return fault(`${slot} is no choice`);
      return condition.values.flatMap((value) =>
        spec.values.includes(value) ? [] : fault(`${slot} cannot be "${value}"`, value),
      );
    }
    case 'unknown':
      // A finding that becomes present would make "unknown" false: one sign more, and the person looks less ill.
      if (spec.type !== 'finding') return [];
      return fault(`${slot} is a finding: "unsure" counts as present already, so unknown() is for numbers and choices`);
  }
}

/** Where a word stands in the text of a condition. */
export function wordAt(text: string, word: string): number {
  return Math.max(0, new RegExp(`\\b${word}\\b`).exec(text)?.index ?? 0);
}

/** Implications followed to their end, so that one look is enough. */
function closed(
  implies: ReadonlyMap<string, readonly { to: string; bands: readonly Band[] }[]>,
): DerivationRules['implies'] {
  const result = new Map<string, { to: string; bands: readonly Band[] }[]>();
  for (const from of implies.keys()) {
    const found = new Map<string, readonly Band[]>();
    const visit = (slot: string, limit: readonly Band[]): void => {
      for (const { to, bands: own } of implies.get(slot) ?? []) {
        const both = limit.length === 0 ? own : own.length === 0 ? limit : own.filter((band) => limit.includes(band));
        // No band goes both steps: an empty list would mean every band.
        if (both.length === 0 && limit.length > 0) continue;
        const before = found.get(to);
        if (before !== undefined && covers(before, both)) continue;
        const all = before === undefined ? both : both.length === 0 ? [] : [...new Set([...before, ...both])];
        found.set(to, all);
        visit(to, all);
      }
    };
    visit(from, []);
    result.set(
      from,
      [...found].map(([to, both]) => ({ to, bands: both })),
    );
  }
  return result;
}

/** Whether a list of bands has every band of another; an empty one is every band. */
function covers(bands: readonly Band[], others: readonly Band[]): boolean {
  return bands.length === 0 || (others.length > 0 && others.every((band) => bands.includes(band)));
}
