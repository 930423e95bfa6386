import { urgencyRank } from '../../core/triage.js';
import type { Band, FlowEngine, Release, Slots } from '../flow.js';
import { SILENT } from './answers.js';
import type { Breach, ProofName } from './breach.js';
import type { Cells } from './cells.js';
import { plainEmergencies } from './plain.js';

/**
 * Every sign of a screen, said in the first message by every person who is asked it, has at least the level that the sheet
 * gives it by itself, even when nothing is answered after it; and an emergency by itself ends in the turn it is said in.
 * Stops at the first sign that is lost.
 */
export function lostSigns(engine: FlowEngine, release: Release, cells: Cells): readonly Breach[] {
  const plain = plainEmergencies(release);
  for (const [band, signs] of release.screens) {
    for (const age of cells.ages) {
      const person = personOf(band, age);
      if (!engine.bandsOf(release, person).includes(band)) continue;
      for (const { slot, level } of signs) {
        if (level === null) continue;
        const opening = {
          packs: [],
          known: { ...person, [slot]: 'present' },
          floor: null,
          presentation: 'list' as const,
        };
        const first = engine.start(release, opening);
        const last = first.state.at === null ? first : engine.advance(release, first.state, SILENT);
        const where = `${slot} in band ${band} at ${age} days`;
        const lost = (proof: ProofName, what: string): readonly Breach[] => [
          { proof, what: `${where}: ${what}`, opening, answers: first.state.at === null ? [] : [SILENT] },
        ];
        if (urgencyRank(last.state.level) < urgencyRank(level)) {
          return lost('red flags dominate', `expected ${level}, found ${String(last.state.level)}`);
        }
        if (plain.get(band)?.has(slot) === true && first.state.at !== null) {
          return lost('short', 'an emergency that does not end in the turn it is said in');
        }
      }
    }
  }
  return [];
}

function personOf(band: Band, age: number): Slots {
  if (band === 'P') return { age_days: age, sex: 'f', pregnancy: 'present' };
  if (band === 'PP') return { age_days: age, sex: 'f', postpartum: 'present' };
  return { age_days: age };
}
