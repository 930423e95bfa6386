import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRelease } from '../../../flows/checks/index.js';
import { linesOf } from './folder.js';

const FLOWS = path.join(import.meta.dirname, '../../../flows');

describe('the content that ships', () => {
  it('has no fault in any pack and any written form', () => {
    expect(linesOf(FLOWS, checkRelease(FLOWS))).toEqual([]);
  });
});
