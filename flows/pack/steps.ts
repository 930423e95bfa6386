import path from 'node:path';
import { z } from 'zod';
import type { TextId } from '../../core/message.js';
import type { Condition, Node, NodeId } from '../flow.js';
import { NODE_KINDS, parseNode, specOf, withSlots, type ParseContext } from '../nodes/index.js';
import { checkedCondition, type Dictionary } from './dictionary.js';
import { Refused, valueAt, type Path, type Problems, type YamlFile } from './document.js';
import { readSheet } from './table.js';

/** A step as it stands in the file: the kinds of question read their own keys. */
export const STEP = z.looseObject({
  ask: z.string().optional(),
  say: z.string().optional(),
  call: z.string().optional(),
  also: z.string().optional(),
  kind: z.string().optional(),
  when: z.string().optional(),
});
export type RawStep = z.infer<typeof STEP>;

/** What the steps of a pack may refer to. */
export interface StepContext {
  readonly dictionary: Dictionary;
  readonly subflows: ReadonlyMap<string, { readonly yaml: YamlFile; readonly steps: readonly RawStep[] }>;
  /** Ids of all packs. */
  readonly names: ReadonlySet<string>;
  /** Notes that a text is said, and where. */
  readonly use: (id: string, place: string) => void;
  /** Notes that a sub-flow is called. */
  readonly called: Set<string>;
  /** Where the faults of a table beside a pack are told. */
  readonly problems: Problems;
}

interface Source {
  readonly yaml: YamlFile;
  readonly path: Path;
  /** Name in front of the step's id: the pack, or the sub-flow it comes from. */
  readonly owner: string;
  readonly raw: RawStep;
  readonly guards: readonly Condition[];
}

export interface Steps {
  readonly nodes: ReadonlyMap<NodeId, Node>;
  /** In the order of asking. A sub-flow that is called from two places has its steps at both. */
  readonly order: readonly NodeId[];
}

/** Reads the steps of a pack, those of the sub-flows it calls in their places. Faults are recorded; what is sound is returned. */
export function readSteps(yaml: YamlFile, steps: readonly RawStep[], pack: string, context: StepContext): Steps {
  const sources = steps.map((raw, index): Source => ({ yaml, path: ['steps', index], owner: pack, raw, guards: [] }));
  return readNodes(expand(sources, context, []), pack, context);
}

/** Puts the steps of sub-flows in place of their calls, each with the guards of the calls above it. */
function expand(sources: readonly Source[], context: StepContext, calling: readonly string[]): readonly Source[] {
  return sources.flatMap((source) => {
    const { raw, yaml } = source;
    if (!isOneStep(source)) return [];
    const guard =
      raw.when === undefined
        ? null
        : checkedCondition(yaml, [...source.path, 'when'], raw.when, context.dictionary.slots);
    const guards = guard === null ? source.guards : [...source.guards, guard];
    if (raw.call === undefined) return [{ ...source, guards }];
    const name = raw.call;
    const called = context.subflows.get(name);
    if (called === undefined) {
      yaml.fault([...source.path, 'call'], `there is no sub-flow "${name}"`);
      return [];
    }
    context.called.add(name);
    if (calling.includes(name)) {
      const round = [...calling, name].join(' → ');
      yaml.fault([...source.path, 'call'], `${round}: a sub-flow may not come back to itself`);
      return [];
    }
    const inner = called.steps.map((entry, index): Source => ({
      yaml: called.yaml,
      path: ['steps', index],
      owner: name,
      raw: entry,
      guards,
    }));
    return expand(inner, context, [...calling, name]);
  });
}

/** Which keys may stand beside `say`, `call` and `also`; a question's own keys are checked by its kind. */
const BESIDE: Readonly<Record<'say' | 'call' | 'also', readonly string[]>> = {
  say: ['source'],
  call: ['when', 'source'],
  also: ['when', 'source'],
};

/** A step is one of ask, say, call and also, with no key that would be overlooked. */
function isOneStep({ yaml, path, raw }: Source): boolean {
  const which = (['ask', 'say', 'call', 'also'] as const).filter((key) => raw[key] !== undefined);
  const [only, second] = which;
  if (only === undefined || second !== undefined) {
    yaml.fault(path, `a step is one of ask (with kind: ${NODE_KINDS.join(', ')}), say, call and also`);
    return false;
  }
  if (only === 'ask') return true;
  const odd = Object.keys(raw).find((key) => key !== only && !BESIDE[only].includes(key));
  if (odd === undefined) return true;
  const message =
    only === 'say' && odd === 'when'
      ? 'say has no "when": it is said with the question that follows, when that is asked'
      : `"${odd}" means nothing beside ${only}`;
  yaml.faultOfKey([...path, odd], message);
  return false;
}

