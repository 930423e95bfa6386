import type { Entity, Understanding } from '../core/understanding.js';
import { detectLanguage } from './detect-language.js';
import { findingsOf, type Heard } from './findings.js';
import { intentsOf } from './intents.js';
import { leanOf, type Lean } from './lean.js';
import type { Lexicon } from './lexicon.js';
import { findMatches, type Match } from './matches.js';
import { withoutMinimising } from './minimising.js';
import type { MinimisingPhrases } from './minimising-file.js';
import type { Nlu, Utterance } from './nlu.js';
import { normalize, type Normalized, type Token } from './normalize.js';
import { amountsOf } from './numbers.js';
import { peopleOf, type People } from './people.js';
import { quantitiesOf } from './quantities.js';
import { scopeOf } from './scope.js';

/** Longer messages are read up to here: nobody says what is wrong only after the third page. */
const MOST_LETTERS = 10_000;

export interface LexiconReader {
  read(utterance: Utterance, hint: Parameters<Nlu['understand']>[1]): LexiconReading;
}

export interface LexiconReading {
  readonly understanding: Understanding;
  /** What was said without what makes little of it, at the same places (minimising.ts): findings are heard in it. */
  readonly plain: string;
}

/**
 * The lexicon as a reader: words and their spellings, what stands around them, who is spoken of. Deterministic, a few hundred
 * microseconds for a sentence; it abstains from what it does not know. Intents and language are of the whole message; findings,
 * numbers and people of what is left without minimising words. `by` is what the answers are signed with.
 */
export function createLexiconReader(lexicon: Lexicon, phrases: MinimisingPhrases, by: string): LexiconReader {
  return {
    read(utterance, hint) {
      const whole = heardIn(lexicon, utterance.text.slice(0, MOST_LETTERS));
      const plain = withoutMinimising(whole.text.text, phrases, {
        tokens: whole.text.tokens,
        matches: whole.matches,
        heard: whole.heard,
        named: whole.people.named,
      });
      const { text, matches, people, heard } = plain === whole.text.text ? whole : heardIn(lexicon, plain);
      const { tokens } = text;
      const expected = utterance.expected ?? [];
      const quantities = quantitiesOf({ tokens, matches, people, heard, expected });
      const { intents, wantsLanguage } = intentsOf(
        lexicon,
        whole.text.tokens,
        whole.matches,
        heard,
        quantities.length > 0,
      );
      const entities = [
        ...heard.map(({ slot, value, presence, subject, from, to }): Entity => ({
          slot,
          value: value ?? true,
          presence,
          subject,
          span: spanOf(tokens, from, to),
        })),
        ...quantities.map(({ slot, value, subject, from, to }): Entity => ({
          slot,
          value,
          presence: 'present',
          subject,
          span: spanOf(tokens, from, to),
        })),
        ...personEntities(),
      ];
      const language = detectLanguage(whole.text, whole.lean, {
        hint: hint.language ?? null,
        greetingOf: lexicon.greetingOf,
      });
      const alarm = heard.some(
        ({ presence, slot }) => presence !== 'absent' && (lexicon.alarms.has(slot) || lexicon.watched.has(slot)),
      );
      const understanding: Understanding = {
        language,
        script: whole.text.script,
        redFlag: alarm || intents[0]?.label === 'emergency',
        intents,
        entities,
        wantsLanguage,
        confident:
          entities.length > 0 || intents.length > 0 || (whole.lean.isForeign && language.score >= CLEARLY_FOREIGN),
        by: [by],
      };
      return { understanding, plain };

      /** Who is ill and whether a man or a woman, when that was said in words of its own. */
      function personEntities(): readonly Entity[] {
        const ill = heard.find((each) => each.presence !== 'absent');
        const others = people.named.filter((mention) => mention.subject !== 'self');
        const about = ill === undefined ? others[0] : people.named.find((mention) => mention.subject === ill.subject);
        if (about === undefined) return [];
        const span = spanOf(tokens, about.at, about.at + 1);
        const { subject, sex } = about;
        const patient: Entity = { slot: 'patient', value: subject, presence: 'present', subject, span };
        return sex === null ? [patient] : [patient, { slot: 'sex', value: sex, presence: 'present', subject, span }];
      }
    },
  };
}

/** A text with everything that the lexicon finds in it. */
interface HeardText {
  readonly text: Normalized;
  readonly lean: Lean;
  readonly matches: readonly Match[];
  readonly people: People;
  readonly heard: readonly Heard[];
}

function heardIn(lexicon: Lexicon, letters: string): HeardText {
  const text = normalize(letters);
  const { tokens } = text;
  const lean = leanOf(lexicon, tokens);
  const matches = withCounts(tokens, findMatches(lexicon, tokens, lean));
  const people = peopleOf(tokens, matches);
  return { text, lean, matches, people, heard: findingsOf(lexicon, matches, scopeOf(tokens, matches), people) };
}

/** A language we do not speak is claimed only with a clear majority of the words. */
const CLEARLY_FOREIGN = 0.6;

/** From this many on, pills are "too many" without the word. */
const MANY_PILLS = 6;

/** "20 comprimés" says as much as "trop de comprimés". */
function withCounts(tokens: readonly Token[], matches: readonly Match[]): readonly Match[] {
  const pills = matches.filter((match) => match.layer === 'part' && match.id === 'pills');
  if (pills.length === 0) return matches;
  const counts = amountsOf(tokens, matches).filter(
    ({ value, to }) =>
      value >= MANY_PILLS && value <= 200 && pills.some((pill) => pill.from >= to && pill.from - to <= 1),
  );
  return [
    ...matches,
    ...counts.map(({ from, to }): Match => ({
      layer: 'part',
      id: 'too_many',
      family: 'fr',
      from,
      to,
      letters: 2,
      exactness: 2,
      denied: false,
    })),
  ];
}

function spanOf(tokens: readonly Token[], from: number, to: number): readonly [number, number] {
  return [tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0];
}
