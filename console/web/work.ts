import { batch } from '@preact/signals';
import type { CaseSummary, CaseView, Correction, Outcome, Staff } from '../desk.js';
import type { TriageLevel } from '../../core/triage.js';
import { muteFor } from './alarm-rules.js';
import { api, type Failure, type Result } from './api.js';
import { networkFailed } from './live.js';
import { play } from './sound.js';
import { alarms, drafts, forget, gate, lockedAlarm, me, mute, now, open, queue, say, type OpenCase } from './state.js';
import { t } from './text.js';

/** What a nurse does, and how the screen follows. The only file that calls the server about cases. */

/** Ours when we last looked, by id with their labels, so that losing one can be told from letting go of one. */
const held = new Map<string, string>();
const letGo = new Set<string>();

/** Names what went wrong; a session that is over is dealt with, the rest is for the caller to show. */
export function explain(failure: Failure): string {
  if (failure.kind === 'session') void sessionLost();
  if (failure.kind !== 'refused') return t('network');
  return t('refused', { why: failure.message });
}

/** Locked or ended? A locked session still may ask about the alarm. */
export async function sessionLost(): Promise<void> {
  if (gate.value === 'out') return;
  const answer = await api.alarm();
  if (!answer.ok && answer.failure.kind !== 'session') return;
  batch(() => {
    gate.value = answer.ok ? 'locked' : 'ended';
    lockedAlarm.value = answer.ok ? answer.value : null;
    forget({ drafts: false });
  });
  held.clear();
}

export async function refreshLocked(): Promise<void> {
  const answer = await api.alarm();
  if (answer.ok) lockedAlarm.value = answer.value;
  else if (answer.failure.kind === 'session') await sessionLost();
  else lockedAlarm.value = null;
}

export function entered(staff: Staff): void {
  // Another person at the same screen does not find the words of the one before.
  const another = me.value !== null && me.value.id !== staff.id;
  batch(() => {
    if (another) forget({ drafts: true });
    me.value = staff;
    gate.value = 'in';
  });
  void refreshQueue();
}

export async function logout(): Promise<void> {
  await api.logout();
  held.clear();
  batch(() => {
    forget({ drafts: true });
    me.value = null;
    gate.value = 'out';
  });
}

export async function refreshQueue(): Promise<void> {
  if (gate.value === 'locked') return refreshLocked();
  if (gate.value !== 'in') return;
  const answer = await api.queue();
  if (!answer.ok) {
    if (answer.failure.kind === 'session') await sessionLost();
    else networkFailed();
    return;
  }
  const cases = answer.value.cases;
  queue.value = cases;
  noticeLosses(cases);
  await followOpenCase(cases);
}

function noticeLosses(cases: readonly CaseSummary[]): void {
  const mine = new Map(cases.filter((entry) => entry.claimedBy?.id === me.value?.id).map((entry) => [entry.id, entry]));
  for (const [id, label] of held) {
    if (mine.has(id) || letGo.has(id)) continue;
    if (open.value?.id === id) open.value = { ...open.value, problem: 'lost' };
    else say(t('case.lost_other', { label }), 'bad');
  }
  held.clear();
  letGo.clear();
  for (const [id, entry] of mine) held.set(id, entry.label);
}

/** What makes a new look worth it. A look is an audit entry, so the transcript is not fetched on every beat. */
function markOf(entry: CaseSummary): string {
  return [entry.state, entry.level, entry.claimedBy?.id, entry.lastMessageAt].join(' ');
}

async function followOpenCase(cases: readonly CaseSummary[]): Promise<void> {
  const shown = open.value;
  if (shown?.view == null) return;
  const { view } = shown;
  const entry = cases.find((one) => one.id === shown.id);
  if (entry === undefined) {
    if (view.state === 'waiting' || view.state === 'claimed') await look(shown.id, true);
    return;
  }
  const mine = entry.claimedBy?.id === me.value?.id;
  if (entry.alert && mine) {
    // The server counts a look as seen, and somebody must really have looked.
    open.value = { ...shown, behind: 'danger' };
    return;
  }
  if (markOf(entry) === markOf(view)) return;
  if (document.visibilityState === 'visible') await look(shown.id, true);
  else open.value = { ...shown, behind: 'messages' };
}

/** Fetches the case again because the page came to the front. */
export async function caughtUp(): Promise<void> {
  if (open.value?.behind === 'messages') await look(open.value.id, true);
}

export async function look(id: string, background: boolean): Promise<void> {
  const answer = await api.view(id, background);
  const shown = open.value;
  if (shown?.id !== id) return;
  if (answer.ok) {
    const view = answer.value.case;
    // A danger sign came between the queue and this look: it is on the screen now, and still must be heard.
    if (background && view.alert && view.claimedBy?.id === me.value?.id) {
      say(t('alarm.alert'), 'bad');
      play('alert');
    }
    show(shown, view);
  } else if (answer.failure.kind === 'session') await sessionLost();
  else {
    const problem = answer.failure.kind === 'refused' && answer.failure.status === 404 ? 'gone' : 'network';
    open.value = { ...shown, problem };
  }
}

