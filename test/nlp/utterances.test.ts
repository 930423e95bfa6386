import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNlu } from '../../bot/open.js';
import { heardIn } from './heard.js';

const file = path.join(import.meta.dirname, 'utterances.tsv');
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .slice(1)
  .map((line) => line.split('\t'));

describe('what people write', async () => {
  const nlu = await openNlu({ model: false });

  it.each(rows)('%s', async (text = '', language = '', heard = '', intents = '') => {
    const understood = await nlu.understand({ text }, {});
    expect(heardIn(understood)).toBe(heard);
    expect(understood.language.label).toBe(language);
    expect(understood.intents.map((intent) => intent.label).join(' ') || '-').toBe(intents);
  });

  it('every span lies within the text and holds what was heard', async () => {
    for (const [text = ''] of rows) {
      for (const { span } of (await nlu.understand({ text }, {})).entities) {
        expect(span[0]).toBeGreaterThanOrEqual(0);
        expect(span[1]).toBeGreaterThan(span[0]);
        expect(span[1]).toBeLessThanOrEqual(text.length);
      }
    }
  });
});
