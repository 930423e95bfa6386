import { computed, signal } from '@preact/signals';
import type { CaseSummary, CaseView, NamedSlot, Staff } from '../desk.js';
import { alarmsOf, ringing, type Mute } from './alarm-rules.js';
import { serverNow } from './api.js';

/** Everything the pages show, as signals. Nothing of a patient is kept in the browser beyond this memory. */

export type Route =
  | { readonly page: 'queue' }
  | { readonly page: 'case'; readonly id: string }
  | { readonly page: 'content' }
  | { readonly page: 'staff' };

/** `locked`: nobody touched it for an hour; the alarm still counts. `ended`: over, or logged in again elsewhere. */
export const gate = signal<'checking' | 'out' | 'locked' | 'ended' | 'in'>('checking');
export const me = signal<Staff | null>(null);
export const queue = signal<readonly CaseSummary[] | null>(null);
export const route = signal<Route>({ page: 'queue' });
/** Server time, once a second. */
export const now = signal(serverNow());

export interface OpenCase {
  readonly id: string;
  readonly view: CaseView | null;
  /** There is more than is shown. `danger`: a red flag is in it, and only a look of the holder may take the alert away. */
  readonly behind: 'nothing' | 'messages' | 'danger';
  /** `lost`: it was ours and is not any more. */
  readonly problem: 'lost' | 'gone' | 'network' | null;
}
export const open = signal<OpenCase | null>(null);

/** Typed and not sent, by case. The key stays with the words until they went out, so that a second try is the same message. */
export const drafts = signal<Readonly<Record<string, { readonly text: string; readonly key: string }>>>({});

/** The names of all findings: nothing about anybody, fetched when first needed. */
export const findings = signal<readonly NamedSlot[]>([]);

/** What is said in passing at the foot of the page. */
export const notice = signal<{ readonly text: string; readonly tone: 'good' | 'bad' } | null>(null);
export const mute = signal<Mute | null>(null);
/** While locked: two numbers, or `null` when the server does not answer. */
export const lockedAlarm = signal<{ readonly waiting: number; readonly alerts: number } | null>(null);
export const showsHelp = signal(false);
export const showsSteps = signal(false);

export const alarms = computed(() =>
  queue.value === null || me.value === null ? [] : alarmsOf(queue.value, me.value.id),
);
export const ringingNow = computed(() => ringing(alarms.value, mute.value, now.value));

export function say(text: string, tone: 'good' | 'bad' = 'good'): void {
  notice.value = { text, tone };
}

/** Forgets patients: on logout, lock and end. Drafts stay for the same person, unless `drafts` says otherwise. */
export function forget(what: { readonly drafts: boolean }): void {
  queue.value = null;
  open.value = null;
  notice.value = null;
  mute.value = null;
  if (what.drafts) drafts.value = {};
}
