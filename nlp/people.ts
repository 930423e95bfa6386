import type { Subject } from '../core/understanding.js';
import type { Token } from './normalize.js';
import type { Match } from './matches.js';
import { overlaps, sameSentence } from './places.js';

/** Somebody who is spoken of, from a place of the text on. */
export interface Mention {
  readonly subject: Subject;
  readonly sex: 'f' | 'm' | null;
  readonly at: number;
  /** A word of kinship, or a plain "I"; pronouns point back. */
  readonly named: boolean;
}

export interface People {
  /** The person a word at this place is about. */
  who(from: number, to: number): Mention | null;
  /** The first patient somebody names, if any. */
  readonly named: readonly Mention[];
}

/** "of mine" beside a kinship word points to nobody new; neither does "me" in "ma fille me dit". */
const WEAK_SELF = new Set([
  'me',
  'm',
  'inu',
  'inou',
  'dyali',
  'liya',
  'lia',
  '3liya',
  '3lia',
  'iyi',
  'yi',
  'ayi',
  'mon',
]);

export function peopleOf(tokens: readonly Token[], matches: readonly Match[]): People {
  const inside = matches.filter((match) => match.layer === 'figurative' || match.id === 'agent');
  const senses = matches.filter(
    (match) =>
      match.layer === 'person' &&
      match.id !== 'agent' &&
      !inside.some((other) => overlaps(other, match)) &&
      !matches.some((other) => isBetterReading(other, match, tokens)),
  );
  const mentions: Mention[] = [];
  let other: Mention | null = null;
  for (const match of senses) {
    const mention = mentionOf(match, tokens, other);
    if (mention === null) continue;
    mentions.push(mention);
    if (mention.named && mention.subject !== 'self') other = mention;
  }
  return {
    who(from, to) {
      const before = mentions.filter((mention) => mention.at < to).at(-1);
      if (before !== undefined) return before;
      // "3endha skhana, bnti": the name comes last.
      return (
        mentions.find((mention) => mention.at >= to && mention.named && sameSentence(tokens, from, mention.at)) ?? null
      );
    },
    named: mentions.filter((mention) => mention.named),
  };
}

/** "lwalid" is a father and "lwalida" a mother; "f rejli" is a leg and "rajli" a husband: the closer spelling wins. */
function isBetterReading(other: Match, match: Match, tokens: readonly Token[]): boolean {
  if (other === match || other.from !== match.from || other.to !== match.to) return false;
  const isPerson = other.layer === 'person' && other.id !== match.id;
  const isBody = other.layer === 'part' && other.id.startsWith('body_');
  if (!isPerson && !isBody) return false;
  if (isBody && ['f', 'fi', 'ف', 'mn', 'من'].includes(tokens[match.from - 1]?.text ?? '')) return true;
  return other.exactness > match.exactness;
}

/** `other`: who was named last beside the one who writes. */
function mentionOf(match: Match, tokens: readonly Token[], other: Mention | null): Mention | null {
  const [kind = '', sex = 'u'] = match.id.split('_');
  const gender = sex === 'f' || sex === 'm' ? sex : null;
  const at = match.from;
  if (kind === 'third') {
    // "gis", "dars": Amazigh does not say whether he or she.
    const pronoun = match.family === 'ber' ? null : gender;
    const pointsBack = other !== null && (other.sex === null || pronoun === null || other.sex === pronoun);
    if (pointsBack) return { ...other, sex: other.sex ?? pronoun, at, named: false };
    return { subject: 'other', sex: pronoun, at, named: false };
  }
  if (kind === 'self') {
    const word = tokens[match.from]?.text ?? '';
    if (WEAK_SELF.has(word) && other !== null) return null;
    return { subject: 'self', sex: gender, at, named: gender !== null || !WEAK_SELF.has(word) };
  }
  return { subject: kind === 'child' ? 'child' : 'other', sex: gender, at, named: true };
}
