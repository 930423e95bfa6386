import type { TurnContext } from '@microsoft/agents-hosting';
import { AppError } from '../../core/errors.js';
import type { ChannelId } from '../../core/message.js';
import type { Clock } from '../../core/time.js';
import type { IdSource } from '../../core/ids.js';
import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { Channel } from '../../channels/channel.js';
import type {
  CaseSummary,
  CaseView,
  ClaimResult,
  Desk,
  DeskEvent,
  HolderResult,
  Staff,
  TranscriptEntry,
} from '../../console/desk.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import { asCase, keys, listAll, loadSession, PARTITIONS, partitionOf } from '../session/repository.js';
import { setFloor, type Case } from '../session/session.js';
import type { Store } from '../store/store.js';
import type { Entry } from '../transcript/transcript.js';
import { escalate, relay, say } from '../turn/adapter.js';
import { record, type Draft, type StoredMedia } from '../turn/draft.js';
import type { Delivery } from '../turn/outbox.js';
import { labelOf, type TurnLoop, type TurnResult } from '../turn/turn.js';
import { openMenu } from '../turn/menus.js';
import type { Interviewer } from '../turn/interview.js';
import { createNaming } from './names.js';
import { leaseUntil } from './queue.js';
import type { StaffRoom } from './staff.js';

/** A line that has been quiet for longer gets a neutral question first: somebody else may hold the phone now. */
const QUIET_MINUTES = 30;

