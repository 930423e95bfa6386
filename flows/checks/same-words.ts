import { WRITTEN_FORMS } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import { optionsOf, questionsOf, textProblem, type Check } from './check.js';

/** Two answers of one question that read the same cannot be told apart, by the person or by what they type. */
export const sameWords: Check = {
  name: 'same-words',
  run(content) {
    return questionsOf(content.release).flatMap((node) =>
      WRITTEN_FORMS.flatMap((form) => {
        const seen = new Map<string, TextId>();
        return optionsOf(node).flatMap(({ text: id }) => {
          const words = plain(content.release.text(id, form) ?? '');
          const first = seen.get(words);
          if (first === undefined) seen.set(words, id);
          if (first === undefined || words === '') return [];
          return [
            textProblem(content, id, form, `${id} reads the same as ${first} in ${form}, in the question ${node.id}`),
          ];
        });
      }),
    );
  },
};

function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
