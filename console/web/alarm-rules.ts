import type { CaseSummary } from '../desk.js';

/** What must be heard and seen, from the queue alone. Pure, so that a test can hold every case of it. */
export interface Alarm {
  readonly kind: 'alert' | 'waiting';
  readonly caseId: string;
  readonly label: string;
}

/** Silence that somebody asked for: these alarms, until then. Another alarm rings through it. */
export interface Mute {
  readonly until: number;
  readonly keys: ReadonlySet<string>;
}

export const MUTE_MILLISECONDS = 120_000;

export function keyOf(alarm: Alarm): string {
  return `${alarm.kind} ${alarm.caseId}`;
}

/** A danger sign in a case that this nurse holds goes first; then emergencies that nobody holds, longest waiting first. */
export function alarmsOf(queue: readonly CaseSummary[], staffId: string): readonly Alarm[] {
  const alarm =
    (kind: Alarm['kind']) =>
    (entry: CaseSummary): Alarm => ({ kind, caseId: entry.id, label: entry.label });
  return [
    ...queue.filter((entry) => entry.alert && entry.claimedBy?.id === staffId).map(alarm('alert')),
    ...queue
      .filter((entry) => entry.state === 'waiting' && entry.level === 'emergency')
      .toSorted((a, b) => a.since.localeCompare(b.since))
      .map(alarm('waiting')),
  ];
}

/** The alarm that sounds now, or `null`. */
export function ringing(alarms: readonly Alarm[], mute: Mute | null, now: number): Alarm | null {
  const muted = mute !== null && now < mute.until ? mute.keys : null;
  return alarms.find((alarm) => muted?.has(keyOf(alarm)) !== true) ?? null;
}

export function muteFor(alarms: readonly Alarm[], now: number): Mute {
  return { until: now + MUTE_MILLISECONDS, keys: new Set(alarms.map(keyOf)) };
}
