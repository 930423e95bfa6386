/** Ids as a dependency, so that tests can count them. Ids sort by the time they were made and carry nothing personal. */
export interface IdSource {
  next(prefix: string): string;
}

/** Counted ids (`m-000001`) for tests and golden conversations. */
export function countedIds(start = 0): IdSource & { readonly count: () => number } {
  let count = start;
  return {
    next: (prefix) => `${prefix}-${String(++count).padStart(6, '0')}`,
    count: () => count,
  };
}

/** Sortable random ids: time in base 36, a counter within the millisecond, 60 random bits. `random` returns 0 ≤ x < 1. */
export function timedIds(now: () => number, random: () => number): IdSource {
  let last = 0;
  let counter = 0;
  return {
    next(prefix) {
      const at = now();
      counter = at === last ? counter + 1 : 0;
      last = at;
      const tail = Array.from({ length: 12 }, () => Math.floor(random() * 32).toString(32)).join('');
      return `${prefix}-${at.toString(36).padStart(9, '0')}${counter.toString(36).padStart(3, '0')}${tail}`;
    },
  };
}
