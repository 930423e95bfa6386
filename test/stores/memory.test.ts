import { describe, expect, it } from 'vitest';
import type { MemoryStore } from '../../bot/store/memory.js';
import { createMemoryStore } from '../../bot/store/memory.js';
import { heldClock } from '../../core/time.js';
import { storeSuite } from '../suites/store.suite.js';

const START = new Date('2026-01-05T09:00:00Z');

storeSuite('memory', async () => {
  const clock = heldClock(START);
  let last: MemoryStore | null = null;
  return {
    clock,
    async open() {
      last = createMemoryStore(last === null ? { clock } : { clock, snapshot: last.snapshot() });
      return last;
    },
    bytesAtRest: async () => Buffer.from(last?.snapshot() ?? ''),
    async dispose() {},
  };
});

describe('the snapshot of a memory store', () => {
  it('holds nothing that has expired', async () => {
    const clock = heldClock(START);
    const store = createMemoryStore({ clock });
    await store.commit([{ op: 'put', key: ['seen', 'p', 'a'], value: 'gone soon', ttlSeconds: 10 }]);
    expect(store.snapshot()).toContain('gone soon');
    clock.advance(10_000);
    expect(store.snapshot()).not.toContain('gone soon');
  });

  it('is refused when it is not one', () => {
    expect(() => createMemoryStore({ clock: heldClock(START), snapshot: '{"entries":[["k",1]]}' })).toThrow();
  });
});