function show(shown: OpenCase, view: CaseView): void {
  const mine = view.claimedBy?.id === me.value?.id;
  const keepsProblem = shown.problem === 'lost' && !mine && view.state !== 'closed';
  batch(() => {
    open.value = { id: shown.id, view, behind: 'nothing', problem: keepsProblem ? 'lost' : null };
    if (!mine || queue.value === null) return;
    queue.value = queue.value.map((entry) => (entry.id === view.id ? { ...entry, unread: 0, alert: false } : entry));
  });
}

export function openCase(id: string): void {
  if (open.value?.id === id && open.value.view !== null) return;
  open.value = { id, view: null, behind: 'nothing', problem: null };
  void look(id, false);
}

/** An act on a case: done, or explained. Afterwards queue and case are fetched again. */
async function act(id: string, work: () => Promise<Result<unknown>>, done: string | null): Promise<boolean> {
  const answer = await work();
  if (answer.ok) {
    if (done !== null) say(done);
  } else if (answer.failure.kind === 'refused' && answer.failure.result === 'not_holder') {
    if (open.value?.id === id) open.value = { ...open.value, problem: 'lost' };
  } else if (answer.failure.kind === 'refused' && answer.failure.result === 'gone') say(t('case.gone'), 'bad');
  else say(explain(answer.failure), 'bad');
  if (gate.value === 'in') {
    if (open.value?.behind !== 'danger') await look(id, true);
    await refreshQueue();
  }
  return answer.ok;
}

export async function claim(id: string): Promise<void> {
  const answer = await api.claim(id);
  if (answer.ok && open.value?.id === id) open.value = { ...open.value, problem: null };
  if (!answer.ok) {
    if (answer.failure.kind === 'refused' && answer.failure.result === 'taken') {
      await look(id, true);
      const name = open.value?.view?.claimedBy?.name;
      say(name === undefined ? t('case.taken_unknown') : t('case.taken', { name }), 'bad');
    } else say(explain(answer.failure), 'bad');
  } else await look(id, true);
  await refreshQueue();
}

export const setLevel = (id: string, level: TriageLevel, reason: string): Promise<boolean> =>
  act(id, () => api.setLevel(id, level, reason), t('case.done_level'));
export const correct = (id: string, correction: Correction): Promise<boolean> =>
  act(id, () => api.correct(id, correction), t('case.done_correct'));
export const setTrainingConsent = (id: string, agreed: boolean): Promise<boolean> =>
  act(id, () => api.setTrainingConsent(id, agreed), t('case.done_training'));

function leave(id: string, work: () => Promise<Result<unknown>>, done: string): Promise<boolean> {
  letGo.add(id);
  return act(id, work, done);
}
export const release = (id: string, label: string): Promise<boolean> =>
  leave(id, () => api.release(id), t('case.done_release', { label }));
export const handBack = (id: string, label: string): Promise<boolean> =>
  leave(id, () => api.handBack(id), t('case.done_hand_back', { label }));
export const close = (id: string, label: string, outcome: Outcome, note: string): Promise<boolean> =>
  leave(id, () => api.close(id, outcome, note), t('case.done_close', { label }));

/** Provider statuses come a little later and are not announced: one more look shows how far the message came. */
const DELIVERY_LOOK_MILLISECONDS = 4000;

/** True when the words went out. Until then they stay in the box with their key. */
export async function reply(id: string): Promise<boolean> {
  const draft = drafts.value[id];
  const text = draft?.text.trim() ?? '';
  if (draft === undefined || text === '') return false;
  const sent = await act(id, () => api.reply(id, text, draft.key), null);
  if (sent) {
    write(id, '');
    setTimeout(() => {
      if (open.value?.id === id && open.value.behind === 'nothing' && gate.value === 'in') void look(id, true);
    }, DELIVERY_LOOK_MILLISECONDS);
  }
  return sent;
}

export function write(id: string, text: string): void {
  const { [id]: before, ...others } = drafts.value;
  // Other words are another message.
  const key = before !== undefined && before.text.trim() === text.trim() ? before.key : newKey();
  drafts.value = text === '' ? others : { ...others, [id]: { text, key } };
}

/** `crypto.randomUUID` is missing on plain HTTP in a clinic's network; random bytes are not. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The cases this nurse holds; their leases are renewed while she is at the console. */
export async function renewHeld(atConsole: boolean): Promise<void> {
  if (gate.value !== 'in') return;
  for (const entry of queue.value ?? []) {
    if (entry.claimedBy?.id !== me.value?.id || entry.state !== 'claimed') continue;
    if (!atConsole && open.value?.id !== entry.id) continue;
    const answer = await api.renew(entry.id);
    if (!answer.ok && answer.failure.kind === 'refused') await refreshQueue();
  }
}

export async function setDuty(onDuty: boolean): Promise<void> {
  const answer = await api.duty(onDuty);
  if (answer.ok) me.value = answer.value.staff;
  else say(explain(answer.failure), 'bad');
}

export function muteNow(): void {
  mute.value = muteFor(alarms.value, now.value);
}
