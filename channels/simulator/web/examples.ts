/**
 * First sentences to try, in the five written forms. Invented; the Amazigh and Darija ones are put together from word lists
 * and have not been read by a native speaker.
 */
export const THEMES = ['chest', 'child', 'head'] as const;
export type Theme = (typeof THEMES)[number];

export interface Example {
  readonly lang: string;
  /** The written form in its own words. */
  readonly name: string;
  readonly sentences: Readonly<Record<Theme, string>>;
}

export const EXAMPLES: readonly Example[] = [
  {
    lang: 'fr',
    name: 'Français',
    sentences: {
      chest: "j'ai mal à la poitrine et je transpire",
      child: 'mon fils de 3 ans a de la fièvre depuis hier',
      head: "j'ai mal à la tête depuis 2 jours",
    },
  },
  {
    lang: 'ary-Arab',
    name: 'الدارجة',
    sentences: {
      chest: 'عندي الحريق فصدري وكنعرق',
      child: 'ولدي عندو 3 سنين وفيه السخانة من البارح',
      head: 'راسي كيضرني هادي يومين',
    },
  },
  {
    lang: 'ary-Latn',
    name: 'Darija',
    sentences: {
      chest: '3andi l7ri9 f sadri w kan3re9',
      child: 'weldi 3ando 3 snin w fih skhana mn lbar7',
      head: 'rasi kayderrni hadi youmayn',
    },
  },
  {
    lang: 'shi-Latn',
    name: 'Tachelhit',
    sentences: {
      chest: 'yaghn iyi idmarn, ar gigi ttazzal tidi',
      child: 'iwi dars 3 n isggwasn, gis tawla zgh idgam',
      head: 'yagh iyi ougayyou sin woussan ayad',
    },
  },
  {
    lang: 'zgh-Tfng',
    name: 'ⵜⴰⵎⴰⵣⵉⵖⵜ',
    sentences: {
      chest: 'ⵢⴰⵖⵏ ⵉⵢⵉ ⵉⴷⵎⴰⵔⵏ ⴷ ⵜⵉⴷⵉ',
      child: 'ⵉⵡⵉ ⴳⵉⵙ ⵜⴰⵡⵍⴰ ⵙⴳ ⵉⴹⵍⵍⵉ',
      head: 'ⵢⴰⵖ ⵉⵢⵉ ⵉⵅⴼ ⵙⵉⵏ ⵡⵓⵙⵙⴰⵏ ⴰⵢⴰ',
    },
  },
];

/** People to be. Invented. */
export const PEOPLE: readonly { readonly name: string; readonly phone: string }[] = [
  { name: 'Fatima', phone: '+212600000001' },
  { name: 'Brahim', phone: '+212600000002' },
  { name: 'Itto', phone: '+212600000003' },
];
