import type { Slots } from '../../../flows/flow.js';

/** A row of the signs table that holds, by its line, and the level it gives. */
export interface NaiveHit {
  readonly line: number;
  readonly level: string;
}

export interface NaiveFacts {
  readonly slots: Slots;
  readonly bands: readonly string[];
  readonly ended: boolean;
}

const LEVELS = ['self_care', 'routine', 'same_day', 'urgent', 'emergency'];

/**
 * The signs table read the slow way: straight from its text, row by row, splitting conditions at their words. Shares nothing
 * with flows/rules, so that both can only agree by both being right. `dictionary`: the text of slots.yaml, to know which
 * slots are findings. Slots must be closed already.
 */
export function naiveTable(table: string, dictionary: string): (facts: NaiveFacts) => readonly NaiveHit[] {
  const rows = table.split('\n').flatMap((text, index) => {
    if (text === '' || text.startsWith('#') || text.startsWith('slot\t')) return [];
    const [slot = '', applies = '', level = '', condition = ''] = text.split('\t');
    const bands = applies.split(',').map((band) => band.trim());
    // Rows of numbers and choices have their condition alone.
    const finding = dictionary.includes(`\n  ${slot}: { type: finding,`);
    return [{ line: index + 1, slot, bands, level, condition, finding }];
  });
  return (facts) =>
    rows.flatMap(({ line, slot, bands, level, condition, finding }) => {
      const value = facts.slots[slot];
      if (finding && value !== 'present' && value !== 'unsure') return [];
      if (!bands.includes('all') && !bands.some((band) => facts.bands.includes(band))) return [];
      if (condition !== '' && !naiveHolds(condition, facts)) return [];
      return [{ line, level: finding && value === 'unsure' ? levelWhenUnsure(slot, level) : level }];
    });
}

function levelWhenUnsure(slot: string, level: string): string {
  if (['unconscious', 'hard_to_wake', 'not_breathing'].includes(slot)) return level;
  return LEVELS.indexOf(level) > LEVELS.indexOf('urgent') ? 'urgent' : level;
}

/** `or` binds less than `and`; both are looked for outside brackets. */
export function naiveHolds(condition: string, facts: NaiveFacts): boolean {
  const text = condition.trim();
  const alternatives = splitOutside(text, ' or ');
  if (alternatives.length > 1) return alternatives.some((part) => naiveHolds(part, facts));
  const parts = splitOutside(text, ' and ');
  if (parts.length > 1) return parts.every((part) => naiveHolds(part, facts));
  if (text.startsWith('(') && text.endsWith(')')) return naiveHolds(text.slice(1, -1), facts);
  return atomHolds(text, facts);
}

function atomHolds(text: string, { slots, bands, ended }: NaiveFacts): boolean {
  const counted = /^any (\d+) of \((.*)\)$/.exec(text);
  if (counted) {
    const of = splitOutside(counted[2] ?? '', ',').filter((part) => naiveHolds(part, { slots, bands, ended }));
    return of.length >= Number(counted[1]);
  }
  const band = /^in_band\((\w+)\)$/.exec(text);
  if (band) return bands.includes(band[1] ?? '');
  const unknown = /^unknown\((\w+)\)$/.exec(text);
  if (unknown) {
    const value = slots[unknown[1] ?? ''];
    return value === undefined ? ended : ['unknown', 'unsure'].includes(String(value));
  }
  const among = /^(\w+) in \{(.*)\}$/.exec(text);
  if (among) {
    const values = (among[2] ?? '').split(',').map((value) => value.trim());
    const value = slots[among[1] ?? ''];
    return value === undefined ? ended && values.includes('unknown') : values.includes(String(value));
  }
  const compared = /^(\w+) *(<=|>=|<|>|=) *([\d.-]+)$/.exec(text);
  if (compared) {
    const value = slots[compared[1] ?? ''];
    const limit = Number(compared[3]);
    if (typeof value !== 'number') return false;
    if (value === limit) return (compared[2] ?? '').includes('=');
    return value < limit === (compared[2] ?? '').includes('<') && compared[2] !== '=';
  }
  if (!/^\w+$/.test(text)) throw new Error(`the naive reader does not know "${text}"`);
  return slots[text] === 'present' || slots[text] === 'unsure';
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if ('({'.includes(text[at] ?? '')) depth += 1;
    if (')}'.includes(text[at] ?? '')) depth -= 1;
    if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  return [...parts, text.slice(from)];
}
