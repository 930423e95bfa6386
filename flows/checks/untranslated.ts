import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import { textProblem, type Check } from './check.js';

/** Letters that a text of the form must have, where a script tells; the Latin forms share theirs with French. */
const LETTERS: Readonly<Partial<Record<WrittenForm, { readonly of: RegExp; readonly name: string }>>> = {
  'ary-Arab': { of: /\p{Script=Arabic}/u, name: 'Arabic' },
  'zgh-Tfng': { of: /\p{Script=Tifinagh}/u, name: 'Tifinagh' },
};
/** Shorter texts may really be the same: a number, "Ramadan", "SOS". */
const FEWEST_WORDS = 3;

/** A text that stands in another form as it stands in French was copied, not translated: nobody would understand it there. */
export const untranslated: Check = {
  name: 'untranslated',
  run(content) {
    const { release } = content;
    return release.textIds.flatMap((id) => {
      const french = wordsOf(release.text(id, 'fr') ?? '');
      return WRITTEN_FORMS.filter((form) => form !== 'fr').flatMap((form) => {
        const text = release.text(id, form) ?? '';
        const words = wordsOf(text);
        if (words.length >= FEWEST_WORDS && words.join(' ') === french.join(' ')) {
          return [textProblem(content, id, form, `${id} is still French in ${form}`)];
        }
        const letters = LETTERS[form];
        if (words.length === 0 || letters === undefined || letters.of.test(text)) return [];
        return [textProblem(content, id, form, `${id} has no ${letters.name} letter in ${form}`)];
      });
    });
  },
};

/** Words with a letter in them, placeholders left out. */
function wordsOf(text: string): readonly string[] {
  const plain = text.replace(/\{[^{}]*\}/g, ' ').toLowerCase();
  return plain.match(/[\p{L}\p{M}']+/gu) ?? [];
}
