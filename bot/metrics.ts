import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { TRIAGE_LEVELS, type TriageLevel } from '../core/triage.js';

/** Counts for operators. Labels come from closed lists: never a pseudonym, never a word of a patient. */
export interface Metrics {
  readonly registry: Registry;
  turn(channel: string, seconds: number, outcome: 'answered' | 'fallback'): void;
  webhook(channel: string, outcome: string): void;
  delivery(state: string): void;
  queue(level: TriageLevel, waiting: number): void;
  /** A send that an earlier process may have made: `found` at the provider, `repeated`, or `uncertain` (cannot be asked). */
  recovered(how: 'found' | 'repeated' | 'uncertain'): void;
  /** A step of a follow-up: agreed, refused, sent, declined, better, same, worse, silent, dropped, cancelled. */
  followUp(step: string): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const turns = new Histogram({
    name: 'labas_turn_seconds',
    help: 'Time from the inbox to the commit of the answer',
    labelNames: ['channel', 'outcome'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: 'labas_webhooks_total',
    help: 'Webhooks by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'labas_deliveries_total',
    help: 'Messages by the last delivery state',
    labelNames: ['state'],
    registers: [registry],
  });
  const waiting = new Gauge({
    name: 'labas_cases_waiting',
    help: 'Cases in the teleconsultation queue by level',
    labelNames: ['level'],
    registers: [registry],
  });
  const recovered = new Counter({
    name: 'labas_outbox_recovered_total',
    help: 'Messages that may have been sent before, by how they were settled',
    labelNames: ['how'],
    registers: [registry],
  });
  const followUps = new Counter({
    name: 'labas_follow_ups_total',
    help: 'Steps of the checks after a disposition',
    labelNames: ['step'],
    registers: [registry],
  });
  for (const level of TRIAGE_LEVELS) waiting.set({ level }, 0);
  return {
    registry,
    turn: (channel, seconds, outcome) => turns.observe({ channel, outcome }, seconds),
    webhook: (channel, outcome) => webhooks.inc({ channel, outcome }),
    delivery: (state) => deliveries.inc({ state }),
    recovered: (how) => recovered.inc({ how }),
    followUp: (step) => followUps.inc({ step }),
    queue: (level, count) => waiting.set({ level }, count),
  };
}
