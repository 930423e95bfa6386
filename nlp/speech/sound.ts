/** Every recogniser we know of works at this rate. */
export const SAMPLE_RATE = 16_000;
/** Below this no sample is louder than the noise of an empty room; recognisers invent words for silence. */
const QUIET = 0.003;
/** A pause between words is seldom shorter. */
const PAUSE = SAMPLE_RATE / 5;

/** Mono samples, -1 … 1, at `rate` a second. */
export interface Pcm {
  readonly rate: number;
  readonly samples: Float32Array;
}

export function isSilent(samples: Float32Array): boolean {
  return samples.every((sample) => Math.abs(sample) <= QUIET);
}

/**
 * The same sound at `SAMPLE_RATE`, each sample a mean of those around it, near ones counting more: between two samples of a
 * slower sound that is a straight line, and of a faster one nothing is kept that 16 kHz would turn into a false tone.
 */
export function resampled({ rate, samples }: Pcm): Float32Array {
  if (rate === SAMPLE_RATE) return samples;
  const step = rate / SAMPLE_RATE;
  const reach = Math.max(1, step);
  return new Float32Array(Math.floor(samples.length / step)).map((_, place) => {
    const middle = place * step;
    let [sum, weights] = [0, 0];
    for (let at = Math.max(0, Math.ceil(middle - reach)); at <= middle + reach && at < samples.length; at += 1) {
      const weight = 1 - Math.abs(at - middle) / reach;
      sum += weight * (samples[at] ?? 0);
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  });
}

/**
 * A sound at `SAMPLE_RATE` in pieces of at most `seconds`, in order and without a gap. Each is cut where the last third of the
 * longest it could be is quietest: in a pause, where people make one.
 */
export function piecesOf(samples: Float32Array, seconds: number): readonly Float32Array[] {
  const longest = Math.floor(seconds * SAMPLE_RATE);
  const pieces: Float32Array[] = [];
  let start = 0;
  while (samples.length - start > longest) {
    const end = quietest(samples, start + Math.floor((longest * 2) / 3), start + longest);
    pieces.push(samples.subarray(start, end));
    start = end;
  }
  pieces.push(samples.subarray(start));
  return pieces;
}

/** The middle of the quietest pause between two places. */
function quietest(samples: Float32Array, from: number, to: number): number {
  let [best, lowest] = [to, Infinity];
  for (let at = from; at + PAUSE <= to; at += PAUSE / 4) {
    const loudness = samples.subarray(at, at + PAUSE).reduce((sum, sample) => sum + Math.abs(sample), 0);
    // The last of several: fewer pieces.
    if (loudness <= lowest) [best, lowest] = [at + PAUSE / 2, loudness];
  }
  return best;
}
