import type { LanguageTag } from '../core/language.js';
import type { Entity, Intent, Scored, Understanding } from '../core/understanding.js';
import type { ModelFinding } from './runtime/reading.js';
import type { TextReading } from './runtime/model-worker.js';

/**
 * Two readers of one message. Each may raise: an alarm of either is an alarm. Neither may lower: a denial counts only where the
 * other does not say the opposite of a danger. The lexicon's findings are what was said; the model adds the harmless ones, and
 * a danger that it alone hears is `suspected`: a nurse reads, the questions go on, and no rule is reached by a guess.
 */
export function combine(
  lexicon: Understanding,
  reading: TextReading,
  tools: {
    readonly model: string;
    readonly alarms: ReadonlySet<string>;
    readonly watched: ReadonlySet<string>;
    readonly wordCount: number;
  },
): Understanding {
  const language = languageOf(lexicon, reading, tools.wordCount);
  const intents = intentsOf(lexicon, reading, tools.wordCount);
  const entities = entitiesOf(lexicon, reading, tools.alarms);
  const suspected = suspectedIn(reading, entities, tools.alarms);
  const isAlone = (reading.isAlarm || suspected.length > 0) && !lexicon.redFlag;
  return {
    ...lexicon,
    language,
    languages: sharesOf(reading),
    intents,
    entities,
    redFlag:
      lexicon.redFlag ||
      isAlone ||
      intents[0]?.label === 'emergency' ||
      entities.some(({ slot, presence }) => presence !== 'absent' && tools.watched.has(slot)),
    ...(isAlone ? { suspected } : {}),
    confident: lexicon.confident || entities.length > 0 || intents.length > 0 || isForeign(language),
    by: [...lexicon.by, tools.model],
  };
}

/** Classes of the n-gram model → languages of the contract. */
const LANGUAGE_OF: Readonly<Record<string, string>> = {
  fra: 'fr',
  ary_Arab: 'ary',
  ary_Latn: 'ary',
  arq_Latn: 'ary',
  ber_Latn: 'ber',
  ber_Tfng: 'ber',
  kab_Latn: 'kab',
  ar_Arab: 'ar',
  eng: 'en',
  spa: 'es',
};
/** Below so many words the encoder is no witness of a language. */
const FEW_WORDS = 4;
/** What a witness who does not name a language leaves it. */
const LEAST = 0.03;
/** Below this share nothing is claimed. */
const CLAIMED = 0.5;
/** Below this share of a message a language is noise. */
const MENTIONED = 0.1;
const VARIETIES = new Set(['shi', 'tzm', 'rif']);

function languageOf(lexicon: Understanding, reading: TextReading, wordCount: number): Scored<LanguageTag> {
  if (lexicon.script === 'Tfng') return { label: 'ber' as LanguageTag, score: 1 };
  if (reading.byLetters === null) return lexicon.language;
  // The n-grams know no Amazigh in Arabic letters: only the lexicon can tell it from Darija.
  if (lexicon.script === 'Arab' && (lexicon.language.label === 'ber' || VARIETIES.has(lexicon.language.label))) {
    return lexicon.language;
  }
  const letters = new Map<string, number>();
  for (const { label, score } of reading.byLetters) add(letters, LANGUAGE_OF[label] ?? 'other', score);
  const encoder = new Map<string, number>();
  for (const { label, score } of reading.languages) add(encoder, label, score);
  const said = VARIETIES.has(lexicon.language.label) ? 'ber' : lexicon.language.label;
  // Three witnesses, their probabilities multiplied; the encoder's word counts half (the square root).
  const product = [...letters.keys()].map((label) => {
    const byLexicon = said === 'und' ? 1 : label === said ? Math.max(LEAST, lexicon.language.score) : LEAST;
    const byEncoder = wordCount < FEW_WORDS ? 1 : Math.sqrt(Math.max(LEAST, encoder.get(label) ?? 0));
    return { label, score: Math.max(LEAST / 10, letters.get(label) ?? 0) * byEncoder * byLexicon };
  });
  const sum = product.reduce((total, { score }) => total + score, 0);
  const best = product.reduce((one, other) => (other.score > one.score ? other : one));
  const share = best.score / sum;
  if (share < CLAIMED) return lexicon.language;
  const label = best.label === 'ber' && VARIETIES.has(lexicon.language.label) ? lexicon.language.label : best.label;
  return { label: (label === 'other' ? 'und' : label) as LanguageTag, score: Math.round(share * 100) / 100 };
}

/** How languages share a message, best first: "ma fille katderrha kerchha". */
function sharesOf({ mixed }: TextReading): readonly Scored<LanguageTag>[] {
  const shares = new Map<string, number>();
  for (const { label, score } of mixed ?? []) add(shares, LANGUAGE_OF[label] ?? 'und', score);
  return [...shares]
    .map(([label, score]) => ({ label: label as LanguageTag, score: Math.round(score * 100) / 100 }))
    .filter(({ score }) => score >= MENTIONED)
    .sort((one, other) => other.score - one.score);
}

