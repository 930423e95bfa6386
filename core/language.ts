/** BCP 47 tag: 'fr', 'ary-Arab', 'shi-Latn' … */
export type LanguageTag = string & { readonly brand: 'LanguageTag' };

/** The five written forms that every patient text exists in. */
export const WRITTEN_FORMS = ['fr', 'ary-Arab', 'ary-Latn', 'shi-Latn', 'zgh-Tfng'] as const;
export type WrittenForm = (typeof WRITTEN_FORMS)[number];

/** The forms that voice prompts may exist in. */
export const SPOKEN_FORMS = ['fr', 'ary', 'shi', 'tzm', 'rif'] as const;
export type SpokenForm = (typeof SPOKEN_FORMS)[number];

export type Script = 'Latn' | 'Arab' | 'Tfng' | 'Zyyy';

export function isWrittenForm(tag: string): tag is WrittenForm {
  return (WRITTEN_FORMS as readonly string[]).includes(tag);
}

/** Written form → the spoken form whose recordings say the same thing. */
export const SPOKEN_OF: Readonly<Record<WrittenForm, SpokenForm>> = {
  fr: 'fr',
  'ary-Arab': 'ary',
  'ary-Latn': 'ary',
  'shi-Latn': 'shi',
  'zgh-Tfng': 'shi',
};

/** How each language names itself, for the language menu; shown as it is in every language. */
export const OWN_NAMES: Readonly<Record<WrittenForm, string>> = {
  fr: 'Français',
  'ary-Arab': 'الدارجة',
  'ary-Latn': 'Darija',
  'shi-Latn': 'Tachelhit',
  'zgh-Tfng': 'ⵜⴰⵎⴰⵣⵉⵖⵜ',
};

/** Right-to-left scripts, for the console and the simulator. */
export function isRightToLeft(tag: string): boolean {
  return tag.endsWith('-Arab') || tag === 'ar';
}
