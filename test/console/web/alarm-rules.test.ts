import { describe, expect, it } from 'vitest';
import { alarmsOf, muteFor, MUTE_MILLISECONDS, ringing } from '../../../console/web/alarm-rules.js';
import { TRIAGE_LEVELS } from '../../../core/triage.js';
import { sampleCase } from '../fake-desk.js';

const mine = { state: 'claimed', claimedBy: { id: 'nadia', name: 'Nadia' } } as const;
const others = { state: 'claimed', claimedBy: { id: 'karim', name: 'Karim' } } as const;

describe('what rings', () => {
  it('is an emergency that nobody holds, and no other level and no other state', () => {
    for (const level of TRIAGE_LEVELS) {
      const queue = [
        sampleCase({ level }),
        sampleCase({ id: 'c-2', level, ...others }),
        sampleCase({ id: 'c-3', level, ...mine }),
      ];
      const expected = level === 'emergency' ? [{ kind: 'waiting', caseId: 'c-1', label: 'K7Q2' }] : [];
      expect(alarmsOf(queue, 'nadia')).toEqual(expected);
    }
  });

  it('is an alert in a case of this nurse, before anything that waits; not in the case of another', () => {
    const queue = [
      sampleCase({ id: 'c-late', level: 'emergency', since: '2026-01-05T09:05:00.000Z' }),
      sampleCase({ id: 'c-early', level: 'emergency', since: '2026-01-05T09:01:00.000Z' }),
      sampleCase({ id: 'c-mine', alert: true, ...mine }),
      sampleCase({ id: 'c-other', alert: true, ...others }),
    ];
    expect(alarmsOf(queue, 'nadia').map((alarm) => alarm.caseId)).toEqual(['c-mine', 'c-early', 'c-late']);
  });
});

describe('muting', () => {
  const first = alarmsOf([sampleCase({ id: 'c-1', level: 'emergency' })], 'nadia');
  const now = 1_000_000;

  it('silences what rang, for two minutes and no longer', () => {
    const mute = muteFor(first, now);
    expect(ringing(first, null, now)?.caseId).toBe('c-1');
    expect(ringing(first, mute, now)).toBeNull();
    expect(ringing(first, mute, now + MUTE_MILLISECONDS - 1)).toBeNull();
    expect(ringing(first, mute, now + MUTE_MILLISECONDS)?.caseId).toBe('c-1');
    expect(MUTE_MILLISECONDS).toBe(120_000);
  });

  it('never silences an emergency that comes later', () => {
    const both = alarmsOf(
      [sampleCase({ id: 'c-1', level: 'emergency' }), sampleCase({ id: 'c-2', level: 'emergency' })],
      'nadia',
    );
    expect(ringing(both, muteFor(first, now), now + 1)?.caseId).toBe('c-2');
  });

  it('never silences a new danger sign in a case that was muted while it waited', () => {
    const alert = alarmsOf([sampleCase({ id: 'c-1', level: 'emergency', alert: true, ...mine })], 'nadia');
    expect(ringing(alert, muteFor(first, now), now + 1)).toEqual({ kind: 'alert', caseId: 'c-1', label: 'K7Q2' });
  });
});
