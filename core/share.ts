/** Hits among a number of tries. */
export interface Share {
  readonly hits: number;
  readonly n: number;
}

/** Wilson 95 % interval of a share, from 0 to 1 (Wilson 1927): honest also for few tries and for shares near 0 and 1. */
export function interval({ hits, n }: Share): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const p = hits / n;
  const middle = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** `98.2 [96.4–99.1]`, percent with one decimal; `–` when there was nothing to try. */
export function toldShare(share: Share): string {
  if (share.n === 0) return '–';
  const percent = (value: number): string => (value * 100).toFixed(1);
  const [low, high] = interval(share);
  return `${percent(share.hits / share.n)} [${percent(low)}–${percent(high)}]`;
}
