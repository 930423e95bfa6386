import { moreUrgent } from '../../core/triage.js';
import type { Slots } from '../../flows/index.js';
import { contactsIn72h, isPending } from '../session/follow-up.js';
import { currentEpisode, openEpisodes, type Episode } from '../session/session.js';
import { record, type Draft } from './draft.js';

// Which conversation belongs to which patient's episode: its floor, what is known of the person, and how often they came.

/** Facts about a person that hold for the whole episode and are never asked twice in it. */
const PERSON_SLOTS = ['patient', 'age_days', 'sex', 'pregnancy', 'postpartum', 'pregnancy_weeks', 'days_postpartum'];

/** Who is ill may be known already: it still has to be put with the episode it belongs to. */
export function newEpisode(id: string, draft: Draft, time: string): Episode {
  return {
    id,
    patient: 'unknown',
    startedAt: draft.at.toISOString(),
    floor: null,
    contacts: [time],
    person: {},
    followUp: null,
  };
}

/** An episode that goes on: its plans are over, and this is one more contact. */
export function goOn(draft: Draft, episode: Episode, time: string): Episode {
  if (isPending(episode.followUp)) record(draft, 'follow_up_cancelled', {});
  return { ...episode, contacts: [...new Set([...episode.contacts, time])], followUp: null };
}

/** Whether what was heard names another patient than the one of the episode. */
export function speaksOfOther({ patient }: Slots, episode: Episode): boolean {
  return patient !== undefined && patient !== 'unknown' && episode.patient !== 'unknown' && patient !== episode.patient;
}

/** Once it is known who is ill, the interview joins that patient's episode. `true`: which child must be asked. */
export function settleEpisode(draft: Draft): boolean {
  const state = draft.session.interview;
  const episode = currentEpisode(draft.session);
  if (state === null || episode === null) return false;
  const patient = state.slots['patient'];
  remember(draft, episode.id, { person: personOf(state.slots) });
  if (patient === undefined || patient === 'unknown' || episode.patient === patient) return false;
  const earlier = openEpisodes(draft.session, draft.at).filter(
    (other) => other.id !== episode.id && (other.patient === patient || other.patient === 'unknown'),
  );
  remember(draft, episode.id, { patient: String(patient) });
  if (earlier.length === 0) return false;
  if (patient !== 'self') return true;
  for (const other of earlier) joinEpisode(draft, other);
  return false;
}

/** Puts the running interview under an earlier episode: the higher floor of both, and all contacts. */
function joinEpisode(draft: Draft, earlier: Episode): void {
  const running = currentEpisode(draft.session);
  if (running === null || running.id === earlier.id) return;
  const contacts = [...new Set([...earlier.contacts, ...running.contacts])];
  if (isPending(earlier.followUp)) record(draft, 'follow_up_cancelled', {});
  const floor = moreUrgent(running.floor, earlier.floor);
  draft.session = {
    ...draft.session,
    episodeId: earlier.id,
    episodes: draft.session.episodes
      .filter((episode) => episode.id !== running.id)
      .map((episode) =>
        episode.id === earlier.id
          ? {
              ...earlier,
              patient: running.patient,
              contacts,
              floor,
              person: { ...earlier.person, ...running.person },
              followUp: null,
            }
          : episode,
      ),
  };
  const state = draft.session.interview;
  if (state === null) return;
  const slots = { ...state.slots, contacts_in_72h: contactsIn72h({ contacts }, draft.at) };
  draft.session = { ...draft.session, interview: { ...state, slots, level: moreUrgent(state.level, floor) } };
}

/** Of what is known, the facts about the person. */
export function personOf(slots: Slots): Slots {
  return Object.fromEntries(Object.entries(slots).filter(([slot]) => PERSON_SLOTS.includes(slot)));
}

function remember(draft: Draft, id: string, change: Partial<Episode>): void {
  draft.session = {
    ...draft.session,
    episodes: draft.session.episodes.map((episode) => (episode.id === id ? { ...episode, ...change } : episode)),
  };
}

/** The earlier episodes of the same patient are one with the running one. */
export function joinEarlier(draft: Draft): void {
  const running = currentEpisode(draft.session);
  if (running === null) return;
  for (const earlier of openEpisodes(draft.session, draft.at)) {
    if (earlier.id !== running.id && (earlier.patient === running.patient || earlier.patient === 'unknown')) {
      joinEpisode(draft, earlier);
    }
  }
}
