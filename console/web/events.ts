import type { TranscriptEntry } from '../desk.js';
import { signOf, words } from './format.js';
import { tMaybe } from './text.js';

type Event = NonNullable<TranscriptEntry['event']>;

/** What the bot did step by step: there for who wants it, out of the way for who must act. */
const STEPS = new Set(['asked', 'filled', 'understood', 'relayed', 'command', 'answered', 'said']);
const DANGER = new Set([
  'red_flag_raised',
  'red_flag_other_person',
  'emergency_called',
  'alert_unseen',
  'silence',
  'fault',
  'lease_ran_out',
]);

export function weightOf(event: Event): 'step' | 'danger' | 'plain' {
  if (STEPS.has(event.name)) return 'step';
  return DANGER.has(event.name) || event.name.startsWith('level_') ? 'danger' : 'plain';
}

/** An event in the language of the console. One that this console does not know shows its name and values. */
export function eventText(event: Event, meaningOf: (slot: string) => string | null): string {
  const values = Object.fromEntries(
    Object.entries(event.values).map(([name, value]) => [name, valueText(name, value, meaningOf)]),
  );
  const all = Object.entries(values)
    .map(([name, value]) => `${meaningOf(name) ?? words(name)}: ${value}`)
    .join(' · ');
  const text = tMaybe(`event.${event.name}`, [words(event.name), all].filter((part) => part !== '').join(' · '), {
    ...values,
    all,
  });
  return text.replace(/\{\w+\}/g, '…').trim();
}

function valueText(name: string, value: string, meaningOf: (slot: string) => string | null): string {
  switch (name) {
    case 'level':
    case 'from':
    case 'to':
      return tMaybe(`level.${value}`, value);
    case 'outcome':
      return tMaybe(`outcome.${value}`, value);
    case 'reason':
      return tMaybe(`reason.${value}`, value);
    case 'because':
      return value
        .split(' ')
        .map((rule) => ruleText(rule, meaningOf))
        .join(', ');
    default:
      return tMaybe(`value.${value}`, value);
  }
}

/** A rule as what it is about, where the case knows it; else its own name. */
export function ruleText(rule: string, meaningOf: (slot: string) => string | null): string {
  const sign = signOf(rule);
  return sign === null ? words(rule) : (meaningOf(sign) ?? words(sign));
}
