import type { WrittenForm } from '../../core/language.js';
import type { Outbound } from '../../core/message.js';
import { contactId, type Channel } from '../../channels/channel.js';
import { layOut } from '../../channels/index.js';
import { shownAgain, type Phones, type WireChoices } from '../../channels/simulator/index.js';
import type { Answer, FlowEvent, Prompt } from '../../flows/index.js';
import type { Speech } from '../turn/draft.js';
import { compose, wording, type Composer } from '../turn/reply.js';
import type { Replayed } from './replay.js';

/** An answer in the person's own words, which nobody kept. */
const OWN_WORDS = '…';

/**
 * Tells a conversation again on a text phone, in the words of this release: every question that was answered, the answers,
 * and what was said since. The question that is open is left to the bot, so that it can be answered.
 */
export function tellAgain(
  phones: Phones,
  phone: string,
  { turns, step }: Replayed,
  told: {
    readonly composer: Composer;
    readonly channel: Channel;
    readonly language: WrittenForm;
    readonly at: Date;
  },
): void {
  const { composer, channel, language, at } = told;
  const kind = channel.id === 'sms' ? 'sms' : 'whatsapp';
  const say = (speech: readonly Speech[]): void => {
    const to = { id: 'preview', address: contactId(phone), channel, language };
    const message = compose(composer, speech, to, at, false);
    if (message !== null)
      phones.say(phone, shownAgain({ channel: kind, by: 'service', at, ...shown(message, channel) }));
  };
  for (const { events, prompt, answer } of turns) {
    say([...textsOf(events), { kind: 'prompt', prompt }]);
    const text = answerIn(kind, prompt, answer, (id) => wording(composer, id, language));
    phones.say(phone, shownAgain({ channel: kind, by: 'person', at, text, choices: null }));
  }
  say(textsOf(step.events));
}

function textsOf(events: readonly FlowEvent[]): readonly Speech[] {
  const ids = events.flatMap((event) => {
    if (event.type === 'said') return [event.textId];
    return event.type === 'disposition_reached' || event.type === 'prevention_reached' ? event.say : [];
  });
  return ids.map((textId) => ({ kind: 'text', textId, values: {} }));
}

function shown(message: Outbound, channel: Channel): { readonly text: string; readonly choices: WireChoices | null } {
  const laid = layOut(message, channel.capabilities);
  // The parts of an SMS joined are the whole of it.
  if (laid.form === 'text') return { text: channel.show(message).join(''), choices: null };
  const options = (laid.form === 'buttons' ? laid.buttons : laid.rows).map(({ id, label }) => ({ id, title: label }));
  return { text: laid.text, choices: { form: laid.form, menuLabel: message.menuLabel, options } };
}

/** What the person would have sent: a key on a basic phone, the words of the button on the other. */
function answerIn(
  kind: 'sms' | 'whatsapp',
  prompt: Prompt,
  answer: Answer,
  text: (id: Prompt['stem']) => string,
): string {
  if (answer.kind === 'number') return String(answer.value);
  if (answer.kind !== 'choices') return OWN_WORDS;
  const places = answer.ids.map((id) => prompt.choices.findIndex((choice) => choice.id === id));
  if (kind === 'sms') return places.map((place) => String(place + 1)).join(' ');
  return places
    .flatMap((place) => prompt.choices[place] ?? [])
    .map((choice) => text(choice.text))
    .join(', ');
}
