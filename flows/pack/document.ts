import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ConditionError, parseCondition } from '../rules/parse.js';
import type { Condition } from '../flow.js';

/** A fault of the content, with its place: lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Place = Pick<Problem, 'file' | 'line' | 'column'>;

/** Reads `file:line:column` back. */
export function placeOf(text: string): Place {
  const [, file = text, line = '1', column = '1'] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
  return { file, line: Number(line), column: Number(column) };
}

export type Path = readonly (string | number)[];

/** Files as they were parsed, by path: for a reader that loads the same folder again and again, such as the preview. */
export type ParsedFiles = Map<string, Parsed>;
interface Parsed {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly value: unknown;
}

/** Collects every fault of a load; nothing stops at the first. A fault of a shared step is told once. */
export class Problems {
  readonly #all = new Map<string, Problem>();
  /** `parsed`: files that have not changed since are not parsed again. */
  constructor(readonly parsed: ParsedFiles | null = null) {}
  get all(): readonly Problem[] {
    return [...this.#all.values()];
  }
  add(problem: Problem): void {
    this.#all.set(JSON.stringify([problem.file, problem.line, problem.column, problem.message]), problem);
  }
}

/** Thrown inside one item so that the others are still read; its fault is already collected. */
export class Refused extends Error {}

/** A YAML file whose faults have places. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Records a fault at a path of the file, `offset` visible characters into the text that stands there. */
  fault(path: Path, message: string, offset?: number): void;
  /** Records a fault of a key: what stands there has no business there. */
  faultOfKey(path: Path, message: string): void;
  /** Records a fault and leaves the item. */
  refuse(path: Path, message: string): never;
  /** The value at `path` read by a schema; every issue is recorded, `null` when there was one. */
  read<T>(schema: z.ZodType<T>, path?: Path): T | null;
  /** The condition written at `path`; a fault is recorded at its very character. */
  condition(path: Path, text: string): Condition;
  place(path: Path): string;
}

/** Reads a file; `null` when it is missing or not YAML (recorded). */
export function readYaml(file: string, problems: Problems): YamlFile | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    problems.add({ file, line: 1, column: 1, message: 'this file is missing' });
    return null;
  }
  return parseYaml(file, text, problems);
}

/** As `readYaml`, of text that begins where `file` begins: its places are those of the file. */
export function parseYaml(file: string, text: string, problems: Problems): YamlFile | null {
  const kept = problems.parsed?.get(file);
  const { document, lines, value } = kept?.text === text ? kept : parsed(text);
  problems.parsed?.set(file, { text, document, lines, value });
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const at = lines.linePos(error.pos[0]);
      const message = (error.message.split('\n')[0] ?? 'not YAML').replace(/ at line \d+, column \d+:$/, '');
      problems.add({ file, line: at.line, column: at.col, message });
    }
    return null;
  }

  function at(offset: number): { line: number; column: number } {
    const position = lines.linePos(offset);
    return { line: position.line, column: position.col };
  }
  const yaml: YamlFile = {
    file,
    value,
    fault(path, message, offset = 0) {
      const start = rangeOf(document, path);
      const node = document.getIn(path, true);
      const source = isNode(node) && node.range ? text.slice(node.range[0], node.range[1]) : '';
      const written = valueAt(value, path);
      const inside = offset > 0 && typeof written === 'string' ? offsetInSource(source, written, offset) : 0;
      problems.add({ file, ...at(start + inside), message });
    },
    faultOfKey(path, message) {
      problems.add({ file, ...at(keyOf(document, path) ?? rangeOf(document, path)), message });
    },
    refuse(path, message) {
      yaml.fault(path, message);
      throw new Refused(message);
    },
    read(schema, path = []) {
      const result = schema.safeParse(valueAt(value, path));
      if (result.success) return result.data;
      for (const issue of result.error.issues) {
        const inside = [...path, ...issue.path.filter((part) => typeof part !== 'symbol')];
        if (issue.code === 'unrecognized_keys') {
          for (const key of issue.keys) yaml.faultOfKey([...inside, key], `"${key}" means nothing here`);
        } else yaml.fault(inside, toldOf(issue, valueAt(value, inside)));
      }
      return null;
    },
    condition(path, written) {
      try {
        return parseCondition(written);
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
        yaml.fault(path, error.message, error.offset);
        throw new Refused(error.message);
      }
    },
    place(path) {
      const position = at(rangeOf(document, path));
      return `${file}:${position.line}:${position.column}`;
    },
  };
  return yaml;
}

function parsed(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  return { text, document, lines, value: document.errors.length > 0 ? null : (document.toJS() as unknown) };
}

/** What is wrong, in words for somebody who writes packs and no code. */
function toldOf(issue: z.core.$ZodIssue, found: unknown): string {
  const name = issue.path.at(-1);
  if (found === undefined) return name === undefined ? 'this is missing' : `"${String(name)}" is missing`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `expected a ${issue.expected}, found ${JSON.stringify(found)}`;
  return issue.message;
}

/** Offset of the key at the end of `path`. */
function keyOf(document: Document, path: Path): number | null {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(map)) return null;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
}

/**
 * Where the character `offset` of a value stands in its source. Quotes, the head of a block and line breaks are not part of
 * the value, so visible characters are counted: conditions hold no escapes.
 */
function offsetInSource(source: string, value: string, offset: number): number {
  const head = /^(?:["']|[|>][^\n]*\n)/.exec(source)?.[0].length ?? 0;
  let left = value.slice(0, offset).replace(/\s/g, '').length;
  let at = head;
  while (left > 0 && at < source.length) {
    if (/\S/.test(source[at] ?? '')) left -= 1;
    at += 1;
  }
  // The end of the text is told where it ends, any other character where it stands.
  if (offset < value.trimEnd().length) while (/\s/.test(source[at] ?? '')) at += 1;
  return at;
}

/** Offset of the node at `path`, or of the nearest one above it that exists. */
function rangeOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** What stands at `path` inside a value read from YAML; `undefined`: nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
