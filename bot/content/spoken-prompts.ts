import type { WrittenForm } from '../../core/language.js';
import type { SpeechLine } from '../../core/message.js';
import { channelId, contactId } from '../../channels/channel.js';
import { VOICE_CAPABILITIES } from '../../channels/index.js';
import { everyPrompt, type Release } from '../../flows/index.js';
import type { Speech } from '../turn/draft.js';
import { compose } from '../turn/reply.js';

/** Sentences around words that differ each time: nobody can record them beforehand. */
const HAS_GAPS: readonly string[] = ['common.press_key', 'common.heard_confirm'];

/** Every line a call may say in one language that stands by itself: what a recording studio records. */
export function spokenPrompts(release: Release, language: WrittenForm): readonly SpeechLine[] {
  const composer = { release, numbers: release.numbers, values: { minutes: '10' } };
  const channel = { id: channelId('voice'), capabilities: VOICE_CAPABILITIES };
  const to = { id: 'm', address: contactId('+212600000000'), channel, language };
  const turns: readonly (readonly Speech[])[] = [
    ...release.textIds
      .filter((id) => !id.startsWith('phrase.') && !HAS_GAPS.includes(id))
      .map((textId): Speech[] => [{ kind: 'text', textId, values: {} }]),
    ...everyPrompt(release, 'keys').map((prompt): Speech[] => [{ kind: 'prompt', prompt }]),
  ];
  const lines = new Map<string, SpeechLine>();
  for (const speech of turns) {
    for (const line of compose(composer, speech, to, new Date(0), false)?.speech ?? []) lines.set(line.id, line);
  }
  return [...lines.values()];
}
