// Leads for the nurse: causes that may be worth thinking of, from a table of weights (docs/leads.md). Pure but for reading the
// table. A door of its own, apart from flows/index.ts: whoever decides levels or speaks to a patient never comes through it.
// May import core/ and the neighbours in flows/. A new cause is a row of flows/causes.tsv and its rows in flows/leads.tsv.

export type { Cause, LeadTable } from './table.js';
export { checkLeads, loadLeads } from './load.js';
export { leadsOf, type Evidence, type Lead, type Leads } from './rank.js';
