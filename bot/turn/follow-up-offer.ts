import type { TurnContext } from '@microsoft/agents-hosting';
import type { TriageLevel } from '../../core/triage.js';
import { FOLLOW_UP_HOURS, isPending, setFollowUp, withoutQuestion } from '../session/follow-up.js';
import { currentEpisode } from '../session/session.js';
import { dueIn } from '../session/timers.js';
import { record, type Draft } from './draft.js';
import { openMenu } from './menus.js';

/** Notes when the patient of this disposition would be asked again. An emergency ends what was planned: 141 comes first. */
export function planFollowUp(draft: Draft, level: TriageLevel): void {
  const episode = currentEpisode(draft.session);
  if (episode === null) return;
  if (level !== 'emergency' && mayAsk(draft)) {
    const due = dueIn(draft.at, FOLLOW_UP_HOURS[level] * 3600).toISOString();
    draft.session = setFollowUp(draft.session, episode.id, { state: 'planned', level, due });
  } else draft.session = setFollowUp(draft.session, episode.id, null);
}

/**
 * "May I ask again how it is?", the last question of a conversation: after the offer of a nurse, and never before anything
 * else is settled. On a call it goes out with the SMS that repeats the disposition. `false`: it is not asked.
 */
export async function offerFollowUp(context: TurnContext, draft: Draft): Promise<boolean> {
  const episode = currentEpisode(draft.session);
  if (episode === null || episode.followUp?.state !== 'planned') return false;
  if (draft.session.waiting !== null || !mayAsk(draft)) return false;
  draft.session = setFollowUp(draft.session, episode.id, { ...episode.followUp, state: 'offered' });
  await openMenu(context, draft, 'follow_up');
  return true;
}

/** "Stop", and everything that takes consent back: nobody is asked again. */
export function cancelFollowUps(draft: Draft): void {
  for (const episode of draft.session.episodes) {
    if (isPending(episode.followUp)) record(draft, 'follow_up_cancelled', {});
    draft.session = setFollowUp(draft.session, episode.id, null);
  }
  draft.session = withoutQuestion(draft.session);
}

/** Only a person who is there, agreed to be kept, and is not with a nurse. A caller needs a number that an SMS can reach. */
function mayAsk({ session, input, channel }: Draft): boolean {
  if (session.consent !== 'given' || session.stopped || session.owner.kind === 'nurse') return false;
  if (input.kind !== 'message') return false;
  const { part } = input.inbound;
  if (part.kind === 'call' && part.event === 'hung_up') return false;
  return !channel.capabilities.audioOut || input.inbound.phone !== null;
}
