import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openNlu } from '../../bot/open.js';
import { packageRoot } from '../../bot/config.js';
import { loadLexicon } from '../../nlp/lexicon.js';
import { loadMinimising } from '../../nlp/minimising-file.js';
import type { Nlu } from '../../nlp/nlu.js';
import { createLexiconReader } from '../../nlp/understand.js';
import { heardIn } from './heard.js';

/** Red-flags sheet, rule 9: "my family says it is nothing" is no evidence; a message means with it what it means without it. */
const folder = path.join(packageRoot(), 'nlp', 'lexicon');
const phrases = loadMinimising(folder);
const reader = createLexiconReader(loadLexicon(folder), phrases, 'lexicon');
const plainOf = (text: string): string => reader.read({ text }, {}).plain;
/** What is left, for people to compare. */
const leftOf = (text: string): string => plainOf(text).replaceAll(/\s+/g, ' ').trim();

const SAYS = z.object({ vignettes: z.array(z.object({ says: z.record(z.string(), z.string()).default({}) })) });
const vignettes = path.join(packageRoot(), 'vignettes');
/** First messages of the vignettes, in every form that they have. */
const messages = readdirSync(vignettes)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => SAYS.parse(parse(readFileSync(path.join(vignettes, file), 'utf8'))).vignettes)
  .flatMap(({ says }) => Object.values(says));

describe('words that make little of a complaint', () => {
  it.each([
    ["mal au ventre, ma famille dit que ce n'est rien", 'mal au ventre'],
    ["Je me suis cogné la tête. Mon mari dit que c'est pas grave", 'Je me suis cogné la tête'],
    ["j'ai mal. Incha'Allah ça va passer, ce n'est rien", "j'ai mal"],
    ["j'ai mal, c'est peut-être juste le froid ou le mauvais œil", "j'ai mal"],
    ["mal à la poitrine mais c'est juste le stress", 'mal à la poitrine'],
    ["les voisins disent que c'est les djinns, elle ne mange plus", 'elle ne mange plus'],
    ["ma famille dit que c'est rien mais j'ai de la fièvre", "j'ai de la fièvre"],
    ['kaydarni rasi, l3a2ila galou ma kayn walou', 'kaydarni rasi'],
    ['kaydarni rasi. nchallah labas, ghir lberd', 'kaydarni rasi'],
    ['kaydarni rasi. 9alou liya ghir l3in w ydouz', 'kaydarni rasi'],
    ['3ndi skhana, galou liya machi chi 7aja', '3ndi skhana'],
    ['عندي السخانة، قالو ليا ماشي شي حاجة', 'عندي السخانة'],
    ['سعال وماشي شي حاجة، غير البرد', 'سعال'],
    ['gigi tawla, nnan iyi middn ur igi yat', 'gigi tawla'],
    ['gigi tawla, ghar asmmid inchallah', 'gigi tawla'],
    ['ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ, ⵓⵔ ⵉⴳⵉ ⵢⴰⵜ', 'ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ'],
    ['ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ, ⵡⴰⵇⵉⵍⴰ ⴰⵙⵎⵎⵉⴹ', 'ⴳⵉⴳⵉ ⵜⴰⵡⵍⴰ'],
  ])('%j is read as %j', (text, left) => {
    expect(leftOf(text)).toBe(left);
    expect(plainOf(text)).toHaveLength(text.length);
  });

  it.each([
    // Not well, and nothing goes well.
    'machi labas',
    'ma kayn labas',
    'rien ne va',
    // Denied: it is not nothing, not only the cold.
    "ma famille dit que ce n'est pas rien",
    'je ne pense pas que ce soit juste le froid',
    'kaydarni rasi, machi ghir lberd',
    'wach ghadi ydouz',
    'ma bghach ydouz',
    // A symptom is denied, or named.
    "je n'ai pas de fièvre",
    'ma 3ndi walou f sadri',
    'skhana ma kayn walou',
    'ما كاين والو تحت الضلوع',
    '3ndi ghir lberd',
    'kat7regni ghir l3in',
    "c'est juste une fatigue",
    "ce n'est rien qu'une petite fièvre",
    // Does not speak.
    'elle dit rien depuis ce matin',
    'ma kaygol walou',
    // Who was trained to judge.
    "le docteur dit que ce n'est rien",
    // Somebody else's child is the one who is ill.
    'ma fille dit que elle a mal au ventre',
    // Nothing would be left.
    "ce n'est rien",
    'nchallah labas',
    "c'est juste le stress",
    "bonjour docteur, c'est juste le stress",
    '',
  ])('%j stays as it is', (text) => {
    expect(plainOf(text)).toBe(text);
  });

  it('what stood apart does not grow together, and a question stays one', () => {
    expect(leftOf("mal au ventre. Ce n'est rien, j'ai de la fièvre")).toBe("mal au ventre. j'ai de la fièvre");
    expect(leftOf("mal au ventre ce n'est rien et de la fièvre")).toBe('mal au ventre, et de la fièvre');
    expect(leftOf("c'est un AVC ? Ma famille dit que ce n'est rien")).toBe("c'est un AVC ?");
  });

  it('who says it stays where the same person is the one who is ill', () => {
    expect(leftOf("mon père dit que c'est rien mais il a mal à la poitrine")).toBe(
      'mon père, mais il a mal à la poitrine',
    );
    const { entities } = reader.read(
      { text: "mon père dit que c'est rien mais il a mal à la poitrine" },
      {},
    ).understanding;
    expect(entities.find(({ slot }) => slot === 'sex')?.value).toBe('m');
  });

  it('places are those of the message as it came', () => {
    const text = "Ma famille dit que ce n'est rien, j'ai 39 de fièvre";
    const { entities } = reader.read({ text }, {}).understanding;
    const words = entities.map(({ slot, span }) => [slot, text.slice(...span)]);
    expect(words).toContainEqual(['fever', '39 de fièvre']);
    expect(words).toContainEqual(['temperature_celsius', '39']);
  });

  it.each([
    ['salam labas', 'greet', 'und'],
    ['nchallah labas', 'greet', 'und'],
    ['merci', 'thanks', 'fr'],
    ['chokran', 'thanks', 'und'],
    ['aide', 'help', 'fr'],
    ['ma kayn walou', 'no', 'ary'],
  ])('%j is still for %s', (text, intent, language) => {
    const { understanding } = reader.read({ text }, {});
    expect(understanding.intents[0]?.label).toBe(intent);
    expect(understanding.language.label).toBe(language);
  });

  it('the language is that of the whole message', () => {
    const { language } = reader.read({ text: "39,5. Ma famille dit que ce n'est rien" }, {}).understanding;
    expect(language.label).toBe('fr');
    expect(reader.read({ text: '39.5, galou liya machi chi 7aja' }, {}).understanding.language.label).toBe('ary');
  });
});

