import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../bot/config.js';
import { ERROR_CODES } from '../core/errors.js';

it('docs/errors.md explains exactly the codes that exist', () => {
  const page = readFileSync(path.join(packageRoot(), 'docs', 'errors.md'), 'utf8');
  const explained = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(explained.sort()).toEqual(Object.keys(ERROR_CODES).sort());
});
