import type { TextId } from '../../core/message.js';
import type { CaseNames, Finding, LocalText, NamedSlot } from '../../console/desk.js';
import { everyPrompt, type Release } from '../../flows/index.js';

/** Values whose id is no English word. */
const ENGLISH: Readonly<Record<string, string>> = { f: 'female', m: 'male' };

/** Names for the nurse, in the languages of the console, of what a release knows by ids. */
export interface Naming {
  /** The title of a pack; `null` for `common` and for what is no pack. */
  pack(id: string): LocalText | null;
  finding(slot: string, value: string): Finding;
  /** The names of all of `ids` that have one: rules, `slot`, `slot=value`, dispositions, prompts. */
  namesIn(ids: readonly string[]): CaseNames;
  /** Every slot that is a finding, in the order of the dictionary. */
  readonly findings: readonly NamedSlot[];
}

export function createNaming(release: Release): Naming {
  const questions = new Map<string, readonly string[]>(everyPrompt(release).map(({ node, slots }) => [node, slots]));

  /** English is the dictionary's own; a slot without names is told in English everywhere. */
  function slot(id: string): LocalText | null {
    const spec = release.slots.get(id);
    if (spec === undefined) return null;
    return { en: spec.meaning, fr: spec.names?.fr ?? spec.meaning, ar: spec.names?.ar ?? spec.meaning };
  }

  function value(id: string, of: string): LocalText | null {
    const spec = release.slots.get(id);
    if (spec === undefined || !spec.values.includes(of)) return null;
    const plain = ENGLISH[of] ?? plainly(of);
    const names = spec.names?.values[of];
    return { en: plain, fr: names?.fr ?? plain, ar: names?.ar ?? plain };
  }

  function pack(id: string): LocalText | null {
    const title = (form: 'fr' | 'ary-Arab'): string | null => release.text(`${id}.title` as TextId, form);
    const fr = title('fr');
    return fr === null ? null : { en: plainly(id), fr, ar: title('ary-Arab') ?? fr };
  }

  function namesIn(ids: readonly string[]): CaseNames {
    const slots = new Map<string, LocalText>();
    const values = new Map<string, LocalText>();
    const packs = new Map<string, LocalText>();
    const asked = new Map<string, readonly string[]>();
    const keep = (map: Map<string, LocalText>, id: string, name: LocalText | null): void => {
      if (name !== null) map.set(id, name);
    };
    for (const id of ids) {
      const [about = '', of] = (/^sign:(\w+)/.exec(id)?.[1] ?? id).split('=');
      keep(slots, about, slot(about));
      if (of !== undefined) keep(values, `${about}=${of}`, value(about, of));
      const [first = '', second] = id.split('.');
      if (second === undefined) continue;
      keep(packs, first, pack(first));
      const question = `${first}.${second}`;
      for (const name of questions.get(question) ?? []) keep(slots, name, slot(name));
      if (questions.has(question)) asked.set(question, questions.get(question) ?? []);
    }
    return {
      slots: Object.fromEntries(slots),
      values: Object.fromEntries(values),
      packs: Object.fromEntries(packs),
      questions: Object.fromEntries(asked),
    };
  }

  return {
    pack,
    finding: (id, of) => {
      const name = slot(id) ?? { en: plainly(id), fr: plainly(id), ar: plainly(id) };
      return { slot: id, name, value: of, valueName: value(id, of) };
    },
    namesIn,
    findings: [...release.slots].flatMap(([id, spec]) => {
      const name = spec.type === 'finding' ? slot(id) : null;
      return name === null ? [] : [{ slot: id, name }];
    }),
  };
}

/** An id as words. */
function plainly(id: string): string {
  return id.replaceAll('_', ' ');
}
