import type { Band, Release } from '../flow.js';

/** Slots with a row without a condition: nothing more has to be known to say that each is an emergency for the band. */
export function plainEmergencies(release: Release): ReadonlyMap<Band, ReadonlySet<string>> {
  const found = new Map<Band, Set<string>>();
  for (const { sign, when, level, bands } of release.signs) {
    if (sign === null || when !== null || level !== 'emergency') continue;
    for (const band of bands) found.set(band, (found.get(band) ?? new Set()).add(sign));
  }
  return found;
}
