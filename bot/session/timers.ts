import { z } from 'zod';
import { addSeconds } from '../../core/time.js';
import type { Store, Stored, Write } from '../store/store.js';
import { keys, PARTITIONS } from './repository.js';

/**
 * What may fall due for a person. `about` says what it speaks of (a question, a case): a timer whose subject has passed is
 * dropped without a word.
 */
export const TIMER_KINDS = [
  'silence_ask',
  'silence_nurse',
  'half_screen',
  'expire',
  'unclaimed',
  'lease',
  'supervise',
  'follow_up',
] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface Timer {
  readonly id: string;
  readonly kind: TimerKind;
  readonly person: string;
  readonly due: string;
  readonly about: string;
}
const timerSchema: z.ZodType<Timer> = z.object({
  id: z.string(),
  kind: z.enum(TIMER_KINDS),
  person: z.string(),
  due: z.string(),
  about: z.string(),
});

export function putTimer(timer: Timer): Write {
  return { op: 'put', key: keys.timer(timer.person, timer.due, timer.id), value: timer, expect: 'absent' };
}

export function dropTimer(timer: Timer): Write {
  return { op: 'delete', key: keys.timer(timer.person, timer.due, timer.id) };
}

/** Timers due at `now`, oldest first, over all partitions. */
export async function dueTimers(store: Store, now: Date): Promise<readonly Timer[]> {
  const pages = await Promise.all(PARTITIONS.map((partition) => store.list(['timer', partition], { limit: 200 })));
  return pages
    .flat()
    .filter((stored) => (stored.key[2] ?? '') <= now.toISOString())
    .map((stored: Stored) => timerSchema.parse(stored.value))
    .sort((a, b) => (a.due < b.due ? -1 : 1));
}

/** How long each thing is waited for, in seconds. Sources: conversation design ("Interrupted"), clinical rule 4. */
export const WAITS = {
  silenceAsk: 120,
  silenceNurse: 600,
  halfScreen: 4 * 3600,
  expireText: 24 * 3600,
  expireVoice: 3600,
  supervise: 60,
} as const;

export function dueIn(now: Date, seconds: number): Date {
  return addSeconds(now, seconds);
}
