import fc from 'fast-check';
import { expect } from 'vitest';
import type { Key, Store, Stored, Version, Write } from '../../bot/store/store.js';
import type { heldClock } from '../../core/time.js';

interface Place {
  readonly store: Store;
  readonly clock: ReturnType<typeof heldClock>;
  readonly partition: string;
}

interface ModelEntry {
  readonly value: unknown;
  readonly expiresAt: number;
  version: Version;
}

type Expectation = 'none' | 'absent' | 'current' | 'stale';
type Call =
  | { readonly kind: 'commit'; readonly writes: readonly ModelWrite[] }
  | {
      readonly kind: 'list';
      readonly prefix: readonly string[];
      readonly after: readonly string[] | null;
      limit: number;
    }
  | { readonly kind: 'advance'; readonly seconds: number };
interface ModelWrite {
  readonly op: 'put' | 'delete';
  readonly path: readonly string[];
  readonly expect: Expectation;
  readonly value: unknown;
  readonly ttlSeconds: number | null;
}

const segment = fc.constantFrom('a', 'a!', 'aa', 'b', '\u0001', 'é', '\ue000', '😀');
const path = fc.array(segment, { minLength: 1, maxLength: 2 });
const write: fc.Arbitrary<ModelWrite> = fc.record({
  op: fc.constantFrom('put', 'put', 'delete'),
  path,
  expect: fc.constantFrom<Expectation>('none', 'absent', 'current', 'current', 'stale'),
  value: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
  ttlSeconds: fc.constantFrom(null, null, 5, 30),
});
const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('commit'), writes: fc.array(write, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('list'),
      prefix: fc.oneof(fc.constant([]), fc.tuple(segment)),
      after: fc.option(path),
      limit: fc.integer({ min: 0, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance'), seconds: fc.integer({ min: 1, max: 20 }) }) },
);

/**
 * Runs random calls against a store and against a map that does the same in the plainest way, and compares every answer.
 * `newPlace` gives a partition that nobody used.
 */
export async function checkAgainstModel(newPlace: () => Place): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 25 }), async (calls) => {
      const place = newPlace();
      const model = new Map<string, ModelEntry>();
      const used = new Set<Version>();
      for (const each of calls) {
        if (each.kind === 'advance') place.clock.advance(each.seconds * 1000);
        else if (each.kind === 'list') await list(place, model, each);
        else await commit(place, model, used, each.writes);
      }
    }),
    { numRuns: 40 },
  );
}

function keyOf(place: Place, segments: readonly string[]): Key {
  return ['model', place.partition, ...segments];
}

/** What the model holds, expired entries forgotten. */
function alive(place: Place, model: Map<string, ModelEntry>): Map<string, ModelEntry> {
  const now = place.clock.now().getTime();
  for (const [id, { expiresAt }] of model) if (expiresAt <= now) model.delete(id);
  return model;
}

async function commit(
  place: Place,
  model: Map<string, ModelEntry>,
  used: Set<Version>,
  writes: readonly ModelWrite[],
): Promise<void> {
  alive(place, model);
  const now = place.clock.now().getTime();
  const stale = [...used].find((version) => [...model.values()].every((entry) => entry.version !== version));
  const real: Write[] = [];
  const conflicts: Key[] = [];
  for (const { op, path: segments, expect: wanted, value, ttlSeconds } of writes) {
    const key = keyOf(place, segments);
    const current = model.get(JSON.stringify(segments))?.version;
    const version = wanted === 'current' ? current : wanted === 'stale' ? stale : undefined;
    const expected = wanted === 'absent' && op === 'put' ? 'absent' : version;
    if (expected !== undefined && expected !== (current ?? 'absent')) conflicts.push(key);
    if (op === 'delete') real.push({ op, key, ...(version !== undefined && { expect: version }) });
    else {
      const lifetime = ttlSeconds === null ? {} : { ttlSeconds };
      real.push({ op, key, value, ...lifetime, ...(expected !== undefined && { expect: expected }) });
    }
  }
  const isConflict = conflicts.length > 0;
  expect(await place.store.commit(real)).toBe(isConflict ? 'conflict' : 'committed');
  if (!isConflict) {
    for (const { op, path: segments, value, ttlSeconds } of writes) {
      const expiresAt = ttlSeconds === null ? Number.POSITIVE_INFINITY : now + ttlSeconds * 1000;
      const unread = '' as Version;
      if (op === 'delete') model.delete(JSON.stringify(segments));
      else model.set(JSON.stringify(segments), { value, expiresAt, version: unread });
    }
  }
  for (const { path: segments } of writes) {
    const entry = model.get(JSON.stringify(segments));
    const stored = await place.store.get(keyOf(place, segments));
    expect(stored === null).toBe(entry === undefined);
    if (entry === undefined || stored === null) continue;
    expect(stored.value).toEqual(entry.value);
    if (entry.version === '') expect(used.has(stored.version)).toBe(false);
    else expect(stored.version).toBe(entry.version);
    entry.version = stored.version;
    used.add(stored.version);
  }
}

async function list(
  place: Place,
  model: Map<string, ModelEntry>,
  { prefix, after, limit }: Extract<Call, { kind: 'list' }>,
): Promise<void> {
  const wanted = [...alive(place, model)]
    .map(([id, entry]) => ({ segments: JSON.parse(id) as string[], entry }))
    .filter(({ segments }) => segments.length > prefix.length && prefix.every((each, at) => segments[at] === each))
    .filter(({ segments }) => after === null || byCodePoint(segments, after) > 0)
    .sort((one, other) => byCodePoint(one.segments, other.segments))
    .slice(0, limit)
    .map(({ segments, entry }): Stored => ({
      key: keyOf(place, segments),
      value: entry.value,
      version: entry.version,
    }));
  const options = after === null ? { limit } : { limit, after: keyOf(place, after) };
  expect(await place.store.list(keyOf(place, prefix), options)).toEqual(wanted);
}

/** The order of the contract, written down a second time: no bytes, no separators. */
function byCodePoint(one: readonly string[], other: readonly string[]): number {
  const [left, right] = [one, other].map((segments) =>
    segments.map((each) => Array.from(each, (c) => c.codePointAt(0) ?? 0)),
  );
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const [first, second] = [left?.[at] ?? [], right?.[at] ?? []];
    for (let index = 0; index < Math.max(first.length, second.length); index++) {
      const difference = (first[index] ?? -1) - (second[index] ?? -1);
      if (difference !== 0) return difference;
    }
  }
  return one.length - other.length;
}
