import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../bot/config.js';

/** Leads are for the nurse's eyes: nobody who decides a level or speaks to a patient can reach them. */
const root = packageRoot();
const files = ['core', 'bot', 'nlp', 'flows', 'channels', 'console'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('dist/'))
    .map((file) => `${folder}/${file}`),
);
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

function importsOf(file: string): readonly string[] {
  return [...(texts.get(file) ?? '').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => {
    const target = path.posix.join(path.posix.dirname(file), match[1] ?? '').replace(/\.js$/, '.ts');
    return texts.has(target) ? target : target.replace(/\.ts$/, '.tsx');
  });
}

/** Every file that `file` reaches, through any number of others. */
function reachedFrom(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const next of importsOf(file)) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachedFrom(next, seen);
  }
  return seen;
}

const isLeads = (file: string): boolean => file.startsWith('flows/leads/') || file === 'bot/handoff/case-leads.ts';

describe('the table of leads', () => {
  it('cannot be reached from whoever decides a level or speaks to a patient, not even through others', () => {
    const decides =
      /^(?:bot\/(?:turn|session|transcript|store|content)|flows\/(?:engine|nodes|rules|pack|prove|checks)|channels|nlp|core)\//;
    const from = files.filter((file) => decides.test(file));
    expect(from.filter((file) => file.startsWith('bot/turn/')).length).toBeGreaterThan(10);
    expect(from.filter((file) => file.startsWith('flows/engine/')).length).toBeGreaterThan(5);
    const wrong = from.flatMap((file) =>
      [...reachedFrom(file)].filter(isLeads).map((reached) => `${file} reaches ${reached}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is known to the desk, to what opens it, and to nobody else', () => {
    const knows = files.filter((file) => !file.startsWith('flows/leads/') && importsOf(file).some(isLeads));
    expect(knows.sort()).toEqual([
      'bot/assemble.ts',
      'bot/commands/flows.ts',
      'bot/handoff/case-leads.ts',
      'bot/handoff/desk.ts',
      'bot/open.ts',
    ]);
  });

  it('is read and ranked without a clock, chance, or anything outside', () => {
    const own = files.filter((file) => file.startsWith('flows/leads/'));
    expect(own.length).toBeGreaterThan(4);
    const impure = own.filter((file) =>
      /\bDate\b|Math\.random|Promise|\basync\b|\bawait\b|console\.|process\./.test(texts.get(file) ?? ''),
    );
    expect(impure).toEqual([]);
  });
});
