import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { Outbound } from '../../core/message.js';
import { channelId, contactId } from '../../channels/channel.js';
import { fitsFor, SMS_CAPABILITIES, smsParts, renderFor, WHATSAPP_CAPABILITIES } from '../../channels/index.js';
import { everyPrompt, type Prompt, type Release } from '../../flows/index.js';
import { compose } from '../turn/reply.js';
import type { Speech } from '../turn/draft.js';

/** Whether every question can be shown whole on every text channel, in every written form: a check, not a cut at sending. */
export function channelFit(release: Release): readonly string[] {
  const channels = [
    ['sms', 'list', SMS_CAPABILITIES],
    ['whatsapp', 'wide', WHATSAPP_CAPABILITIES],
  ] as const;
  return channels.flatMap(([kind, presentation, capabilities]) =>
    everyPrompt(release, presentation).flatMap((prompt) =>
      WRITTEN_FORMS.flatMap((form) => {
        const message = messageOf(release, [{ kind: 'prompt', prompt }], form, kind);
        return fitsFor(capabilities, message).map((problem) => `${prompt.id} ${form} ${kind}: ${problem}`);
      }),
    ),
  );
}

/** SMS parts of a whole simulated conversation: questions and disposition. */
export function smsPartsOf(
  release: Release,
  result: { readonly prompts: readonly Prompt[]; readonly say: readonly string[] },
  form: WrittenForm,
): number {
  const said = result.say.map((textId): Speech => ({
    kind: 'text',
    textId: textId as Outbound['textId'] & string,
    values: {},
  }));
  const turns: (readonly Speech[])[] = result.prompts.map((prompt) => [{ kind: 'prompt', prompt }]);
  return [...turns, said]
    .filter((speech) => speech.length > 0)
    .map((speech) => renderFor(SMS_CAPABILITIES, messageOf(release, speech, form, 'sms')))
    .flat()
    .reduce((sum, text) => sum + smsParts(text).parts.length, 0);
}

function messageOf(
  release: Release,
  speech: readonly Speech[],
  language: WrittenForm,
  kind: 'sms' | 'whatsapp',
): Outbound {
  const capabilities = kind === 'sms' ? SMS_CAPABILITIES : WHATSAPP_CAPABILITIES;
  const composer = { release, numbers: release.numbers, values: { minutes: '10' } };
  const to = { id: 'm', address: contactId('+212600000000'), channel: { id: channelId(kind), capabilities }, language };
  const message = compose(composer, speech, to, new Date(0), false);
  if (message === null) throw new Error('a turn without words has no message');
  return message;
}
