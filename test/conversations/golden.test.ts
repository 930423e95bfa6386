import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNlu, openRelease } from '../../bot/open.js';
import { packageRoot } from '../../bot/config.js';
import { play } from './player.js';
import { parseScript, printScript, safetyOf } from './script.js';

const folder = path.join(packageRoot(), 'test', 'conversations');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.chat'));
/** `npm run golden` rewrites what the runner writes; verdict and safety lines only with `-- --safety`. */
const rewrite = process.env['LABAS_GOLDEN'];

describe('golden conversations', async () => {
  const release = openRelease(path.join(packageRoot(), 'flows'));
  const nlu = await openNlu({ model: false });

  it.each(files)('%s', async (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const script = parseScript(text, file);
    const played = await play(script, { release, nlu });
    const written = {
      ...script,
      headers: new Map([...script.headers, ['ends', played.ends] as const]),
      steps: played.steps,
    };
    if (rewrite === 'safety' || (rewrite === 'words' && safetyOf(written).join() === safetyOf(script).join())) {
      writeFileSync(path.join(folder, file), printScript(written));
    } else {
      expect(safetyOf(written), 'safety events change only with: npm run golden -- --safety').toEqual(safetyOf(script));
      expect(printScript(written)).toBe(printScript(script));
    }
    for (const words of played.said) {
      if (words.length < 4) continue;
      expect(played.log.join('\n'), 'what a patient said must never be logged').not.toContain(words);
    }
  });
});
