import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../../../bot/config.js';
import { OUTCOMES } from '../../../console/desk.js';
import { ESCALATION_REASONS, HANDOFF_STATES } from '../../../core/handoff.js';
import { WRITTEN_FORMS } from '../../../core/language.js';
import { TRIAGE_LEVELS } from '../../../core/triage.js';

const web = path.join(packageRoot(), 'console', 'web');
const texts = Object.fromEntries(
  ['fr', 'ar', 'en'].map((language): [string, Record<string, string>] => {
    const file = readFileSync(path.join(web, 'text', `${language}.json`), 'utf8');
    return [language, z.record(z.string(), z.string()).parse(JSON.parse(file))];
  }),
);
const french = texts['fr'] ?? {};
const sources = readdirSync(web)
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(path.join(web, file), 'utf8'))
  .join('\n');
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe('the texts of the console', () => {
  it('exist in every language, with the same placeholders, and none is empty', () => {
    for (const [language, all] of Object.entries(texts)) {
      expect([language, Object.keys(all).sort()]).toEqual([language, Object.keys(french).sort()]);
      for (const [key, text] of Object.entries(all)) {
        expect([language, key, text.trim() !== '']).toEqual([language, key, true]);
        expect([language, key, placeholders(text)]).toEqual([language, key, placeholders(french[key] ?? '')]);
      }
    }
  });

  it('are in the script of their language', () => {
    const latin = Object.entries(texts['ar'] ?? {}).filter(
      ([, text]) => !/[\u0600-\u06ff]/.test(text.replace(/\{\w+\}/g, '')),
    );
    expect(latin.map(([key]) => key)).toEqual(['reply.count']);
  });

  it('name every level, reason, state, outcome and written form', () => {
    const needed = [
      ...TRIAGE_LEVELS.map((one) => `level.${one}`),
      ...ESCALATION_REASONS.map((one) => `reason.${one}`),
      ...HANDOFF_STATES.map((one) => `state.${one}`),
      ...OUTCOMES.map((one) => `outcome.${one}`),
      ...WRITTEN_FORMS.map((one) => `form.${one}`),
    ];
    expect(needed.filter((key) => !(key in french))).toEqual([]);
  });

  it('name every rule of the engine itself', () => {
    const engine = path.join(packageRoot(), 'flows', 'engine');
    const code = readdirSync(engine).map((file) => readFileSync(path.join(engine, file), 'utf8'));
    const raised = [...code.join('\n').matchAll(/\['((?:common|episode)\.\w+)'\]/g)].map((match) => match[1] ?? '');
    expect(raised.length).toBeGreaterThan(5);
    expect(raised.filter((rule) => !(`rule.${rule}` in french))).toEqual([]);
  });

  it('are all used', () => {
    // Families whose last word comes from the data.
    const families =
      /^(?:level|reason|state|outcome|form|spoken|channel|event|delivery|age|patient|value|rule|question|command|label|live|role|alarm)\./;
    const unused = Object.keys(french).filter((key) => !families.test(key) && !sources.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });
});

describe('the page', () => {
  it('asks nothing of anybody else and puts no HTML together by hand', () => {
    const style = readdirSync(path.join(web, 'style')).map((file) =>
      readFileSync(path.join(web, 'style', file), 'utf8'),
    );
    const all = [sources, ...style, readFileSync(path.join(web, 'index.html'), 'utf8')].join('\n');
    expect(all).not.toMatch(/https?:\/\/|dangerouslySetInnerHTML|innerHTML|@import|<script>|\bstyle=|\beval\(/);
  });

  it('turns with the direction of the language: no left, no right', () => {
    const style = readdirSync(path.join(web, 'style')).map((file) =>
      readFileSync(path.join(web, 'style', file), 'utf8'),
    );
    expect(style.join('\n')).not.toMatch(
      /\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|text-align: (?:left|right)|(?:^|[\s;{])(?:left|right):/m,
    );
  });
});
