import type { CaseLeads } from '../../console/desk.js';
import type { FlowEngine, Release } from '../../flows/index.js';
import { leadsOf, type Evidence, type LeadTable } from '../../flows/leads/index.js';
import type { Case } from '../session/session.js';
import type { Naming } from './names.js';

/**
 * The leads of a case, worked out each time it is opened from what it knows then, and kept nowhere. Nothing else reads them:
 * the level, the questions and what the patient hears are as they would be without.
 */
export function createCaseLeads(tools: {
  /** `null`: this service shows none. */
  readonly table: LeadTable | null;
  readonly release: Release;
  readonly engine: FlowEngine;
  readonly naming: Naming;
}): (entry: Case) => CaseLeads | null {
  const { table, release, engine, naming } = tools;
  const named = ({ slot, value }: Evidence) => naming.finding(slot, String(value));
  return (entry) => {
    if (table === null) return null;
    const found = leadsOf(table, entry.known, engine.bandsOf(release, entry.known));
    return {
      state: 'draft',
      list: found.leads.map(({ cause, for: speaks, against }) => ({
        cause: cause.id,
        name: cause.names,
        icpc2: cause.icpc2,
        for: speaks.map(named),
        against: against.map(named),
      })),
      found: found.found.map((slot) => named({ slot, value: 'present' })),
      toAsk: found.toAsk.map(named),
    };
  };
}
