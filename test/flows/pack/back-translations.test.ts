import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../bot/config.js';
import { openRelease } from '../../../bot/open.js';
import type { TextId } from '../../../core/message.js';
import { backTranslated } from '../../../flows/index.js';

const FLOWS = path.join(packageRoot(), 'flows');
const release = openRelease(FLOWS);

describe('texts that were read back', () => {
  it.each(['ary-Arab', 'ary-Latn', 'shi-Latn', 'zgh-Tfng'] as const)('are nearly all of them in %s', (form) => {
    const { asTheyStand, changedSince } = backTranslated(FLOWS, release, form);
    expect((asTheyStand + changedSince) / release.textIds.length).toBeGreaterThan(0.9);
  });

  it('fall away one by one when a wording changes', () => {
    const before = backTranslated(FLOWS, release, 'shi-Latn');
    const title = 'snake_bite.title' as TextId;
    const changed = {
      ...release,
      text: (id: TextId, form: Parameters<typeof release.text>[1]) =>
        id === title ? 'other words' : release.text(id, form),
    };
    const after = backTranslated(FLOWS, changed, 'shi-Latn');
    expect(after.asTheyStand).toBe(before.asTheyStand - 1);
    expect(after.changedSince).toBe(before.changedSince + 1);
  });
});
