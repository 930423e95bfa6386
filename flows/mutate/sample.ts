/** `count` of `all` by chance, the same ones for the same seed; in their own order. All, when there are no more. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const random = mulberry32(seed);
  const drawn = all.map((each, place) => ({ each, place, draw: random() })).sort((a, b) => a.draw - b.draw);
  return drawn
    .slice(0, count)
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
}

/** A small generator of numbers from 0 to 1 that is the same everywhere (mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
