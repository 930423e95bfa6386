import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CaseNames } from '../../../console/desk.js';

const local = (fr: string, ar: string, en: string) => ({ fr, ar, en });
const NAMES: CaseNames = {
  slots: {
    fever: local('Fièvre', 'حمى', 'feels hot'),
    chest_pain_timing: local('Moment de la douleur', 'توقيت الألم', 'when'),
    cough: local('Toux', 'سعال', 'cough'),
    rash: local('Éruption', 'طفح', 'rash'),
    age_days: local('Âge', 'العمر', 'age'),
    wheeze: local('Sifflements', 'صفير', 'wheeze'),
  },
  values: { 'chest_pain_timing=effort_only': local('Seulement à l’effort', 'عند الجهد فقط', 'effort only') },
  packs: { fever_child: local('Fièvre d’un enfant', 'حمى الأطفال', 'fever child') },
  questions: { 'fever_child.signs': ['fever', 'cough', 'rash', 'wheeze'], 'fever_child.hot': ['fever'] },
};

/**
 * The modules of the page, once a browser seems to be there. By variable, and described here: what a browser knows (`document`)
 * is unknown to the types of the server and its tests.
 */
interface Page {
  namesOf(names: CaseNames): { rule(id: string): string; question(prompt: string): string };
  eventText(event: { name: string; values: Record<string, string> }, names: ReturnType<Page['namesOf']>): string;
  readonly language: { value: 'fr' | 'ar' | 'en' };
}
let at: Page;
beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('navigator', { languages: ['fr-MA'] });
  const modules = await Promise.all(
    ['names', 'events', 'text'].map((name): Promise<object> => import(`../../../console/web/${name}.ts`)),
  );
  at = Object.assign({}, ...modules) as Page;
});
function inLanguage<T>(language: 'fr' | 'ar' | 'en', read: () => T): T {
  at.language.value = language;
  return read();
}
const event = (name: string, values: Record<string, string>): string =>
  at.eventText({ name, values }, at.namesOf(NAMES)).replace(/[\u2066-\u2069]/g, '');

describe('a correction', () => {
  it('says what each finding is, and whose where it is not the person’s own', () => {
    const text = (): string =>
      event('corrected_understanding', {
        staff: 'Nadia',
        findings: 'fever=present/child cough=absent/self',
        language: 'ber',
        message: '3',
        case: 'c-1',
      });
    expect(inLanguage('fr', text)).toBe(
      'Nadia corrige ce qui a été compris : Fièvre\u00a0: oui (son enfant)\u00a0; Toux\u00a0: non (amazighe)',
    );
    expect(inLanguage('ar', text)).toContain('حمى: نعم');
    const none = { staff: 'Nadia', findings: '', language: 'fr' };
    expect(inLanguage('fr', () => event('corrected_understanding', none))).toContain('aucun signe (français)');
  });
});

describe('the danger lists in one message', () => {
  it('have a name of the console, for they ask about more than can be named', () => {
    const asked = (): string[] => ['common.overview', 'common.overview_more'].map(at.namesOf(NAMES).question);
    expect(inLanguage('fr', asked)[0]).toBe('listes de danger');
    expect(inLanguage('ar', asked).join()).not.toMatch(/[a-z]/);
  });
});

describe('a rule', () => {
  it('of the table is called as its sign is, in the language of the page', () => {
    const rule = (): string => at.namesOf(NAMES).rule('sign:fever:C:urgent');
    expect(inLanguage('fr', rule)).toBe('Fièvre');
    expect(inLanguage('ar', rule)).toBe('حمى');
  });

  it('of the engine has a text of the console; one of a pack has the title of the pack', () => {
    const rules = (): string[] =>
      ['common.silence', 'fever_child.else', 'fever_child.three_days'].map(at.namesOf(NAMES).rule);
    expect(inLanguage('fr', rules)).toEqual([
      'Silence après une question de danger',
      'Niveau de base du motif : Fièvre d’un enfant',
      'Fièvre d’un enfant · three days',
    ]);
    expect(inLanguage('ar', rules)[0]).toMatch(/صمت/);
  });
});

describe('an event', () => {
  it('names what was asked: one slot, the first of many, one sign of a list', () => {
    const asked = (): string[] =>
      ['fever_child.hot', 'fever_child.signs', 'fever_child.signs.one.cough'].map((prompt) =>
        event('asked', { prompt }),
      );
    expect(inLanguage('fr', asked)).toEqual([
      'Question : Fièvre',
      'Question : Fièvre\u00a0; Toux\u00a0; Éruption…',
      'Question : Toux',
    ]);
    expect(inLanguage('ar', asked)[1]).toBe('سؤال: حمى؛ سعال؛ طفح…');
  });

  it('names what was noted and what was denied', () => {
    const noted = (): string =>
      event('filled', { fever: 'present', age_days: '1096', chest_pain_timing: 'effort_only', absent: 'cough rash' });
    expect(inLanguage('fr', noted)).toBe(
      'Noté : Fièvre\u00a0: oui · Âge\u00a0: 36 mois · Moment de la douleur\u00a0: Seulement à l’effort · Absent\u00a0: Toux\u00a0; Éruption',
    );
    expect(inLanguage('ar', noted)).toBe(
      'سُجّل: حمى: نعم · العمر: 36 شهر · توقيت الألم: عند الجهد فقط · غائب: سعال؛ طفح',
    );
  });

  it('names a red flag, a disposition, a consent and what was heard', () => {
    const all = (): string[] => [
      event('red_flag_raised', { because: 'sign:fever:N:emergency sign:fever:C:urgent sign:rash:C:urgent' }),
      event('disposition_reached', { disposition: 'fever_child.emergency', level: 'emergency' }),
      event('consent', { answer: 'given' }),
      event('understood', { heard: 'fever=true cough=absent' }),
    ];
    expect(inLanguage('fr', all)).toEqual([
      'Signe de danger : Fièvre\u00a0; Éruption',
      'Orientation : Urgence vitale · Fièvre d’un enfant',
      'Consentement : donné',
      'Compris : entendu\u00a0: Fièvre\u00a0; Toux\u00a0: non',
    ]);
    for (const text of inLanguage('ar', all)) expect(text).not.toMatch(/[A-Za-z]/);
  });

  it('leaves the words of a nurse as she wrote them', () => {
    const closed = (): string => event('handoff_closed', { staff: 'yes', outcome: 'other', note: 'no' });
    expect(inLanguage('fr', closed)).toBe('yes clôt le dossier : Autre. no');
  });
});