function readNodes(sources: readonly Source[], pack: string, context: StepContext): Steps {
  const nodes = new Map<NodeId, Node>();
  const order: NodeId[] = [];
  const overviews = new Map<NodeId, Source>();
  let said: { readonly id: TextId; readonly source: Source }[] = [];
  for (const source of sources) {
    const { yaml, path: at, owner, raw } = source;
    if (raw.say !== undefined) {
      const id = (raw.say.includes('.') ? raw.say : `${owner}.${raw.say}`) as TextId;
      context.use(id, yaml.place([...at, 'say']));
      said.push({ id, source });
      continue;
    }
    const name = raw.also === undefined ? (raw.ask ?? '') : `also_${raw.also}`;
    if (raw.also !== undefined && !context.names.has(raw.also)) {
      yaml.fault([...at, 'also'], `there is no pack "${raw.also}"`);
      continue;
    }
    if (!/^[a-z][a-z0-9_]*$/.test(name)) {
      yaml.fault([...at, 'ask'], `"${name}" is no id: lower-case letters, digits and _`);
      continue;
    }
    const id = `${owner}.${name}` as NodeId;
    const before = nodes.get(id);
    const when = allOf(source.guards);
    if (before !== undefined) {
      if (owner === pack) yaml.fault([...at, 'ask'], `the step ${id} is there twice`);
      // A sub-flow called from two places is asked once, where the first of its guards holds.
      else if (before.when !== null) {
        nodes.set(id, { ...before, when: when === null ? null : { op: 'any', of: [before.when, when] } });
        order.push(id);
      }
      continue;
    }
    const node = readNode(source, id, context);
    if (node === null) continue;
    nodes.set(id, { ...node, when, say: said.map((text) => text.id) });
    if (node.kind === 'overview') overviews.set(id, source);
    order.push(id);
    said = [];
  }
  for (const [id, source] of overviews) {
    const node = nodes.get(id);
    const spec = node === undefined ? null : specOf(node);
    if (node === undefined || spec?.kind !== 'overview') continue;
    const below = order.slice(order.indexOf(id) + 1).flatMap((other) => nodes.get(other) ?? []);
    const bound = orRefused(() => withSlots(spec, below, failOf(source)));
    if (bound !== null) nodes.set(id, { ...node, spec: bound });
  }
  for (const { source } of said) {
    source.yaml.fault([...source.path, 'say'], 'no question follows: put what is said at the end into a disposition');
  }
  return { nodes, order };
}

function readNode(source: Source, id: NodeId, context: StepContext): Node | null {
  const { yaml, path: at, owner, raw } = source;
  const place = yaml.place(at);
  const kind = raw.also === undefined ? raw.kind : 'also';
  if (kind === undefined) {
    yaml.fault(at, `a question has a kind: ${NODE_KINDS.join(', ')}`);
    return null;
  }
  return orRefused(() => {
    const parsed = parseNode(kind, raw, {
      pack: owner,
      id,
      slots: context.dictionary.slots,
      condition(text) {
        const inside = pathOfMeans(raw, text);
        return checkedCondition(yaml, [...at, ...inside], text, context.dictionary.slots) ?? refused();
      },
      sheet(file, inside) {
        const sheet = readSheet(path.join(path.dirname(yaml.file), file), context.problems);
        return sheet ?? yaml.refuse([...at, ...inside], `there is no file ${file} beside this one`);
      },
      fail: failOf(source),
    });
    for (const text of parsed.texts) context.use(text, place);
    return { id, kind, when: null, spec: parsed.spec, say: [], place };
  });
}

/** Tells a fault of a step with its place in the file. */
function failOf({ yaml, path: at, raw }: Source): ParseContext['fail'] {
  return (message, inside = []) => {
    const odd = /^Unrecognized key: "(\w+)"/.exec(message)?.[1];
    if (odd !== undefined) {
      yaml.faultOfKey([...at, ...inside, odd], `"${odd}" means nothing here`);
      throw new Refused(message);
    }
    const missing = inside.length > 0 && valueAt(raw, inside) === undefined;
    return yaml.refuse([...at, ...inside], missing ? `"${String(inside.at(-1))}" is missing` : message);
  };
}

/** `null`: a fault was told on the way. */
function orRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function allOf(guards: readonly Condition[]): Condition | null {
  const [first, ...more] = guards;
  if (first === undefined) return null;
  return more.length === 0 ? first : { op: 'all', of: guards };
}

function refused(): never {
  throw new Refused('condition');
}

/** Where inside a step a condition stands that its kind reads: the `means` of an option, the `when` of points. */
function pathOfMeans(value: unknown, text: string, depth = 0): Path {
  if (typeof value !== 'object' || value === null) return [];
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    // The step's own `when` belongs to the loader.
    if ((key === 'means' || (key === 'when' && depth > 0)) && inner === text) return [step];
    const deeper = pathOfMeans(inner, text, depth + 1);
    if (deeper.length > 0) return [step, ...deeper];
  }
  return [];
}
