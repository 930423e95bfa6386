import { describe, expect, it } from 'vitest';
import { openNlu } from '../../bot/open.js';

describe('ages, times and measures', async () => {
  const nlu = await openNlu({ model: false });
  const valueOf = async (text: string, slot: string, expected: readonly string[] = []): Promise<unknown> =>
    (await nlu.understand({ text, expected }, {})).entities.find((entity) => entity.slot === slot)?.value;

  it.each([
    ['ma fille a 6 ans et tousse', 2192],
    ['mon fils de 18 mois', 548],
    ['un bébé de 10 jours qui ne tète plus', 10],
    ['weldi 3ando 3amayn', 731],
    ['bnti 3ndha tlata snin', 1096],
    ['ولدي عندو ٣ سنين', 1096],
    ['illi dars sin isggwasn', 731],
    ["j'ai trente-cinq ans", 12784],
    ['baba 3ando khemsa w settin 3am', 23742],
  ])('%s: an age of %i days', async (text, days) => {
    expect(await valueOf(text, 'age_days')).toBe(days);
  });

  it.each([
    ['35 ans', 12784],
    ['8 mois', 244],
    ['3 semaines', 21],
    ['10 iyam', 10],
    ['chehrayn', 61],
  ])('%s, when the age was asked: %i days', async (text, days) => {
    expect(await valueOf(text, 'age_days', ['age_days'])).toBe(days);
  });

  it.each([
    ['fièvre depuis 3 jours', 'fever_days', 3],
    ['skhana hadi telt iyam', 'fever_days', 3],
    ['skhana mn lbar7', 'fever_days', 1],
    ['je tousse depuis deux semaines', 'cough_days', 14],
    ['9rsatni 3e9reb hadi sa3tayn', 'hours_since_sting', 2],
    ['piqûre de scorpion il y a une heure', 'hours_since_sting', 1],
    ['mal au dos depuis 2 jours', 'duration_hours', 48],
    ['39,5 de fièvre', 'temperature_celsius', 39.5],
    ['skhana ٣٩', 'temperature_celsius', 39],
    ['tension 16/9', 'systolic_mmhg', 160],
    ['tansyo 18', 'systolic_mmhg', 180],
    ['glycémie 0,5', 'glucose_mg_per_dl', 50],
    ['enceinte de 7 mois', 'pregnancy_weeks', 30],
    ['enceinte 32 semaines', 'pregnancy_weeks', 32],
  ])('%s: %s = %d', async (text, slot, value) => {
    expect(await valueOf(text, slot)).toBe(value);
  });

  it.each([
    ['fièvre depuis 3 ans', 'age_days'],
    ['3 jours', 'age_days'],
    ['39', 'temperature_celsius'],
    ['ma tension est bonne', 'systolic_mmhg'],
    ['2 comprimés', 'medicine_overdose'],
  ])('%s says nothing of %s', async (text, slot) => {
    expect(await valueOf(text, slot)).toBeUndefined();
  });
});
