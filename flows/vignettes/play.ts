import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { FlowEngine, Presentation, Release, Slots } from '../flow.js';
import { simulate, type SimulatedPatient, type Simulation } from '../simulate.js';
import type { Vignette } from './vignette.js';

/** How one vignette went. */
export interface VignetteResult {
  readonly vignette: Vignette;
  readonly simulation: Simulation;
  /** The level is the gold one. */
  readonly exact: boolean;
  readonly acceptable: boolean;
  /** Less urgent than the gold level, and not acceptable. */
  readonly under: boolean;
  /** More urgent than the gold level, and not acceptable. */
  readonly over: boolean;
  /** The rule that the author named is among those that gave the level, or its place is. */
  readonly ruled: boolean;
}

/** Where a case says nothing of the way to care, there is a facility near by: nobody wrote it as a case about distance. */
const NEAR: Slots = { hours_to_facility: 0.5 };

/** The patient of a vignette, who says nothing by themselves and chooses the complaint from the list. */
export function patientOf({ known, complaint }: Vignette): SimulatedPatient {
  return {
    known: { ...NEAR, ...known, ...(complaint === null ? {} : { complaint }) },
    unlisted: 'absent',
    packs: [],
    presentation: 'list',
  };
}

/** How an interview opens: what was heard, and the complaints that opens; none of them: the complaint is chosen from the list. */
export interface Opening {
  readonly said: Slots;
  readonly packs: readonly string[];
}

/** The opening by a first message, as in a conversation: its findings open what they are about. */
export function openingOf(engine: FlowEngine, release: Release, said: Slots): Opening {
  return { said, packs: engine.packsFor(release, said) };
}

/** Plays a vignette through the engine, from the list of complaints unless it is opened in another way. */
export function playVignette(
  engine: FlowEngine,
  release: Release,
  vignette: Vignette,
  presentation: Presentation,
  opening: Opening = { said: {}, packs: [] },
): VignetteResult {
  // A case of no complaint is told in the first message: it is about the table, and not about what is asked.
  const said = vignette.complaint === null ? vignette.known : opening.said;
  const { packs } = opening;
  const simulation = simulate(engine, release, { ...patientOf(vignette), packs, presentation, said });
  const difference = urgencyRank(simulation.level) - urgencyRank(vignette.gold);
  const acceptable = vignette.acceptable.includes(simulation.level);
  return {
    vignette,
    simulation,
    exact: difference === 0,
    acceptable,
    under: difference < 0 && !acceptable,
    over: difference > 0 && !acceptable,
    ruled: isNamed(release, vignette.rule, simulation),
  };
}

/** A row of the table by its slot, a rule or a bump of a pack by the place of the protocol in its source, an Else by the pack. */
function isNamed(release: Release, rule: string, { because }: Simulation): boolean {
  const place = rule.toLowerCase();
  return because.some((id) => {
    if (id.startsWith(`sign:${rule}:`)) return true;
    if (!place.startsWith('flow ')) return false;
    if (place.endsWith(' else')) return id.endsWith('.else') || sourceOf(release, id).includes(place);
    return sourceOf(release, id).includes(place);
  });
}

function sourceOf(release: Release, id: string): string {
  const [packId = ''] = id.split('.');
  const pack = release.packs.get(packId);
  const found = [...(pack?.rules ?? []), ...(pack?.bump ?? [])].find((rule) => rule.id === id);
  return (found?.source ?? '').toLowerCase();
}

/** Whether somebody who needs an ambulance is told to be seen within the hour at least. */
export function isHeld(result: VignetteResult): boolean {
  return isAtLeast(result.simulation.level, 'urgent');
}