/** What a member of staff may do: fills the console's port, checks access, leaves an audit entry for every look and act. */
export function createDesk(tools: {
  readonly store: Store;
  readonly staff: StaffRoom;
  readonly loop: TurnLoop;
  readonly engine: FlowEngine;
  readonly release: Release;
  readonly interviewer: Interviewer;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Runs work alone for a person, in order with that person's messages. */
  readonly alone: <T>(person: string, work: () => Promise<T>) => Promise<T>;
  readonly done: (result: TurnResult) => void;
}): Desk & { readonly announce: (event: DeskEvent) => void } {
  const { store, staff, clock } = tools;
  const naming = createNaming(tools.release);
  const listeners = new Set<(event: DeskEvent) => void>();
  const announce = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event);
  };

  async function audit(by: Staff, act: string, about: string, person: string | null): Promise<void> {
    const at = clock.now().toISOString();
    const partition = person === null ? 'staff' : partitionOf(person);
    const value = { at, staff: by.id, act, about };
    await store.commit([{ op: 'put', key: ['audit', partition, at, tools.ids.next('u')], value, expect: 'absent' }]);
  }

  function require(by: Staff, role: 'nurse' | 'admin'): void {
    if (by.disabled || (role === 'admin' && by.role !== 'admin')) {
      throw new AppError('DESK_FORBIDDEN', `this needs the role ${role}`);
    }
  }

  async function findCase(caseId: string): Promise<Case | null> {
    const found = await Promise.all(PARTITIONS.map((partition) => store.get(['case', partition, caseId])));
    const stored = found.find((entry) => entry !== null);
    return stored == null ? null : asCase(stored);
  }

  async function nameOfStaff(id: string | null): Promise<{ id: string; name: string } | null> {
    if (id === null) return null;
    const member = await staff.find(id);
    return { id, name: member?.name ?? id };
  }

  async function summaryOf(entry: Case): Promise<CaseSummary> {
    return {
      id: entry.id,
      state: entry.state,
      level: entry.level,
      label: entry.label,
      channel: entry.channel,
      language: entry.language,
      reason: entry.reason,
      since: entry.since,
      lastMessageAt: entry.lastMessageAt,
      claimedBy: await nameOfStaff(entry.claimedBy),
      leaseUntil: entry.leaseUntil,
      alert: entry.alert,
      unread: entry.unread,
    };
  }

  async function openCases(): Promise<readonly Case[]> {
    const pages = await Promise.all(PARTITIONS.map((partition) => listAll(store, ['case', partition])));
    return pages
      .flat()
      .map(asCase)
      .filter((entry) => entry.state === 'waiting' || entry.state === 'claimed');
  }

  /**
   * One act on a case, alone for that person. `allowed` looks at the case inside the turn; a lost race gives the
   * outcome that the winner made true.
   */
  async function act<Result extends string>(
    by: Staff,
    caseId: string,
    name: string,
    allowed: (entry: Case, draft: Draft) => Result | 'go',
    change: (context: TurnContext, draft: Draft, entry: Case) => Promise<void>,
  ): Promise<Result | 'done' | 'gone'> {
    require(by, 'nurse');
    const found = await findCase(caseId);
    if (found === null || found.state === 'closed' || found.state === 'abandoned') return 'gone';
    return tools.alone(found.person, async () => {
      for (let attempt = 0; attempt < 8; attempt++) {
        const refused: (Result | 'gone')[] = [];
        const { session } = await loadSession(store, found.person, {
          label: labelOf(found.person),
          channel: found.channel,
        });
        const channel = tools.channels.get(session.channel);
        if (channel === undefined) return 'gone';
        const logic = async (context: TurnContext, draft: Draft): Promise<void> => {
          const entry = draft.case;
          if (entry === null || entry.id !== caseId || entry.state === 'closed') {
            refused.push('gone');
            return;
          }
          const verdict = allowed(entry, draft);
          if (verdict !== 'go') {
            refused.push(verdict);
            return;
          }
          await change(context, draft, entry);
        };
        const result = await tools.loop.run(
          found.person,
          channel,
          { kind: 'nurse', staffId: by.id, act: name },
          logic,
          [],
          null,
        );
        if (result === 'conflict') continue;
        if (refused[0] !== undefined) return refused[0];
        tools.done(result);
        if (name !== 'renew') await audit(by, name, caseId, found.person);
        return 'done';
      }
      throw new AppError('TURN_CONFLICT', 'this case is changing too fast; try again', { retryable: true });
    });
  }

  const holder =
    (by: Staff) =>
    (entry: Case): HolderResult | 'go' =>
      entry.state === 'claimed' && entry.claimedBy === by.id ? 'go' : 'not_holder';

  return {
    announce,
    async login(email, password) {
      const member = await staff.login(email, password);
      if (member !== null) await audit(member, 'login', member.id, null);
      return member;
    },
    async staff(id) {
      return staff.find(id);
    },
    async queue(by) {
      require(by, 'nurse');
      const cases = await openCases();
      const summaries = await Promise.all(cases.map(summaryOf));
      return summaries.sort((a, b) => urgencyRank(b.level) - urgencyRank(a.level) || (a.since < b.since ? -1 : 1));
    },
    async view(by, caseId) {
      require(by, 'nurse');
      const entry = await findCase(caseId);
      if (entry === null) return null;
      await audit(by, 'view', caseId, entry.person);
      if (entry.claimedBy === by.id && (entry.unread > 0 || entry.alert)) await seen(entry);
      return viewOf(entry);
    },
    async claim(by, caseId): Promise<ClaimResult> {
      const outcome = await act<'taken'>(
        by,
        caseId,
        'claim',
        (entry) => (entry.state === 'claimed' && entry.claimedBy !== by.id ? 'taken' : 'go'),
        async (context, draft, entry) => {
          const until = leaseUntil(draft.at);
          draft.case = { ...entry, state: 'claimed', claimedBy: by.id, leaseUntil: until, unread: 0 };
          draft.session = { ...draft.session, owner: { kind: 'nurse', caseId: entry.id, staffId: by.id } };
          draft.timers.push({ kind: 'lease', due: new Date(until), about: entry.id });
          record(draft, 'handoff_claimed', { staff: by.name });
          if (entry.state === 'waiting' && !isQuiet(draft)) await say(context, 'common.nurse_joined');
        },
      );
      return outcome === 'done' ? 'claimed' : outcome;
    },
    renew: (by, caseId) =>
      act<HolderResult>(by, caseId, 'renew', holder(by), async (_context, draft, entry) => {
        const until = leaseUntil(draft.at);
        draft.case = { ...entry, leaseUntil: until };
        draft.timers.push({ kind: 'lease', due: new Date(until), about: entry.id });
        await Promise.resolve();
      }),
    reply: (by, caseId, text, key) =>
      act<HolderResult>(by, caseId, 'reply', holder(by), async (context, draft, entry) => {
        const marker = ['reply', partitionOf(entry.person), caseId, key] as const;
        if ((await store.get(marker)) !== null) return;
        draft.writes.push({ op: 'put', key: marker, value: { by: by.id }, expect: 'absent', ttlSeconds: 86_400 });
        draft.case = { ...entry, leaseUntil: leaseUntil(draft.at) };
        if (isQuiet(draft)) {
          draft.session = { ...draft.session, held: [...draft.session.held, { key, text, staffId: by.id }] };
          record(draft, 'reply_held', {});
          await openMenu(context, draft, 'read_now');
        } else await relay(context, text, by.id);
      }),
    setLevel: (by, caseId, level, reason) =>
      act<HolderResult>(by, caseId, 'set_level', holder(by), async (context, draft, entry) => {
        if (reason.trim() === '') throw new AppError('INPUT_INVALID', 'a change of level needs a reason');
        const lowered = !isAtLeast(level, entry.level);
        record(draft, lowered ? 'level_lowered' : 'level_raised', {
          from: entry.level,
          to: level,
          reason,
          staff: by.name,
        });
        if (!lowered) await escalate(context, { reason: entry.reason, level });
        draft.case = { ...(draft.case ?? entry), level };
        draft.session = setFloor(draft.session, level);
      }),
    close: (by, caseId, outcome, note) =>
      act<HolderResult>(by, caseId, 'close', holder(by), async (context, draft, entry) => {
        record(draft, 'handoff_closed', { outcome, note, staff: by.name });
        draft.case = { ...entry, state: 'closed', outcome, leaseUntil: null, alert: false, unread: 0 };
        draft.session = { ...draft.session, owner: { kind: 'bot' }, waiting: null, held: [] };
        await say(context, 'common.nurse_left');
      }),
    handBack: (by, caseId) =>
      act<HolderResult>(by, caseId, 'hand_back', holder(by), async (context, draft, entry) => {
        record(draft, 'handoff_returned', { staff: by.name });
        draft.case = { ...entry, state: 'closed', outcome: 'handed_back', leaseUntil: null, alert: false, unread: 0 };
        draft.session = { ...draft.session, owner: { kind: 'bot' }, held: [] };
        await say(context, 'common.nurse_left');
        await tools.interviewer.repeat(context, draft);
      }),
    release: (by, caseId) =>
      act<HolderResult>(by, caseId, 'release', holder(by), async (_context, draft, entry) => {
        record(draft, 'handoff_released', { staff: by.name });
        draft.case = { ...entry, state: 'waiting', claimedBy: null, leaseUntil: null };
        draft.session = { ...draft.session, owner: { kind: 'queue', caseId: entry.id } };
        await Promise.resolve();
      }),
    async reveal(by, caseId) {
      require(by, 'nurse');
      const entry = await findCase(caseId);
      if (entry === null) return null;
      await audit(by, 'reveal', caseId, entry.person);
      const { session } = await loadSession(store, entry.person, { label: entry.label, channel: entry.channel });
      const line = session.lines[entry.channel];
      return line === undefined ? null : (line.phone ?? line.address);
    },
    async media(by, caseId, mediaId) {
      require(by, 'nurse');
      const entry = await findCase(caseId);
      if (entry === null) return null;
      await audit(by, 'media', `${caseId}/${mediaId}`, entry.person);
      const stored = await store.get(keys.media(entry.person, mediaId));
      if (stored === null) return null;
      const media = stored.value as StoredMedia;
      return { mediaType: media.mediaType, bytes: Buffer.from(media.base64, 'base64') };
    },
    async setDuty(by, onDuty) {
      await staff.change(by.id, { onDuty });
      announce({ kind: 'staff', caseId: null, level: null });
    },
    async addStaff(by, entry) {
      require(by, 'admin');
      const added = await staff.add(entry);
      await audit(by, 'add_staff', added.id, null);
      announce({ kind: 'staff', caseId: null, level: null });
      return added;
    },
    async listStaff(by) {
      require(by, 'admin');
      return staff.list();
    },
    async disableStaff(by, id) {
      require(by, 'admin');
      const outcome = await staff.change(id, { disabled: true, onDuty: false });
      await audit(by, 'disable_staff', id, null);
      announce({ kind: 'staff', caseId: null, level: null });
      return outcome;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function isQuiet(draft: Draft): boolean {
    const last = draft.session.lastInboundAt;
    return last === null || draft.at.getTime() - new Date(last).getTime() > QUIET_MINUTES * 60_000;
  }

  async function seen(entry: Case): Promise<void> {
    const stored = await store.get(keys.case(entry.person, entry.id));
    if (stored === null) return;
    const value: Case = { ...asCase(stored), unread: 0, alert: false };
    await store.commit([{ op: 'put', key: stored.key, value, expect: stored.version, ttlSeconds: 365 * 86_400 }]);
  }

  async function viewOf(entry: Case): Promise<CaseView> {
    const stored = await listAll(store, ['transcript', partitionOf(entry.person), entry.person]);
    const transcript = await Promise.all(stored.map((item) => shown(item.value as Entry, entry.person)));
    const { session } = await loadSession(store, entry.person, { label: entry.label, channel: entry.channel });
    const line = session.lines[entry.channel];
    return {
      ...(await summaryOf(entry)),
      summary: {
        patient: String(entry.known['patient'] ?? 'unknown'),
        ageText: ageText(entry.known['age_days']),
        complaint: entry.pack === null ? null : naming.pack(entry.pack),
        because: [...entry.because].reverse(),
        findings: Object.entries(entry.known)
          .filter(([slot, value]) => value !== 'absent' && slot !== 'patient' && slot !== 'age_days')
          .map(([slot, value]) => naming.finding(slot, String(value))),
        corrected: entry.corrected,
        disposition: entry.disposition,
      },
      names: naming.namesIn(idsOf(entry, transcript)),
      contactHint: line?.phone == null ? entry.channel : `…${line.phone.slice(-2)}`,
      transcript,
      outcome: entry.outcome,
    };
  }

  async function shown(entry: Entry, person: string): Promise<TranscriptEntry> {
    const mine = entry.by === 'bot' || entry.by === 'nurse';
    const delivery = mine && entry.messageId !== null ? await store.get(keys.delivery(person, entry.messageId)) : null;
    return {
      at: entry.at,
      by: entry.by,
      who: entry.who === null ? null : ((await staff.find(entry.who))?.name ?? entry.who),
      text: entry.text,
      event: entry.by === 'event' || entry.event?.name !== 'said' ? entry.event : null,
      media: entry.media,
      location: entry.location,
      delivery: !mine ? null : delivery === null ? 'queued' : (delivery.value as Delivery).state,
    };
  }
}

/** Everything in a case that may be an id: what the release does not know has no name and does no harm. */
function idsOf(entry: Case, transcript: readonly TranscriptEntry[]): readonly string[] {
  const values = transcript.flatMap(({ event }) => Object.entries(event?.values ?? {}));
  return [
    ...entry.because,
    ...(entry.disposition === null ? [] : [entry.disposition]),
    ...values.flatMap(([name, value]) => [`${name}=${value}`, ...value.split(' ')]),
  ];
}

function ageText(ageDays: unknown): string {
  if (typeof ageDays !== 'number') return '';
  if (ageDays < 60) return `${ageDays} d`;
  if (ageDays < 1827) return `${Math.floor(ageDays / 30.4375)} m`;
  return `${Math.floor(ageDays / 365.25)} y`;
}
