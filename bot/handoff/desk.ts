import { AppError } from '../../core/errors.js';
import { isAtLeast, urgencyRank } from '../../core/triage.js';
import type { ClaimResult, Desk, DeskEvent, HolderResult } from '../../console/desk.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import type { LeadTable } from '../../flows/leads/index.js';
import { asCase, CASE_SECONDS, keys, listAll, loadSession, PARTITIONS, partitionOf } from '../session/repository.js';
import { handedToNurse } from '../session/follow-up.js';
import { setFloor, type Case } from '../session/session.js';
import { escalate, relay, say } from '../turn/adapter.js';
import { record, type Draft, type StoredMedia } from '../turn/draft.js';
import { openMenu } from '../turn/menus.js';
import type { Interviewer } from '../turn/interview.js';
import { createCaseActs, holder, type ActTools } from './case-acts.js';
import { createCaseLeads } from './case-leads.js';
import { createCaseViews } from './case-view.js';
import { createLearning } from './learning.js';
import { createNaming } from './names.js';
import { leaseUntil } from './queue.js';
import { createReviews } from './reviews.js';
import type { StaffRoom } from './staff.js';

/** A line that has been quiet for longer gets a neutral question first: somebody else may hold the phone now. */
const QUIET_MINUTES = 30;

/** What a member of staff may do: fills the console's port, checks access, leaves an audit entry for every look and act. */
export function createDesk(
  tools: ActTools & {
    readonly staff: StaffRoom;
    readonly engine: FlowEngine;
    readonly release: Release;
    readonly interviewer: Interviewer;
    readonly leads: LeadTable | null;
  },
): Desk & { readonly announce: (event: DeskEvent) => void } {
  const { store, staff } = tools;
  const naming = createNaming(tools.release);
  const acts = createCaseActs(tools);
  const { require, audit, findCase, act } = acts;
  const { engine, release } = tools;
  const leads = createCaseLeads({ table: tools.leads, release, engine, naming });
  const { summaryOf, viewOf } = createCaseViews({ store, staff, naming, leads });
  const learning = createLearning({ store, naming, acts, alone: tools.alone });
  const listeners = new Set<(event: DeskEvent) => void>();
  const announce = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event);
  };

  async function openCases(): Promise<readonly Case[]> {
    const pages = await Promise.all(PARTITIONS.map((partition) => listAll(store, ['case', partition])));
    return pages
      .flat()
      .map(asCase)
      .filter((entry) => entry.state === 'waiting' || entry.state === 'claimed');
  }

  return {
    announce,
    ...learning,
    ...createReviews({ release: tools.release, naming, acts }),
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
          draft.session = {
            ...handedToNurse(draft.session),
            owner: { kind: 'nurse', caseId: entry.id, staffId: by.id },
          };
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
    await store.commit([{ op: 'put', key: stored.key, value, expect: stored.version, ttlSeconds: CASE_SECONDS }]);
  }
}
