import type { CaseNames, LocalText } from '../desk.js';
import { ageIn, signOf, words } from './format.js';
import { language, t, tMaybe } from './text.js';

/** What the ids in one case are called, in the language of the console. */
export interface Names {
  /** `null`: no slot that this case knows. */
  slot(id: string): string | null;
  value(slot: string, value: string): string;
  rule(id: string): string;
  /** `<pack>.<level>`: the level, and what it was about. */
  disposition(id: string): string;
  /** What a question asked about. */
  question(prompt: string): string;
}

/** The most names that say what a long list of signs asked about. */
const MOST_NAMES = 3;

/** Reads `names` in the language of the page; used in a component, it subscribes to the language. */
export function namesOf(names: CaseNames): Names {
  const slot = (id: string): string | null => shown(names.slots[id]);
  const pack = (id: string): string | null => shown(names.packs[id]);
  return {
    slot,
    value(id, value) {
      const name = shown(names.values[`${id}=${value}`]);
      if (name !== null) return name;
      if (id !== 'age_days' || !/^\d+$/.test(value)) return tMaybe(`value.${value}`, words(value));
      const { count, unit } = ageIn(Number(value));
      return t(`age.${unit}`, { count });
    },
    rule(id) {
      const sign = signOf(id);
      if (sign !== null) return slot(sign) ?? words(sign);
      const [first = '', ...rest] = id.split('.');
      const own = tMaybe(`rule.${id}`, '');
      if (own !== '') return own;
      const title = pack(first) ?? words(first);
      return rest.join('.') === 'else' ? t('rule.else', { pack: title }) : `${title} · ${words(rest.join('.'))}`;
    },
    disposition(id) {
      const [first = '', level = ''] = id.split('.');
      return [tMaybe(`level.${level}`, words(level)), pack(first)].filter((part) => part !== null).join(' · ');
    },
    question(prompt) {
      const [first = '', step = '', ...part] = prompt.split('.');
      // A list that is asked sign by sign ends in the sign.
      const sign = slot(part.at(-1) ?? '');
      if (sign !== null) return sign;
      const about = (names.questions[`${first}.${step}`] ?? []).flatMap((id) => slot(id) ?? []);
      if (about.length > 0) return list(about.slice(0, MOST_NAMES)) + (about.length > MOST_NAMES ? '…' : '');
      return tMaybe(`question.${step}`, [pack(first), words(step)].filter((name) => name !== null).join(' · '));
    },
  };
}

/** `name : value`, as the language writes it. */
export function pair(name: string, value: string): string {
  return `${name}${language.value === 'fr' ? '\u00a0: ' : ': '}${value}`;
}

/** Names one after the other; not with commas, which many of them have inside. */
export function list(items: readonly string[]): string {
  return items.join({ fr: '\u00a0; ', ar: '؛ ', en: '; ' }[language.value]);
}

/** A text of the desk in the language of the page. */
export function shown(text: LocalText): string;
export function shown(text: LocalText | null | undefined): string | null;
export function shown(text: LocalText | null | undefined): string | null {
  return text == null ? null : text[language.value];
}
