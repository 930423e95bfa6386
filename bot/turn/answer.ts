import type { Entity } from '../../core/understanding.js';
import type { Answer, Prompt } from '../../flows/index.js';
import { spokenText, type Draft } from './draft.js';

/** Western digits for Arabic-Indic and Persian ones; everything else untouched. */
export function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15));
}

/** What may stand before a number that answers: "la 2 et la 4", "numéro 3", "nemra 3". */
const ARTICLES = /(?:\b(?:les?|la|num[ée]ros?|nn?emr[ae]t?|nn?umr[ae]t?)|النمرة|نمرة|رقم)\s+(?=\d)/g;

/** Numbers of a message that consists of nothing else: `1`, `1 3`, `1,3`, `1 et 3`, `la 1 et la 3`, `١ و ٣`. Empty: it is not such a message. */
export function pressedKeys(draft: Draft): readonly number[] {
  if (draft.input.kind !== 'message') return [];
  const { part } = draft.input.inbound;
  if (part.kind === 'keys') return /^\d+$/.test(part.keys) ? [...part.keys].map(Number) : [];
  const text = westernDigits(spokenText(draft.input) ?? '')
    .trim()
    .toLowerCase();
  const bare = text.replace(ARTICLES, '');
  if (!/^\d{1,2}(?:(?:\s*[,;.+/&-]\s*|\s+|\s*(?:et|w|ou|o|و|d)\s*)\d{1,2})*\s*[.!)]?$/.test(bare)) return [];
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** The one number of a message such as `39`, `38,5` or keys pressed on a call; `null`: not just a number. */
export function bareNumber(draft: Draft): number | null {
  if (draft.input.kind !== 'message') return null;
  const { part } = draft.input.inbound;
  const text = part.kind === 'keys' ? part.keys : westernDigits(spokenText(draft.input) ?? '').trim();
  return /^\d{1,4}(?:[.,]\d{1,2})?$/.test(text) ? Number(text.replace(',', '.')) : null;
}

/**
 * What the person's words mean for the question that is open. It maps and never guesses: a number to the choice with that
 * key, yes and no where the question has them, an entity where it fills a slot of the question. What was volunteered
 * beside it travels in `heard`.
 */
export function toAnswer(draft: Draft, prompt: Prompt): Answer {
  const heard = draft.heard;
  if (draft.input.kind !== 'message') return { kind: 'no_match', heard };
  const { part } = draft.input.inbound;
  if (part.kind === 'call') return { kind: part.event === 'hung_up' ? 'hung_up' : 'no_input', heard };
  if (part.kind === 'choice') {
    const known = prompt.choices.some((choice) => choice.id === part.choiceId);
    return known ? { kind: 'choices', ids: [part.choiceId], heard } : fromLabel(part.title, heard);
  }

  const keys = pressedKeys(draft);
  const chosen = keys.map((key) => prompt.choices[key - 1]?.id);
  const allKnown = chosen.length > 0 && chosen.every((id) => id !== undefined);
  if (allKnown && (prompt.expects === 'many_choices' || chosen.length === 1)) {
    return { kind: 'choices', ids: chosen, heard };
  }
  const about = heard.filter((entity) => prompt.slots.includes(entity.slot));
  const number = about.find((entity) => typeof entity.value === 'number');
  if (prompt.expects === 'number' || prompt.choices.some((choice) => hasNumber(choice.set))) {
    if (number !== undefined && typeof number.value === 'number') return { kind: 'number', value: number.value, heard };
    const bare = bareNumber(draft);
    if (bare !== null && needsUnit(prompt)) {
      // A bare "34" can only be years; a bare "7" may be days, months or years, and is asked again.
      return bare >= 13 && bare <= 120
        ? { kind: 'number', value: Math.ceil(bare * 365.25), heard }
        : { kind: 'no_match', heard };
    }
    // Beside choices a single digit is a key that does not exist, never a measured value.
    const isKey = prompt.choices.length > 0 && Number.isInteger(bare) && (bare ?? 0) < 10;
    if (bare !== null && !isKey) return { kind: 'number', value: bare, heard };
  }

  const intents = new Set(draft.understanding?.intents.map((intent) => intent.label) ?? []);
  const has = (id: string): boolean => prompt.choices.some((choice) => choice.id === id);
  if (intents.has('dont_know')) return { kind: 'unsure', heard };
  if (intents.has('yes') && has('yes')) return { kind: 'choices', ids: ['yes'], heard };
  if (intents.has('no') && has('no')) return { kind: 'choices', ids: ['no'], heard };
  if (intents.has('no') && has('none') && about.every((entity) => entity.presence === 'absent')) {
    return { kind: 'choices', ids: ['none'], heard };
  }
  const onlyEntry = prompt.choices.filter((choice) => choice.id !== 'none' && choice.id !== 'unsure');
  if (intents.has('yes') && has('none') && onlyEntry.length === 1 && onlyEntry[0] !== undefined) {
    return { kind: 'choices', ids: [onlyEntry[0].id], heard };
  }
  const filled = about.length > 0 || heard.some((entity) => entity.presence === 'present');
  return filled ? { kind: 'heard', heard } : { kind: 'no_match', heard };
}

/** A button of an older message: nothing of this question. */
function fromLabel(title: string, heard: readonly Entity[]): Answer {
  return title === ''
    ? { kind: 'no_match', heard }
    : heard.length > 0
      ? { kind: 'heard', heard }
      : { kind: 'no_match', heard };
}

function hasNumber(set: Readonly<Record<string, string | number>>): boolean {
  return Object.values(set).some((value) => typeof value === 'number');
}

/** "7" alone is no age: days, months or years? The unit must be said, or pressed. */
function needsUnit(prompt: Prompt): boolean {
  return prompt.slots.includes('age_days') && prompt.choices.length === 0;
}
