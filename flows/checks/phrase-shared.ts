import { WRITTEN_FORMS } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import { specOf } from '../nodes/index.js';
import { questionsOf, textProblem, type Check } from './check.js';

/**
 * One wording per finding and written form: a sign in a list is said with its phrase, and the words of a phrase stand nowhere
 * else. What is written twice is translated twice, and one day differently.
 */
export const phraseShared: Check = {
  name: 'phrase-shared',
  run(content) {
    const { release } = content;
    const own = questionsOf(release).flatMap((node) => {
      const spec = specOf(node);
      if (spec.kind !== 'signs') return [];
      return spec.entries.flatMap((entry) => {
        if (entry.text.startsWith('phrase.')) return [];
        const message = `the sign ${entry.id} of ${node.id} is said with ${entry.text}: a sign is said with a phrase`;
        return [textProblem(content, entry.text, 'fr', message)];
      });
    });
    return [...own, ...WRITTEN_FORMS.flatMap((form) => twice(form))];

    function twice(form: (typeof WRITTEN_FORMS)[number]) {
      const phrases = new Map<string, TextId>();
      const titles = new Set([...release.packs.values()].map((pack) => pack.title));
      for (const id of release.textIds) if (isPhrase(id)) phrases.set(release.text(id, form) ?? '', id);
      return release.textIds.flatMap((id) => {
        // The title of a complaint is its name in a list, which may well be the sign it is about.
        if (isPhrase(id) || titles.has(id)) return [];
        const phrase = phrases.get(release.text(id, form) ?? '');
        return phrase === undefined
          ? []
          : [textProblem(content, id, form, `${id} says the words of ${phrase} in ${form}: use that`)];
      });
    }
  },
};

function isPhrase(id: TextId): boolean {
  return id.startsWith('phrase.');
}
