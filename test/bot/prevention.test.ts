import path from 'node:path';
import type { TurnContext } from '@microsoft/agents-hosting';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../bot/config.js';
import { openRelease } from '../../bot/open.js';
import { newSession, type Session } from '../../bot/session/session.js';
import type { Draft } from '../../bot/turn/draft.js';
import { offerPrevention } from '../../bot/turn/prevention.js';
import type { Channel } from '../../channels/channel.js';
import { createLocalChannel } from '../../channels/simulator/index.js';
import { addSeconds } from '../../core/time.js';
import { createEngine, type FlowState } from '../../flows/index.js';

const tools = { engine: createEngine(), release: openRelease(path.join(packageRoot(), 'flows')) };
const text = createLocalChannel({ kind: 'whatsapp', onSend: () => undefined });
const voice: Channel = { ...text, capabilities: { ...text.capabilities, audioOut: true } };
const context = { sendActivity: () => Promise.resolve(undefined) } as unknown as TurnContext;
const NOW = new Date('2026-01-05T10:00:00Z');

/** A man of 50 whose interview has just ended. */
function ended(level: FlowState['level']): FlowState {
  const opening = { packs: [], known: {}, floor: null, presentation: 'list' as const };
  const { state } = tools.engine.start(tools.release, opening);
  return {
    ...state,
    at: null,
    level,
    slots: { patient: 'self', age_days: 18_400, sex: 'm' },
    disposition: 'common.routine',
  };
}

function draftOf(change: Partial<Session> = {}, more: Partial<Draft> = {}): Draft {
  const session = { ...newSession('p', 'ABCD', text.id), interview: ended('routine'), ...change };
  const inbound = {
    channelId: text.id,
    externalId: 'x',
    from: 'a',
    part: { kind: 'text', text: '7' },
    sentAt: NOW,
    phone: null,
  };
  const input = { kind: 'message', inbound, media: null, overheard: null } as unknown as Draft['input'];
  return { at: NOW, input, channel: text, session, speech: [], entries: [], ...more } as unknown as Draft;
}
const days = (count: number): string => addSeconds(NOW, -count * 86_400).toISOString();
const offers = (given: Readonly<Record<string, string>>): Partial<Session> => ({
  prevention: { offers: given, offered: null },
});

async function offered(draft: Draft): Promise<string | null> {
  const asked = await offerPrevention(context, draft, tools);
  expect(asked).toBe(draft.session.waiting === 'prevention');
  return asked ? draft.session.prevention.offered : null;
}

describe('the offer of prevention', () => {
  it('is one question, and remembered with its day', async () => {
    const draft = draftOf();
    expect(await offered(draft)).toBe('prevent_heart');
    expect(draft.session.prevention.offers).toEqual({ prevent_heart: NOW.toISOString() });
  });

  it('comes once a month at most, whatever it is about, and each pack once in its days', async () => {
    expect(await offered(draftOf(offers({ prevent_heart: days(29) })))).toBeNull();
    expect(await offered(draftOf(offers({ prevent_heart: days(31) })))).toBe('prevent_diabetes');
    expect(await offered(draftOf(offers({ prevent_heart: days(31), prevent_diabetes: days(62) })))).toBeNull();
    expect(await offered(draftOf(offers({ prevent_heart: days(366) })))).toBe('prevent_heart');
  });

  it('is not made on a call, by a timer, in a case, or beside another question', async () => {
    expect(await offered(draftOf({}, { channel: voice }))).toBeNull();
    expect(await offered(draftOf({}, { input: { kind: 'timer' } as unknown as Draft['input'] }))).toBeNull();
    expect(await offered(draftOf({ owner: { kind: 'queue', caseId: 'c' } }))).toBeNull();
    const asked = draftOf({ waiting: 'offer_nurse' });
    expect(await offerPrevention(context, asked, tools)).toBe(false);
    expect(asked.session.waiting).toBe('offer_nurse');
  });

  it('is not made at a level of today or more', async () => {
    expect(await offered(draftOf({ interview: ended('same_day') }))).toBeNull();
    expect(await offered(draftOf({ interview: null }))).toBeNull();
  });
});
