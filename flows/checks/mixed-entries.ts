import { moreUrgent, type TriageLevel } from '../../core/triage.js';
import { BANDS, type Band, type Condition, type Release, type Slots } from '../flow.js';
import { specOf } from '../nodes/index.js';
import { placeOf } from '../pack/document.js';
import { bandsOf, close } from '../rules/derive.js';
import { firing } from '../rules/level.js';
import { optionsOf, type Check } from './check.js';

/** A person of each band, as little known as possible. */
const PEOPLE: Readonly<Record<Band, Slots>> = {
  N: { age_days: 20 },
  C: { age_days: 1500 },
  A: { age_days: 11_000 },
  E: { age_days: 26_000 },
  P: { age_days: 11_000, pregnancy: 'present' },
  PP: { age_days: 11_000, postpartum: 'present' },
};

/**
 * A grouped entry joins only signs of the same level: choosing it fills them all, so a mild sign beside a grave one would
 * send somebody to the ambulance for nothing, and nobody would know for which.
 */
export const mixedEntries: Check = {
  name: 'mixed-entries',
  run({ release }) {
    return [...release.packs.values()].flatMap((pack) =>
      [...pack.nodes.values()].flatMap((node) => {
        if (specOf(node).kind !== 'signs') return [];
        const asked = bandsAsked(node.when, pack.bands);
        return optionsOf(node).flatMap((entry) => {
          const slots = Object.keys(entry.set);
          const mixed = asked.find(
            (band) =>
              new Set(slots.map((slot) => levelAlone(release, band, slot)).filter(counts(pack.id, entry.means))).size >
              1,
          );
          if (slots.length < 2 || mixed === undefined) return [];
          const levels = slots.map((slot) => `${slot} ${levelAlone(release, mixed, slot) ?? 'nothing'}`).join(', ');
          const message = `the entry "${entry.id}" joins signs of different levels in band ${mixed}: ${levels}`;
          return [{ ...placeOf(node.place), message }];
        });
      }),
    );
  },
};

/** Bands that a step may be put to: those its guard names, else those of the pack; all, when neither says. */
function bandsAsked(when: Condition | null, pack: readonly Band[]): readonly Band[] {
  const named = new Set<Band>();
  const visit = (part: Condition): void => {
    if (part.op === 'band') named.add(part.band);
    if (part.op === 'all' || part.op === 'any' || part.op === 'count') part.of.forEach(visit);
  };
  if (when !== null) visit(when);
  if (named.size > 0) return BANDS.filter((band) => named.has(band));
  return pack.length > 0 ? pack : BANDS;
}

/**
 * A sign that decides nothing alone may join a group in a pack, whose complaint gives it its meaning (a cold sweat beside
 * chest pain), and in a common screen where `means` says when it belongs there.
 */
function counts(pack: string, means: Condition | null): (level: TriageLevel | null) => boolean {
  return (level) => level !== null || (pack === 'common' && means === null);
}

function levelAlone(release: Release, band: Band, slot: string): TriageLevel | null {
  const slots = close(release.derivations, { ...PEOPLE[band], [slot]: 'present' });
  const facts = { slots, bands: bandsOf(slots), ended: true };
  // Rules about something never asked hold for everybody at the end: they say nothing about this sign.
  const hits = firing(release.signs, facts).filter((hit) => hit.rule.sign !== null);
  return hits.reduce<TriageLevel | null>((level, hit) => moreUrgent(hit.level, level), null);
}
