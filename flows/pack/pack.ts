import path from 'node:path';
import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import { BANDS, type Condition, type Pack, type Rule } from '../flow.js';
import { checkedCondition } from './dictionary.js';
import { readYaml, type Path, type Problems, type YamlFile } from './document.js';
import { isPrevention, readPrevention } from './prevention.js';
import { readSteps, STEP, type StepContext } from './steps.js';

const level = z.enum(TRIAGE_LEVELS);
const id = z.string().regex(/^[a-z][a-z0-9_]*$/, 'an id is lower-case letters, digits and _');
const source = z.string().min(1, 'name the source');
const SCHEMA = z.strictObject({
  pack: id,
  kind: z.enum(['complaint', 'closing']).default('complaint'),
  version: z.int().min(1),
  bands: z.array(z.enum(BANDS)),
  order: z.number(),
  enter: z.string().optional(),
  source,
  codes: z.record(z.string(), z.string()).default({}),
  else: level,
  steps: z.array(STEP).min(1),
  rules: z.array(z.strictObject({ id, when: z.string(), level, source })).default([]),
  bump: z.array(z.strictObject({ id, when: z.string(), source })).default([]),
  dispositions: z.partialRecord(level, z.strictObject({ id: id.optional(), say: z.array(z.string()) })).default({}),
});
type Raw = z.infer<typeof SCHEMA>;

/** Reads `flow.yaml` of one pack; `null` when nothing of it can be used. Every fault is recorded. */
export function readPack(folder: string, name: string, context: StepContext, problems: Problems): Pack | null {
  const yaml = readYaml(path.join(folder, 'flow.yaml'), problems);
  if (yaml !== null && isPrevention(yaml)) return readPrevention(yaml, name, context, problems);
  const raw = yaml?.read(SCHEMA) ?? null;
  if (yaml === null || raw === null) return null;
  const common = name === 'common';
  if (raw.pack !== name) yaml.fault(['pack'], `this pack is in the folder ${name}; both names must be the same`);
  if (!common && raw.bands.length === 0) yaml.fault(['bands'], 'say whom this pack is offered to');
  const closing = raw.kind === 'closing';
  if (!common) context.use(`${name}.title`, yaml.place(['pack']));
  const condition = (at: Path, text: string): Condition | null =>
    checkedCondition(yaml, at, text, context.dictionary.slots);
  const { nodes, order } = readSteps(yaml, raw.steps, name, context);
  const bump = raw.bump.flatMap((entry, index) => {
    const when = condition(['bump', index, 'when'], entry.when);
    return when === null ? [] : [{ id: `${name}.${entry.id}`, when, source: entry.source }];
  });
  refuseTwins(yaml, 'bump', raw.bump);
  return {
    id: name,
    version: raw.version,
    title: `${name}.title` as TextId,
    bands: raw.bands,
    order: raw.order,
    enter: raw.enter === undefined ? null : condition(['enter'], raw.enter),
    nodes,
    steps: order,
    rules: readRules(yaml, raw, name, condition),
    bump,
    otherwise: raw.else,
    dispositions: readDispositions(yaml, raw, name, context),
    source: raw.source,
    codes: raw.codes,
    prevention: null,
    closing,
  };
}

function readRules(
  yaml: YamlFile,
  raw: Raw,
  name: string,
  condition: (at: Path, text: string) => Condition | null,
): readonly Rule[] {
  refuseTwins(yaml, 'rules', raw.rules);
  return raw.rules.flatMap((rule, index) => {
    const when = condition(['rules', index, 'when'], rule.when);
    const place = yaml.place(['rules', index]);
    if (when === null) return [];
    return [{ id: `${name}.${rule.id}`, sign: null, bands: [], level: rule.level, when, source: rule.source, place }];
  });
}

function refuseTwins(yaml: YamlFile, key: 'rules' | 'bump', list: readonly { readonly id: string }[]): void {
  list.forEach((entry, index) => {
    const first = list.findIndex((other) => other.id === entry.id);
    if (first < index) yaml.fault([key, index, 'id'], `the id "${entry.id}" is there twice`);
  });
}

/** `common` says what is done at each level; another pack where it has something of its own to say. */
function readDispositions(yaml: YamlFile, raw: Raw, name: string, context: StepContext): Pack['dispositions'] {
  const dispositions: [Rule['level'], { id: string; level: Rule['level']; say: readonly TextId[] }][] = [];
  for (const key of TRIAGE_LEVELS) {
    const spec = raw.dispositions[key];
    if (name === 'common') {
      if (spec === undefined) yaml.fault(['dispositions'], `common must say what is done at ${key}`);
      context.use(`common.level_${key}`, yaml.place(['dispositions']));
    }
    if (spec === undefined) continue;
    const say = spec.say.map((text) => (text.includes('.') ? text : `${name}.${text}`) as TextId);
    say.forEach((text, index) => context.use(text, yaml.place(['dispositions', key, 'say', index])));
    dispositions.push([key, { id: `${name}.${spec.id ?? key}`, level: key, say }]);
  }
  return new Map(dispositions);
}
