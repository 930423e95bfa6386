import type { TurnContext } from '@microsoft/agents-hosting';
import { addSeconds } from '../../core/time.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import type { Draft } from './draft.js';
import { record } from './draft.js';
import { openMenu } from './menus.js';

/** Between two offers to one person, whatever they are about: nobody is pursued with prevention. */
const DAYS_BETWEEN_OFFERS = 30;

interface Tools {
  readonly engine: FlowEngine;
  readonly release: Release;
}

/**
 * Offers a prevention pack after the disposition, as a question of its own: `true` when one was asked. Only where the engine
 * says that the person is to be offered one, only on a channel that shows text, only when nothing else is being asked, and
 * each pack once in a while. Somebody who does not answer it is answered as if it had not been asked.
 */
export async function offerPrevention(
  context: TurnContext,
  draft: Draft,
  { engine, release }: Tools,
): Promise<boolean> {
  const { interview, waiting, owner } = draft.session;
  const { input, channel } = draft;
  // A timer ends an interview that nobody answers any more; a call ends with its disposition.
  if (input.kind !== 'message' || channel.capabilities.audioOut || waiting !== null) return false;
  if (interview === null || owner.kind !== 'bot') return false;
  const pack = engine.preventionsFor(release, interview).find((id) => isDue(draft, id, release));
  if (pack === undefined) return false;
  const offers = { ...draft.session.prevention.offers, [pack]: draft.at.toISOString() };
  draft.session = { ...draft.session, prevention: { offers, offered: pack } };
  record(draft, 'prevention_offered', { pack });
  await openMenu(context, draft, 'prevention');
  return true;
}

function isDue(draft: Draft, id: string, release: Release): boolean {
  const { offers } = draft.session.prevention;
  const isOver = (since: string | undefined, days: number): boolean =>
    since === undefined || addSeconds(new Date(since), days * 86_400) <= draft.at;
  const isQuiet = Object.values(offers).every((since) => isOver(since, DAYS_BETWEEN_OFFERS));
  return isQuiet && isOver(offers[id], release.packs.get(id)?.prevention?.everyDays ?? 0);
}

/** Whether the person tells of something that triage is for, while a prevention question is open: triage begins anew. */
export function tellsOfIllness(draft: Draft, { engine, release }: Tools, asked: readonly string[]): boolean {
  const { interview } = draft.session;
  if (interview === null || release.packs.get(interview.pack)?.prevention == null) return false;
  const news = draft.heard.filter(
    ({ slot, presence }) => presence === 'present' && interview.slots[slot] !== 'present' && !asked.includes(slot),
  );
  if (news.length === 0) return false;
  const known = engine.merge(release, {}, news);
  return engine.packsFor(release, known).length > 0 || engine.screen(release, interview.slots, news).level !== null;
}