function is(label: Intent): (intent: Scored<Intent>) => boolean {
  return (intent) => intent.label === label;
}

function add(scores: Map<string, number>, label: string, score: number): void {
  scores.set(label, (scores.get(label) ?? 0) + score);
}

function isForeign({ label, score }: Scored<LanguageTag>): boolean {
  return ['en', 'es', 'kab', 'ar'].includes(label) && score >= CLAIMED;
}

/**
 * Words that do something to the conversation. The lexicon's whole-message rule decides; the model adds them only to a short message in
 * which nobody heard a finding, and for those that end or empty a conversation it must be sure.
 */
const COMMANDS: ReadonlySet<Intent> = new Set(['stop', 'wipe', 'restart', 'back', 'repeat', 'change_language', 'help']);
const ENDING: ReadonlySet<Intent> = new Set(['stop', 'wipe', 'restart']);
const SHORT_MESSAGE = 8;
const SURE = 0.8;

function intentsOf(lexicon: Understanding, reading: TextReading, wordCount: number): readonly Scored<Intent>[] {
  const merged = new Map<Intent, number>();
  for (const { label, score } of lexicon.intents) merged.set(label, score);
  const isCommand = lexicon.intents.some(({ label, score }) => COMMANDS.has(label) && score === 1);
  const saysNothing = lexicon.entities.length === 0 && reading.findings.length === 0 && wordCount <= SHORT_MESSAGE;
  const mayCommand = ({ label, score }: Scored<Intent>): boolean =>
    saysNothing && !lexicon.redFlag && !reading.isAlarm && (score >= SURE || !ENDING.has(label));
  for (const intent of reading.intents) {
    if (isCommand || (COMMANDS.has(intent.label) && !mayCommand(intent))) continue;
    if (!merged.has(intent.label)) merged.set(intent.label, Math.min(intent.score, 0.99));
  }
  // A denial beside a complaint is part of the complaint, not an answer to a question.
  const [complains, answers] = [reading.intents.some(is('report_symptom')), reading.intents.some(is('answer'))];
  if (complains && !answers) merged.delete('answer');
  const sorted = [...merged].map(([label, score]) => ({ label, score })).sort((one, other) => other.score - one.score);
  const call = sorted.find(({ label }) => label === 'emergency');
  if (call === undefined || isCommand) return sorted;
  return [call, ...sorted.filter((intent) => intent !== call)];
}

/** A model's finding that the lexicon does not share counts from here on: on dev messages a lower floor cost more than it gave. */
const SHARED_BY_NOBODY = 0.5;

/** What both hear is of the person that the model names: it reads the whole sentence, the lexicon the nearest word. */
function entitiesOf(lexicon: Understanding, reading: TextReading, alarms: ReadonlySet<string>): readonly Entity[] {
  const bySlot = new Map<string, ModelFinding>(reading.findings.map((finding) => [finding.slot, finding]));
  const entities: Entity[] = [];
  for (const entity of lexicon.entities) {
    const other = bySlot.get(entity.slot);
    bySlot.delete(entity.slot);
    entities.push(other === undefined ? entity : settled(entity, other, alarms));
  }
  const known = lexicon.entities.find((entity) => entity.slot === 'patient');
  for (const finding of bySlot.values()) {
    // A danger that the model alone hears is suspected, not said: the lists ask, and a nurse reads.
    if (finding.presence === 'aside' || isDanger(finding, alarms) || finding.score < SHARED_BY_NOBODY) continue;
    const { slot, presence, span } = finding;
    // The words of the message name one person: the model does not invent another.
    const subject = known !== undefined && finding.subject === 'self' ? known.subject : finding.subject;
    entities.push({ slot, value: true, presence, subject, span });
  }
  return entities;
}

function isDanger({ slot, presence }: ModelFinding, alarms: ReadonlySet<string>): boolean {
  return alarms.has(slot) && presence !== 'absent';
}

function suspectedIn(reading: TextReading, heard: readonly Entity[], alarms: ReadonlySet<string>): readonly string[] {
  return reading.findings
    .filter((finding) => finding.presence !== 'aside' && isDanger(finding, alarms))
    .map(({ slot }) => slot)
    .filter((slot) => !heard.some((entity) => entity.slot === slot && entity.presence !== 'absent'));
}

function settled(entity: Entity, other: ModelFinding, alarms: ReadonlySet<string>): Entity {
  const { subject } = other;
  if (entity.presence !== 'absent' || other.presence === 'absent' || other.presence === 'aside') {
    return { ...entity, subject };
  }
  // One hears a denial, the other hears it said: of a danger the doubt counts, of the rest the denial.
  return alarms.has(entity.slot) ? { ...entity, subject, presence: 'unsure' } : { ...entity, subject };
}
