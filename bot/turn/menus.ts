import type { TurnContext } from '@microsoft/agents-hosting';
import { OWN_NAMES, WRITTEN_FORMS } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Waiting } from '../session/session.js';
import { offer } from './adapter.js';
import type { Draft, MenuChoice } from './draft.js';
import { pressedKeys } from './answer.js';

const text = (id: string, textId: string): MenuChoice => ({ id, textId: textId as TextId, label: null });
const YES_NO = [text('yes', 'common.yes'), text('no', 'common.no')];

/** Questions outside the interview: what is asked, and the answers it has. */
const MENUS: Readonly<Record<Waiting, { readonly textId: string; readonly choices: readonly MenuChoice[] }>> = {
  language: {
    textId: 'common.choose_language',
    choices: WRITTEN_FORMS.map((form) => ({ id: form, textId: null, label: OWN_NAMES[form] })),
  },
  consent: {
    textId: 'common.consent',
    choices: [
      text('yes', 'common.consent.yes'),
      text('no', 'common.consent.no'),
      text('person', 'common.consent.person'),
    ],
  },
  same_child: {
    textId: 'common.same_child',
    choices: [text('same', 'common.same_child.same'), text('other', 'common.same_child.other')],
  },
  offer_nurse: { textId: 'common.offer_nurse', choices: YES_NO },
  alone: { textId: 'common.alone', choices: YES_NO },
  wipe: { textId: 'common.wipe_confirm', choices: YES_NO },
  language_offer: { textId: 'common.language_offer', choices: YES_NO },
  heard: { textId: 'common.heard_confirm', choices: YES_NO },
  read_now: { textId: 'common.nurse_message_waiting', choices: YES_NO },
  follow_up: { textId: 'common.follow_up', choices: YES_NO },
  follow_up_read: {
    textId: 'common.follow_up_read',
    choices: [text('yes', 'common.yes'), text('no', 'common.follow_up_read.no')],
  },
  follow_up_how: {
    textId: 'common.follow_up_how',
    choices: ['better', 'same', 'worse'].map((id) => text(id, `common.follow_up_how.${id}`)),
  },
  recording_missing: {
    textId: 'common.recording_missing',
    choices: [
      { id: 'fr', textId: null, label: OWN_NAMES.fr },
      { id: 'ary-Arab', textId: null, label: OWN_NAMES['ary-Arab'] },
    ],
  },
  // What is offered stands in the pack: see `textOf`.
  prevention: { textId: 'common.prevention_left', choices: YES_NO },
};

/** On a call: one entry per spoken language, named so that the voice that reads the menu can say it. */
const SPOKEN_LANGUAGES: readonly MenuChoice[] = [
  { id: 'fr', textId: null, label: OWN_NAMES.fr },
  { id: 'ary-Arab', textId: null, label: OWN_NAMES['ary-Latn'] },
  { id: 'shi-Latn', textId: null, label: OWN_NAMES['shi-Latn'] },
];

function choicesOf(draft: Draft, waiting: Waiting): readonly MenuChoice[] {
  return waiting === 'language' && draft.channel.capabilities.audioOut ? SPOKEN_LANGUAGES : MENUS[waiting].choices;
}

function textOf(draft: Draft, waiting: Waiting): string {
  const { offered } = draft.session.prevention;
  return waiting === 'prevention' && offered !== null ? `${offered}.offer` : MENUS[waiting].textId;
}

/** As much of what was heard as a person reads to say yes or no. */
const SHOWN = 280;

/** Asks `waiting` and remembers that it was asked. */
export async function openMenu(context: TurnContext, draft: Draft, waiting: Waiting): Promise<void> {
  draft.session = { ...draft.session, waiting };
  // Between quotation marks the sentence goes on: its own full stop would stand in the middle.
  const heard = (draft.session.unconfirmed?.text ?? '').replaceAll('\n', ' ').replace(/[\s.]+$/u, '');
  const shown = heard.length > SHOWN ? `${heard.slice(0, SHOWN).trimEnd()}…` : heard;
  await offer(context, textOf(draft, waiting), choicesOf(draft, waiting), waiting === 'heard' ? { heard: shown } : {});
}

/** Which choice of the open menu was meant; `null`: none that we can tell. */
export function readMenu(draft: Draft): string | null {
  const { waiting } = draft.session;
  if (waiting === null || draft.input.kind !== 'message') return null;
  const choices = choicesOf(draft, waiting);
  const { part } = draft.input.inbound;
  if (part.kind === 'choice' && choices.some((choice) => choice.id === part.choiceId)) return part.choiceId;
  const keys = pressedKeys(draft);
  const byNumber = keys.length === 1 ? choices[(keys[0] ?? 0) - 1] : undefined;
  if (byNumber !== undefined) return byNumber.id;
  const intents = draft.understanding?.intents.map((intent) => intent.label) ?? [];
  for (const id of ['yes', 'no', 'person']) {
    if (intents.some((intent) => intent === id) && choices.some((choice) => choice.id === id)) return id;
  }
  const wanted = draft.understanding?.wantsLanguage;
  return choices.find((choice) => choice.id === wanted)?.id ?? null;
}
