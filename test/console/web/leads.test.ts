import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../bot/config.js';
import type { CaseLeads, CaseNames, Finding } from '../../../console/desk.js';

/** The modules of the page, once a browser seems to be there; by variable, as in names.test.ts, Preact's types too. */
interface Page {
  Leads(props: { leads: CaseLeads; names: unknown }): unknown;
  namesOf(names: CaseNames): unknown;
  readonly language: { value: 'fr' | 'ar' | 'en' };
}
let at: Page;
beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('navigator', { languages: ['fr-MA'] });
  const files = ['leads.tsx', 'names.ts', 'text.ts'];
  const modules = await Promise.all(
    files.map((file): Promise<object> => import(path.join(packageRoot(), 'console', 'web', file))),
  );
  at = Object.assign({}, ...modules) as Page;
});

/** An element as the page would have it: its tag, what it is found by, and what is in it. */
interface Shown {
  readonly tag: string;
  readonly test: string | null;
  readonly props: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly inside: readonly Shown[];
}
function show(node: unknown): readonly Shown[] {
  if (Array.isArray(node)) return node.flatMap(show);
  if (typeof node === 'string' || typeof node === 'number')
    return [{ tag: '', test: null, props: {}, text: String(node), inside: [] }];
  if (node === null || typeof node !== 'object') return [];
  const { type, props } = node as { readonly type: unknown; readonly props: Readonly<Record<string, unknown>> };
  if (typeof type === 'function') return show((type as (props: unknown) => unknown)(props));
  const inside = show(props['children']);
  const test = typeof props['data-test'] === 'string' ? props['data-test'] : null;
  return [{ tag: String(type), test, props, text: inside.map(({ text }) => text).join(' '), inside }];
}
const all = (nodes: readonly Shown[]): readonly Shown[] => nodes.flatMap((node) => [node, ...all(node.inside)]);

const finding = (slot: string, fr: string, ar: string, value = 'present'): Finding => ({
  slot,
  name: { fr, ar, en: slot },
  value,
  valueName: null,
});
const LEADS: CaseLeads = {
  state: 'draft',
  list: [
    {
      cause: 'stroke',
      name: { fr: 'AVC', ar: 'سكتة دماغية', en: 'Stroke' },
      icpc2: 'K90',
      for: [finding('facial_droop', 'Visage tombant', 'تدلي الوجه'), finding('age_years', 'Âge', 'العمر', '70')],
      against: [finding('sudden_onset', 'Début brutal', 'بداية مفاجئة', 'absent')],
    },
    {
      cause: 'migraine',
      name: { fr: 'Migraine', ar: 'شقيقة', en: 'Migraine' },
      icpc2: null,
      for: [finding('headache', 'Céphalée', 'صداع')],
      against: [],
    },
  ],
  found: [finding('facial_droop', 'Visage tombant', 'تدلي الوجه')],
  toAsk: [
    finding('confusion', 'Confusion', 'تشوش', 'unknown'),
    finding('vision_loss', 'Perte de vue', 'فقدان البصر', 'unsure'),
  ],
};
function page(language: 'fr' | 'ar' | 'en', leads: CaseLeads = LEADS): readonly Shown[] {
  at.language.value = language;
  return all(show(at.Leads({ leads, names: at.namesOf({ slots: {}, values: {}, packs: {}, questions: {} }) })));
}
const found = (nodes: readonly Shown[], test: string): readonly Shown[] => nodes.filter((node) => node.test === test);

describe('the leads on the page', () => {
  it('are named in the language of the page, with what speaks for and against each', () => {
    const french = found(page('fr'), 'lead').map(({ text }) => text.replaceAll('\u00a0', ' '));
    expect(french).toHaveLength(2);
    expect(french[0]).toMatch(/^AVC .*K90.* Pour Visage tombant ; Âge : 70 Contre Début brutal : non$/);
    expect(french[1]).toBe('Migraine Pour Céphalée');
    expect(found(page('ar'), 'lead')[0]?.text).toContain('مع تدلي الوجه؛ العمر: 70 ضد بداية مفاجئة: لا');
    expect(found(page('en'), 'lead')[1]?.text).toBe('Migraine For headache');
  });

  it('show warning signs found apart from those still to ask, and say when nobody could tell', () => {
    const french = page('fr');
    expect(found(french, 'leads-found')[0]?.text).toBe('Signes d’alerte présents Visage tombant');
    expect(found(french, 'leads-to-ask')[0]?.text.replaceAll('\u00a0', ' ')).toBe(
      'Signes d’alerte encore à demander Confusion Perte de vue : ne sait pas',
    );
  });

  it('are called leads and drafts that no clinician has checked, and never a diagnosis', () => {
    const text = { fr: page('fr')[0]?.text, ar: page('ar')[0]?.text, en: page('en')[0]?.text };
    expect(text.fr).toMatch(/^Pistes \(brouillon\) .*Aucun clinicien n’a vérifié ce tableau/);
    expect(text.ar).toMatch(/^مسارات محتملة \(مسودة\) .*لم يراجع/);
    expect(text.en).toMatch(/^Leads \(draft\) .*No clinician has checked this table/);
    expect(Object.values(text).join(' ')).not.toMatch(/diagno|تشخيص/i);
  });

  it('say so when there are none', () => {
    const none = page('fr', { state: 'draft', list: [], found: [], toAsk: [] });
    expect(found(none, 'leads-none')).toHaveLength(1);
    expect([...found(none, 'leads-found'), ...found(none, 'leads-to-ask')]).toEqual([]);
    expect(none[0]?.text).toContain('Aucun clinicien');
  });

  it('open and close with the keys of the browser itself, and keep each name in its own direction', () => {
    const nodes = page('ar');
    expect(nodes[0]?.tag).toBe('details');
    expect(nodes[0]?.inside[0]?.tag).toBe('summary');
    const names = nodes.filter(({ tag }) => tag === 'strong' || tag === 'dd');
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(name.inside.map(({ tag }) => tag)).toEqual(['bdi']);
  });
});
