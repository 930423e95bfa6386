import type { TranscriptEntry } from '../desk.js';
import { words } from './format.js';
import { list, pair, type Names } from './names.js';
import { tMaybe } from './text.js';

type Event = NonNullable<TranscriptEntry['event']>;

/** What the bot did step by step: there for who wants it, out of the way for who must act. */
const STEPS = new Set(['asked', 'filled', 'understood', 'relayed', 'command', 'answered', 'said']);
const DANGER = new Set([
  'red_flag_raised',
  'red_flag_other_person',
  'emergency_called',
  'alert_unseen',
  'alarm_unexplained',
  'silence',
  'follow_up_worse',
  'follow_up_silent',
  'fault',
  'lease_ran_out',
]);

export function weightOf(event: Event): 'step' | 'danger' | 'plain' {
  if (STEPS.has(event.name)) return 'step';
  return DANGER.has(event.name) || event.name.startsWith('level_') ? 'danger' : 'plain';
}

/** An event in the language of the console. One that this console does not know shows its name and values. */
export function eventText(event: Event, names: Names): string {
  const values = Object.fromEntries(
    Object.entries(event.values).map(([name, value]) => [name, valueText(name, value, names)]),
  );
  const all = Object.entries(values)
    .map(([name, value]) => pair(names.slot(name) ?? tMaybe(`label.${name}`, words(name)), value))
    .join(' · ');
  const text = tMaybe(`event.${event.name}`, [words(event.name), all].filter((part) => part !== '').join(' · '), {
    ...values,
    all,
  });
  return text.replace(/\{\w+\}/g, '…').trim();
}

function valueText(name: string, value: string, names: Names): string {
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
      return list([...new Set(value.split(' ').map(names.rule))]);
    case 'disposition':
      return names.disposition(value);
    case 'prompt':
      return names.question(value);
    case 'question':
      return tMaybe(`question.${value}`, words(value));
    case 'absent':
      return list(value.split(' ').map((slot) => names.slot(slot) ?? words(slot)));
    case 'heard':
      return list(value.split(' ').map((one) => heardText(one, names)));
    case 'findings':
      return value === ''
        ? tMaybe('correction.none', value)
        : list(value.split(' ').map((one) => toldText(one, names)));
    case 'answer':
      return tMaybe(`value.${value}`, tMaybe(`form.${value}`, words(value)));
    case 'language':
      return value === 'und'
        ? tMaybe('value.unknown', value)
        : tMaybe(`form.${value}`, tMaybe(`spoken.${value}`, value));
    case 'name':
      return tMaybe(`command.${value}`, words(value));
    case 'note':
    case 'staff':
      return value;
    default:
      // A slot that was filled, or a word of the bot.
      return names.slot(name) === null ? tMaybe(`value.${value}`, value) : names.value(name, value);
  }
}

/** `fever=absent/child`, as a nurse corrected it: whose it is only when it is not the person's own. */
function toldText(one: string, names: Names): string {
  const [slot = '', told = ''] = one.split('=');
  const [presence = '', subject = ''] = told.split('/');
  const text = pair(names.slot(slot) ?? words(slot), tMaybe(`value.${presence}`, presence));
  return subject === 'self' || subject === '' ? text : `${text} (${tMaybe(`patient.${subject}`, subject)})`;
}

/** `fever=true`: what is plainly there needs no value. */
function heardText(one: string, names: Names): string {
  const [slot = '', value = ''] = one.replace(/\/\w+$/, '').split('=');
  const name = names.slot(slot) ?? words(slot);
  return value === 'true' || value === 'present' ? name : pair(name, names.value(slot, value));
}
