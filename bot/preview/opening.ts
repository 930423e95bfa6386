import type { PreviewChoice } from '../../channels/simulator/index.js';
import type { FlowEngine, FlowState, Presentation, Prompt, Release, Slots, Step } from '../../flows/index.js';

/** More screens than anybody is asked. */
const MOST_SCREENS = 60;
const DAYS_PER = { days: 1, months: 30.4375, years: 365.25 } as const;
/** From the age at which bands call somebody grown up, they write for themselves. */
const GROWN_UP_DAYS = 4383;
/** Where the chooser says only that somebody is pregnant or gave birth: the middle of it. */
const PREGNANT_WEEKS = 24;
const DAYS_AFTER_BIRTH = 10;

/** The person of the chooser, in slots. */
export function personOf(choice: PreviewChoice): Slots {
  const age_days = Math.ceil(choice.age * DAYS_PER[choice.unit]);
  return {
    patient: age_days < GROWN_UP_DAYS ? 'child' : 'self',
    age_days,
    sex: choice.sex,
    ...(choice.state === 'pregnant' ? { pregnancy: 'present', pregnancy_weeks: PREGNANT_WEEKS } : {}),
    ...(choice.state === 'postpartum' ? { postpartum: 'present', days_postpartum: DAYS_AFTER_BIRTH } : {}),
  };
}

/** A person whom a pack is for, so that its questions are there at once. */
export function personFor(release: Release, packId: string): Pick<PreviewChoice, 'age' | 'unit' | 'sex' | 'state'> {
  const pack = release.packs.get(packId);
  const has = (band: string): boolean => pack?.bands.some((each) => each === band) ?? false;
  if (has('A') || pack === undefined || pack.bands.length === 0)
    return { age: 40, unit: 'years', sex: pack?.prevention == null ? 'm' : 'f', state: 'none' };
  if (has('C')) return { age: 4, unit: 'years', sex: 'f', state: 'none' };
  if (has('N')) return { age: 20, unit: 'days', sex: 'f', state: 'none' };
  if (has('P')) return { age: 28, unit: 'years', sex: 'f', state: 'pregnant' };
  if (has('PP')) return { age: 28, unit: 'years', sex: 'f', state: 'postpartum' };
  return { age: 72, unit: 'years', sex: 'f', state: 'none' };
}

/** How an interview of the preview begins; `problem`: why the pack cannot be asked of this person, in a sentence. */
export type Opening =
  { readonly step: Step; readonly offered: string | null } | { readonly problem: string; readonly step: null };

/**
 * Opens an interview at the pack: who it is about is known. With `skip` every danger list is answered "none of these"
 * through the engine, as such a person would answer it; without, they are put. A prevention pack begins where triage has ended
 * at the mildest level: with its first question, or without `skip` with its offer.
 */
export function openAt(
  engine: FlowEngine,
  release: Release,
  choice: PreviewChoice,
  presentation: Presentation,
): Opening {
  const pack = release.packs.get(choice.pack);
  if (pack === undefined) return { step: null, problem: `there is no pack "${choice.pack}"` };
  const known = personOf(choice);
  const start = (packs: readonly string[]): Step => engine.start(release, { packs, known, floor: null, presentation });
  if (pack.id === 'common') return { step: start([]), offered: null };
  if (pack.prevention !== null) {
    const ended = endedMildly(start([]).state, known);
    if (!engine.preventionsFor(release, ended).includes(pack.id)) {
      return { step: null, problem: `${pack.id} is not offered to this person: see "offer" in its flow.yaml` };
    }
    const step = choice.skip ? engine.prevent(release, ended, pack.id, presentation) : { state: ended, events: [] };
    return { step, offered: choice.skip ? null : pack.id };
  }
  const bands = engine.bandsOf(release, known);
  if (!pack.bands.some((band) => bands.includes(band))) {
    return { step: null, problem: `${pack.id} is not for this person: it is for ${pack.bands.join(', ')}` };
  }
  let step = start([pack.id]);
  for (let screens = 0; choice.skip && screens < MOST_SCREENS; screens += 1) {
    const denial = step.state.pack === 'common' ? denialOf(promptIn(step)) : null;
    if (denial === null) break;
    step = engine.advance(release, step.state, { kind: 'choices', ids: [denial], heard: [] });
  }
  return { step, offered: null };
}

/** The open prompt of a step; `null`: none. */
export function promptIn(step: Step): Prompt | null {
  const asked = step.events.find((event) => event.type === 'asked');
  return asked?.type === 'asked' ? asked.prompt : null;
}

/** What denies a whole danger list, or that there is anything else; `null`: it is neither. */
function denialOf(prompt: Prompt | null): string | null {
  if (prompt?.node === 'common.complaint' && prompt.lines.length > 0) return 'no';
  if (prompt?.danger !== true) return null;
  const has = (id: string): boolean => prompt.choices.some((choice) => choice.id === id);
  return has('none') ? 'none' : has('no') && prompt.lines.length > 0 ? 'no' : null;
}

/** Triage that has ended with nothing found. */
function endedMildly(state: FlowState, known: Slots): FlowState {
  return {
    ...state,
    at: null,
    agenda: [],
    done: ['common'],
    pack: 'common',
    slots: known,
    level: 'self_care',
    disposition: 'common.self_care',
  };
}
