import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../bot/config.js';

const root = packageRoot();
const FOLDERS = ['core', 'bot', 'nlp', 'flows', 'channels', 'console'];
/** Which folders a folder may import from, beside itself. */
const DOWN: Readonly<Record<string, readonly string[]>> = {
  core: [],
  nlp: ['core'],
  flows: ['core'],
  channels: ['core'],
  console: ['core'],
  bot: ['core', 'nlp', 'flows', 'channels', 'console'],
};
/** Files of another folder that may be imported. Any file of core may. */
const DOORS = /(?:^|\/)(?:index|channel|nlu|desk|flow)\.js$/;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly line: number;
}

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('web/') && !file.includes('dist/'),
    )
    .map((file) => `${folder}/${file}`);
}

const files = FOLDERS.flatMap(sources);
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

function importsOf(file: string): readonly Import[] {
  const text = texts.get(file) ?? '';
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    target: match[1] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** The source file behind a relative import. */
function resolved(entry: Import): string {
  const joined = path.posix.join(path.posix.dirname(entry.file), entry.target).replace(/\.js$/, '.ts');
  return texts.has(joined) ? joined : joined.replace(/\.ts$/, '.tsx');
}

const relative = files.flatMap(importsOf).filter((entry) => entry.target.startsWith('.'));
const outside = files.flatMap(importsOf).filter((entry) => !entry.target.startsWith('.'));

describe('the floors', () => {
  it('an import goes down a floor or stays in its own folder', () => {
    const wrong = relative.filter((entry) => {
      const [from = ''] = entry.file.split('/');
      const [to = ''] = resolved(entry).split('/');
      return from !== to && !(DOWN[from] ?? []).includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('another folder is entered only by its doors', () => {
    const wrong = relative.filter((entry) => {
      const [from = ''] = entry.file.split('/');
      const [to = ''] = resolved(entry).split('/');
      return from !== to && to !== 'core' && !DOORS.test(entry.target);
    });
    expect(wrong).toEqual([]);
  });

  it('core has no package, no I/O and about ten files', () => {
    expect(outside.filter((entry) => entry.file.startsWith('core/'))).toEqual([]);
    expect(files.filter((file) => file.startsWith('core/')).length).toBeLessThanOrEqual(12);
  });

  it('the engine, the nodes and the rules are pure', () => {
    const pure = files.filter((file) => /^flows\/(engine|nodes|rules)\//.test(file));
    expect(pure.length).toBeGreaterThan(5);
    const impure = pure.filter((file) =>
      /\bDate\b|Math\.random|Promise|\basync\b|\bawait\b|console\.|process\./.test(stripped(texts.get(file) ?? '')),
    );
    expect(impure).toEqual([]);
    expect(outside.filter((entry) => pure.includes(entry.file) && entry.target !== 'zod')).toEqual([]);
  });

  it('only the configuration reads the environment', () => {
    const readers = files.filter((file) => /process\.env/.test(stripped(texts.get(file) ?? '')));
    expect(readers).toEqual(['bot/config.ts']);
  });

  it('there are no import cycles, not even of types', () => {
    const graph = new Map(files.map((file) => [file, [] as string[]]));
    for (const entry of relative) graph.get(entry.file)?.push(resolved(entry));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('files over 300 lines do not become more (a ratchet: lower it when one shrinks)', () => {
    const long = files.filter((file) => (texts.get(file) ?? '').split('\n').length > 300);
    expect(long.length, long.join('\n')).toBe(LONG_FILES);
  });
});

const LONG_FILES = 0;

function stripped(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}