describe('a message with such words gives the findings of the message without them', () => {
  const added = phrases.examples();
  const WAYS = [
    (text: string, phrase: string) => `${text}, ${phrase}`,
    (text: string, phrase: string) => `${text}. ${phrase}`,
    (text: string, phrase: string) => `${phrase}. ${text}`,
  ];
  /** A number without a factor in common with the messages: each phrase meets others. */
  const STEP = 7;

  it('has phrases and messages', () => {
    expect(added.length).toBeGreaterThan(1000);
    expect(messages.length).toBeGreaterThan(400);
  });

  it('every phrase, with messages of every complaint, read by the lexicon', () => {
    const heard = (text: string): string => heardIn(reader.read({ text }, {}).understanding);
    const alone = new Map(messages.map((text) => [text, heard(text)]));
    const differing: string[] = [];
    let at = 0;
    for (const phrase of added) {
      for (const way of WAYS) {
        const text = messages[(at * STEP) % messages.length] ?? '';
        at += 1;
        if (heard(way(text, phrase)) !== alone.get(text)) differing.push(way(text, phrase));
      }
    }
    expect(differing).toEqual([]);
  });

  describe('with the model beside', () => {
    let both: Nlu;
    beforeAll(async () => {
      both = await openNlu({ model: true });
    });
    afterAll(() => both.close?.());

    it('every fourth message, with a phrase behind it', async () => {
      const differing: string[] = [];
      for (let at = 0; at < messages.length; at += 4) {
        const text = messages[at] ?? '';
        const said = `${text}, ${added[(at * STEP * STEP) % added.length]}`;
        const [one, two] = [await both.understand({ text }, {}), await both.understand({ text: said }, {})];
        expect(two.by, said).toHaveLength(2);
        if (heardIn(one) !== heardIn(two)) differing.push(said);
        if (one.redFlag) expect(two.redFlag, said).toBe(true);
      }
      expect(differing).toEqual([]);
    });

    it('the language of a message is that of all its words', async () => {
      const { language } = await both.understand({ text: "39,5. Ma famille dit que ce n'est rien du tout" }, {});
      expect(language.label).toBe('fr');
      expect(both.status?.().problem).toBeNull();
    });

    it.each([
      ['je veux parler à un médecin, ma famille dit que c’est rien', 'person'],
      ['aidez-moi svp, ma famille dit que c’est rien', 'emergency'],
    ])('%j is still for %s', async (text, intent) => {
      const { intents } = await both.understand({ text }, {});
      expect(intents[0]?.label).toBe(intent);
    });
  });
});
