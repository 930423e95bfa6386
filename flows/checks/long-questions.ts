import { WRITTEN_FORMS } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import { specOf } from '../nodes/index.js';
import { questionsOf, textProblem, type Check } from './check.js';

/** Words of one question (house rule); a list's signs count apart. */
const MOST_WORDS = 15;

/** A question has at most 15 words in every written form: longer ones are not understood when read aloud. */
export const longQuestions: Check = {
  name: 'long-questions',
  run(content) {
    const { release } = content;
    const stems = new Set<TextId>();
    for (const node of questionsOf(release)) {
      const spec = specOf(node);
      if ('stem' in spec) stems.add(spec.stem);
    }
    return [...stems].flatMap((id) =>
      WRITTEN_FORMS.flatMap((form) => {
        const words = (release.text(id, form) ?? '').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
        const message = `${id} has ${words} words in ${form}; a question has at most ${MOST_WORDS}`;
        return words > MOST_WORDS ? [textProblem(content, id, form, message)] : [];
      }),
    );
  },
};
