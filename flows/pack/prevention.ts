import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import { urgencyRank } from '../../core/triage.js';
import { BANDS, type Pack, type Prevention, type PreventionResult } from '../flow.js';
import { LEFT_TEXT } from '../prevention.js';
import { specOf } from '../nodes/index.js';
import { checkedCondition } from './dictionary.js';
import { placeOf, type Problems, type YamlFile } from './document.js';
import { readSteps, STEP, type StepContext } from './steps.js';

const id = z.string().regex(/^[a-z][a-z0-9_]*$/, 'an id is lower-case letters, digits and _');
const source = z.string().min(1, 'name the source');
const RESULT = z.strictObject({
  id,
  when: z.string().optional(),
  level: z.enum(['self_care', 'routine']),
  say: z.array(z.string()).min(1, 'a result says something'),
  source,
});
const SCHEMA = z.strictObject({
  pack: id,
  kind: z.literal('prevention'),
  version: z.int().min(1),
  bands: z.array(z.enum(BANDS)).min(1, 'say whom this pack is offered to'),
  order: z.number(),
  source,
  codes: z.record(z.string(), z.string()).default({}),
  offer: z.strictObject({ when: z.string(), unless: z.string().optional(), every_days: z.int().min(1) }),
  steps: z.array(STEP).min(1),
  results: z.array(RESULT).min(1),
});

/** Whether a `flow.yaml` says that it is a prevention pack. */
export function isPrevention(yaml: YamlFile): boolean {
  const { value } = yaml;
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'prevention';
}

/** Reads a prevention pack: results instead of rules and dispositions, an offer instead of a complaint. */
export function readPrevention(yaml: YamlFile, name: string, context: StepContext, problems: Problems): Pack | null {
  const raw = yaml.read(SCHEMA);
  if (raw === null) return null;
  if (raw.pack !== name) yaml.fault(['pack'], `this pack is in the folder ${name}; both names must be the same`);
  context.use(`${name}.title`, yaml.place(['pack']));
  context.use(`${name}.offer`, yaml.place(['offer']));
  context.use(LEFT_TEXT, yaml.place(['pack']));
  const { slots } = context.dictionary;
  const { nodes, order } = readSteps(yaml, raw.steps, name, context);
  for (const node of nodes.values()) {
    const spec = specOf(node);
    const message =
      spec.kind === 'also' || spec.kind === 'complaint'
        ? 'a prevention pack opens no complaint: triage was before it'
        : 'danger' in spec && spec.danger
          ? 'a prevention pack asks no danger question: red flags are asked in triage, which was before it'
          : null;
    if (message !== null) problems.add({ ...placeOf(node.place), message });
  }
  const when = checkedCondition(yaml, ['offer', 'when'], raw.offer.when, slots);
  const unless =
    raw.offer.unless === undefined ? null : checkedCondition(yaml, ['offer', 'unless'], raw.offer.unless, slots);
  if (when === null) return null;
  const prevention: Prevention = {
    offer: { when, unless },
    everyDays: raw.offer.every_days,
    results: readResults(yaml, raw.results, name, context),
  };
  return {
    id: name,
    version: raw.version,
    title: `${name}.title` as TextId,
    bands: raw.bands,
    order: raw.order,
    enter: null,
    nodes,
    steps: order,
    rules: [],
    bump: [],
    otherwise: 'self_care',
    dispositions: new Map(),
    source: raw.source,
    codes: raw.codes,
    prevention,
    closing: false,
  };
}

function readResults(
  yaml: YamlFile,
  raw: z.infer<typeof SCHEMA>['results'],
  name: string,
  context: StepContext,
): readonly PreventionResult[] {
  return raw.flatMap((result, index): readonly PreventionResult[] => {
    const at = ['results', index];
    const last = index === raw.length - 1;
    const before = raw[index - 1];
    if (last && result.when !== undefined) {
      yaml.fault([...at, 'when'], 'the last result has no "when": who fits none would be told nothing');
    }
    if (!last && result.when === undefined) {
      yaml.fault(at, 'only the last result has no "when": nobody would come to those after it');
    }
    if (before !== undefined && urgencyRank(result.level) > urgencyRank(before.level)) {
      yaml.fault([...at, 'level'], `the most urgent results come first; ${before.id} before it is ${before.level}`);
    }
    if (raw.findIndex((other) => other.id === result.id) < index) {
      yaml.fault([...at, 'id'], `the id "${result.id}" is there twice`);
    }
    const when =
      result.when === undefined ? null : checkedCondition(yaml, [...at, 'when'], result.when, context.dictionary.slots);
    const say = result.say.map((text) => (text.includes('.') ? text : `${name}.${text}`) as TextId);
    say.forEach((text, place) => {
      context.use(text, yaml.place([...at, 'say', place]));
    });
    if (result.when !== undefined && when === null) return [];
    return [{ id: `${name}.${result.id}`, level: result.level, say, when, source: result.source }];
  });
}
