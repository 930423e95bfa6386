import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNlu } from '../../bot/open.js';
import type { Nlu } from '../../nlp/nlu.js';
import { dangersIn, heardIn } from './heard.js';

/** Danger signs said in one way, and the same said in others: what is heard must not depend on spelling or politeness. */
const DANGERS = [
  { text: '3andi l7ri9 f sadri w kan3re9 bzaf', slots: ['chest_pain', 'sweating'] },
  { text: 'ma9aderch ntneffes', slots: ['breathless_at_rest'] },
  { text: 'bghit nmout', slots: ['suicidal_ideation'] },
  { text: 'je vomis du sang', slots: ['vomiting_blood'] },
  { text: 'mon fils a avalé de la javel', slots: ['caustic_ingestion'] },
  { text: 'iqqs iyi ighirdm gh udar', slots: ['scorpion_sting'] },
  { text: 'ma femme enceinte saigne', slots: ['vaginal_bleeding'] },
  { text: 'عندو شفايفو زرقين', slots: ['blue_lips'] },
  { text: 'ⵜⵇⵇⵙ ⵉⵢⵉ ⵜⵖⵉⵔⴷⵎⵜ', slots: ['scorpion_sting'] },
] as const;

const AROUND = [
  (text: string) => `salam, ${text}`,
  (text: string) => `${text} 3afak`,
  (text: string) => `lah y7fdek ${text} lah yr7em lwalidin`,
  (text: string) => `bonjour ${text} s'il vous plaît`,
  (text: string) => `${text}. galou lia walou, ma kayn walou`,
  (text: string) => `${text}. ma famille dit que ce n'est rien`,
  (text: string) => `${text} inchallah labas`,
  (text: string) => `  ${text}!!!  `,
  (text: string) => `${text} 😢🙏`,
  (text: string) => `\u200f${text}\u200e`,
  (text: string) => text.toUpperCase(),
];

/** What holds for the lexicon must hold for both readers together: the model may add, and takes nothing away. */
describe.each([
  { readers: 'the lexicon', model: false },
  { readers: 'lexicon and model', model: true },
])('danger signs, heard by $readers', ({ model }) => {
  let nlu: Nlu;
  beforeAll(async () => {
    nlu = await openNlu({ model });
  });
  afterAll(() => nlu.close?.());
  const dangers = async (text: string): Promise<ReadonlySet<string>> => dangersIn(await nlu.understand({ text }, {}));

  it.each(DANGERS)('$text: stays, whatever politeness stands around it', async ({ text, slots }) => {
    for (const around of AROUND) {
      const heard = await dangers(around(text));
      for (const slot of slots) expect(heard, around(text)).toContain(slot);
    }
  });

  it.each([
    [
      '3andi l7ri9 f sadri',
      '3endi l7ri9 f sedri',
      '3ndi lhri9 f sdri',
      'aandi l7ri9 fsadri',
      'عندي الحريق فصدري',
      'عندي لحريق ف صدري',
    ],
    [
      'ma9aderch ntneffes',
      'ma 9aderch ntneffes',
      'ma9aderch ntnfs',
      'ma9aderch ntneffess',
      'ما قادرش نتنفس',
      'ماقادرش نتنفس',
    ],
    ['weldi skhoun', 'wldi skhoun', 'ouldi skhon', 'weldi s5oun', 'ولدي سخون'],
    ['yagh iyi ugayyu', 'yagh-iyi ugayyu', 'yaghiyi ougayyou', 'yaɣ iyi ugayyu', 'ⵢⴰⵖ ⵉⵢⵉ ⵓⴳⴰⵢⵢⵓ'],
    [
      "j'ai mal à la poitrine",
      'jai mal a la poitrine',
      'g mal a la poitrine',
      "J'AI MAL À LA POITRINE",
      'j ai maaal a la poitrine',
    ],
  ])('%s and its spellings say the same', async (first, ...others) => {
    const heard = heardIn(await nlu.understand({ text: first }, {}));
    expect(heard).not.toBe('-');
    for (const other of others) {
      const again = heardIn(await nlu.understand({ text: other }, {}));
      // The model may hear something harmless besides.
      if (model) for (const finding of heard.split(' ')) expect(again, other).toContain(finding);
      else expect(again, other).toBe(heard);
    }
  });

  it.each([
    ["j'ai de la fièvre", "je n'ai pas de fièvre", 'fever'],
    ['il tousse', 'il ne tousse pas', 'cough'],
    ['3ndi skhana', 'ma 3ndich skhana', 'fever'],
    ['فيا السخانة', 'ما فياش السخانة', 'fever'],
    ['gigi tawla', 'ur gigi tawla', 'fever'],
    ['ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ', 'ⵓⵔ ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ', 'fever'],
  ])('%s / %s: a denial turns it round', async (said, denied, slot) => {
    expect(heardIn(await nlu.understand({ text: said }, {}))).toContain(`${slot}=present`);
    expect(heardIn(await nlu.understand({ text: denied }, {}))).toContain(`${slot}=absent`);
  });

  it.each([
    ['ana skhoun', 'weldi skhoun', 'bba skhoun'],
    ["j'ai de la fièvre", 'ma fille a de la fièvre', 'mon père a de la fièvre'],
    ['gigi tawla', 'iwi gis tawla', 'immi gis tawla'],
  ])('%s / %s / %s: who is ill changes with the word', async (self, child, other) => {
    expect(heardIn(await nlu.understand({ text: self }, {}))).toBe('fever=present/self');
    expect(heardIn(await nlu.understand({ text: child }, {}))).toBe('fever=present/child');
    expect(heardIn(await nlu.understand({ text: other }, {}))).toBe('fever=present/other');
  });

  it('what is urgent only with something else raises the flag as well, until it is denied', async () => {
    for (const text of ["j'ai perdu les eaux", 'le bébé bouge moins que d habitude']) {
      expect((await nlu.understand({ text }, {})).redFlag, text).toBe(true);
    }
    expect((await nlu.understand({ text: "je n'ai pas mal à la poitrine" }, {})).redFlag).toBe(false);
  });

  it.each(['je suis mort de rire', 'nmout b d7ek', 'tu me casses la tête', 'je meurs de faim', '9telni b d7ek'])(
    '%s is a saying: nothing is heard',
    async (text) => {
      const understood = await nlu.understand({ text }, {});
      expect(heardIn(understood)).toBe('-');
      expect(understood.redFlag).toBe(false);
    },
  );
});
