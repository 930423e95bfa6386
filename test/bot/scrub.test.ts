import { describe, expect, it } from 'vitest';
import { lettersOf, scrub } from '../../bot/transcript/scrub.js';

/** What was written, and what may be passed on. */
const TABLE: readonly (readonly [said: string, kept: string])[] = [
  // Nothing of this leads to anybody.
  ['j’ai mal à la tête depuis 3 jours, 38.5 de fièvre', 'j’ai mal à la tête depuis 3 jours, 38.5 de fièvre'],
  ['3andi l7ri9 f sadri w 7rart 39.2', '3andi l7ri9 f sadri w 7rart 39.2'],
  ['tension 150/95 hier, 140/90 aujourd’hui', 'tension 150/95 hier, 140/90 aujourd’hui'],
  ['عندي السخانة 39 من 2 أيام', 'عندي السخانة 39 من 2 أيام'],
  ['شرب السم ديال الفيران', 'شرب السم ديال الفيران'],
  ['ⵖⵓⵔⵉ ⵜⴰⵡⵍⴰ', 'ⵖⵓⵔⵉ ⵜⴰⵡⵍⴰ'],
  // Telephone numbers.
  ['appelez-moi au 0612345678', 'appelez-moi au <phone>'],
  ['06 12 34 56 78 svp', '<phone> svp'],
  ['06-12.34/56 78', '<phone>'],
  ['+212 6 12 34 56 78', '<phone>'],
  ['00212612345678', '<phone>'],
  ['212612345678', '<phone>'],
  ['nmra dyali 6 12 34 56 78 3afak', 'nmra dyali <phone> 3afak'],
  ['05.22.33.44.55', '<phone>'],
  ['+33 (0)6 12 34 56 78', '<phone>'],
  ['الرقم ديالي ٠٦١٢٣٤٥٦٧٨ عافاك', 'الرقم ديالي <phone> عافاك'],
  ['\u202a+212 612-345678\u202c', '<phone>'],
  // Addresses, links, numbers of papers, dates of birth.
  ['mon mail: fatima.z@gmail.com', 'mon mail: <email>'],
  ['voir https://exemple.ma/p?id=4 merci', 'voir <url> merci'],
  ['wa.me/212612345678 ou www.facebook.com/fatima.z', '<url> ou <url>'],
  ['insta @fatima_z95', 'insta <handle>'],
  ['CIN AB123456', 'CIN <number>'],
  ['CNSS 1234567, dossier n°98765', 'CNSS <number>, dossier n°<number>'],
  ['née le 12/03/1990, 13-4-91', 'née le <date>, <date>'],
  // Names that are announced.
  ['je m’appelle Fatima Zahra et j’ai mal', 'je m’appelle <name> et j’ai mal'],
  ["Bonjour, je m'appelle karim j'ai de la fièvre", "Bonjour, je m'appelle <name> j'ai de la fièvre"],
  ['jmapel Karim El Alaoui, je tousse', 'jmapel <name>, je tousse'],
  ['mon nom est Saïd Aït Baha', 'mon nom est <name>'],
  ['mon fils s’appelle Adam il vomit', 'mon fils s’appelle <name> il vomit'],
  ['salam smiyti Hassan 3andi skhana', 'salam smiyti <name> 3andi skhana'],
  ['smiti hiya khadija, rassi kaydrni', 'smiti hiya <name>, rassi kaydrni'],
  ['smiyt weldi Ilyas fih skhana', 'smiyt weldi <name> fih skhana'],
  ['سميتي فاطمة عندي السخانة', 'سميتي <name> عندي السخانة'],
  ['سميتي محمد بن علي كنكح', 'سميتي <name> كنكح'],
  ['سميتي فاطمة بنتي كتقيا', 'سميتي <name> بنتي كتقيا'],
  ['السلام اسمي عبد الله كنكح', 'السلام اسمي <name> كنكح'],
  ['azul ism inu Brahim, yaghiyi ukhsas', 'azul ism inu <name>, yaghiyi ukhsas'],
  ['isminu lahcen', 'isminu <name>'],
  ['ⵉⵙⵎ ⵉⵏⵓ ⴱⵔⴰⵀⵉⵎ ⵖⵓⵔⵉ ⵜⴰⵡⵍⴰ', 'ⵉⵙⵎ ⵉⵏⵓ <name> ⵖⵓⵔⵉ ⵜⴰⵡⵍⴰ'],
  ['le Dr Bennani et Mme El Fassi ont dit', 'le Dr <name> et Mme <name> ont dit'],
  ['JE M’APPELLE KARIM J’AI MAL', 'JE M’APPELLE <name> J’AI MAL'],
  ['smiyti', 'smiyti'],
];

describe('what may be passed on of a message', () => {
  it.each(TABLE)('%s', (said, kept) => {
    expect(scrub(said)).toBe(kept);
  });

  it('keeps no run of five digits, whatever is around it', () => {
    for (const [said] of TABLE) expect(scrub(`${said} 48151623`)).not.toMatch(/\d{5}|[٠-٩]{5}/);
  });

  it('stays as it is when it is scrubbed again', () => {
    for (const [said] of TABLE) expect(scrub(scrub(said))).toBe(scrub(said));
  });

  it('has as many letters as there are to learn from', () => {
    expect(lettersOf(scrub('0612345678'))).toBe(0);
    expect(lettersOf(scrub('ok'))).toBe(2);
    expect(lettersOf('ⴰⵢⵢ')).toBe(3);
    expect(lettersOf('دوخة')).toBe(4);
  });
});
