import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import { textProblem, type Check } from './check.js';

/**
 * Words that no patient text uses: medical words that people without school do not know, and words that frighten or judge. Draft;
 * a native reader may add to it. Whole words, upper and lower case alike.
 */
const BANNED: Readonly<Record<WrittenForm, readonly string[]>> = {
  fr: [
    'dyspnée',
    'syncope',
    'céphalée',
    'céphalées',
    'hémorragie',
    'hématurie',
    'dysurie',
    'oedème',
    'ictère',
    'paralysie',
    'thoracique',
    'abdominal',
    'abdominale',
    'abdomen',
    'infarctus',
    'avc',
    'méningite',
    'septicémie',
    'convulsif',
    'symptôme',
    'symptômes',
    'diagnostic',
    'pathologie',
    'traumatisme',
    'éruption',
    'nausée',
    'nausées',
    'vertigineux',
    'suicide',
    'mourrez',
    'mortel',
  ],
  'ary-Arab': ['أعراض', 'تشخيص', 'نزيف', 'غثيان', 'إغماء', 'التهاب', 'تنفسي', 'انتحار', 'لماذا', 'الآن', 'هل', 'ماذا'],
  'ary-Latn': ['a3rad', 'tachkhis', 'nazif', 'intihar', 'limada', 'symptome', 'symptomes'],
  'shi-Latn': ['symptome', 'symptomes', 'diagnostic', 'intihar'],
  'zgh-Tfng': ['ⵙⵉⵏⴱⵟⵓⵎ', 'ⵉⵏⵜⵉⵃⴰⵔ'],
};

/** Texts are spoken, warm and without medical words; Darija is not the language of books. */
export const bannedWords: Check = {
  name: 'banned-words',
  run(content) {
    const { release } = content;
    return WRITTEN_FORMS.flatMap((form) => {
      const banned = new Set(BANNED[form]);
      return release.textIds.flatMap((id) => {
        const words = (release.text(id, form) ?? '').toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
        const found = words.find((word) => banned.has(word));
        const message = `${id} uses "${found ?? ''}" in ${form}: say it as people do at home`;
        return found === undefined ? [] : [textProblem(content, id, form, message)];
      });
    });
  },
};
