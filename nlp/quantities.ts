import type { Subject } from '../core/understanding.js';
import type { Heard } from './findings.js';
import type { Match } from './matches.js';
import type { Token } from './normalize.js';
import { amountsOf, inDays, inHours, measuresOf, type Amount, type Measure } from './numbers.js';
import type { People } from './people.js';
import { overlaps, sameSentence } from './places.js';

/** A number of the slot dictionary, in the unit of its slot. */
export interface Quantity {
  readonly slot: string;
  readonly value: number;
  readonly subject: Subject;
  readonly from: number;
  readonly to: number;
}

interface Text {
  readonly tokens: readonly Token[];
  readonly matches: readonly Match[];
  readonly people: People;
  readonly heard: readonly Heard[];
  /** Slots that the open question is about. */
  readonly expected: readonly string[];
}

/** A stretch of time belongs to what was said last before it: these keep their own; everything else is the main complaint's. */
const TIMED: Readonly<Record<string, { readonly slot: string; readonly unit: 'days' | 'hours' }>> = {
  fever: { slot: 'fever_days', unit: 'days' },
  cough: { slot: 'cough_days', unit: 'days' },
  diarrhoea: { slot: 'diarrhoea_days', unit: 'days' },
  scorpion_sting: { slot: 'hours_since_sting', unit: 'hours' },
  postpartum: { slot: 'days_postpartum', unit: 'days' },
  dog_bite: { slot: 'days_since_bite', unit: 'days' },
  animal_bite: { slot: 'days_since_bite', unit: 'days' },
  no_urine: { slot: 'hours_without_urine', unit: 'hours' },
  testicular_pain: { slot: 'pain_onset_hours', unit: 'hours' },
};
/** Month of pregnancy as people count it → first week that it may mean (pack `common`, `pregnancy_dates`). */
const WEEKS_OF_MONTH = [0, 4, 8, 12, 20, 24, 28, 30, 34, 37];
const OLDEST_YEARS = 120;
/** "Fatima 45 ans": so many years are an age, fewer may be how long something lasts. */
const GROWN_UP = 15;
const FEVER = { lowest: 34, highest: 43 } as const;

/** Ages, times and measured values. What a number is about must be said: a bare one is left to the question that is open. */
export function quantitiesOf(text: Text): readonly Quantity[] {
  const amounts = amountsOf(text.tokens, text.matches);
  const measures = measuresOf(text.tokens, text.matches, amounts);
  const times = measures.map((measure) => ofTime(text, measure));
  const free = amounts.filter((amount) => !measures.some((measure) => overlaps(measure, amount)));
  const degrees = measures.filter((measure) => measure.unit === 'degree');
  const found = [
    ...times,
    ...degrees.map((measure) => temperature(text, measure, true)),
    ...free.map((amount) => temperature(text, amount, false)),
    ...pressures(text, amounts),
    sugar(text, amounts),
  ].filter((each) => each !== null);
  const kept = new Map<string, Quantity>();
  for (const each of found)
    if (!kept.has(`${each.slot} ${each.subject}`)) kept.set(`${each.slot} ${each.subject}`, each);
  return [...kept.values()];
}

function ofTime(text: Text, measure: Measure): Quantity | null {
  const { expected } = text;
  const days = inDays(measure);
  const hours = inHours(measure);
  // "maintenant", "vient de" begin something; how long it lasts is another question.
  if (hours === null || (measure.isNamed && measure.unit === 'hour' && hours === 0)) return null;
  const place = {
    subject: text.people.who(measure.from, measure.to)?.subject ?? ('self' as const),
    from: measure.from,
    to: measure.to,
  };
  const isSince = nextTo(text, measure, 'since');
  if (!isSince && !measure.isNamed && days !== null) {
    const weeks = pregnancyWeeks(text, measure);
    if (weeks !== null) return { slot: 'pregnancy_weeks', value: weeks, ...place };
    if (isAge(text, measure)) return { slot: 'age_days', value: days, ...place };
  }
  const wanted = expected.map((slot) => durationSlot(slot)).find((each) => each !== null) ?? undefined;
  if (wanted !== undefined) return valued(wanted.slot, inUnit(wanted.unit, hours, measure), place);
  if (!isSince && !measure.isNamed && measure.unit !== 'hour' && measure.unit !== 'minute' && measure.unit !== 'day')
    return null;
  const about = aboutWhat(text, measure);
  if (about === null) return null;
  const timed = TIMED[about.slot] ?? { slot: 'duration_hours', unit: 'hours' as const };
  return valued(timed.slot, inUnit(timed.unit, hours, measure), { ...place, subject: about.subject });
}

function valued(slot: string, value: number | null, place: Omit<Quantity, 'slot' | 'value'>): Quantity | null {
  return value === null ? null : { slot, value, ...place };
}

/**
 * Days are whole: "depuis hier" is one, "depuis 3 heures" none. `null`: "depuis ce matin" names no hour, and a guess would
 * decide where rules ask for hours: it is asked.
 */
function inUnit(unit: 'days' | 'hours', hours: number, { isNamed, unit: said }: Measure): number | null {
  if (unit === 'days') return Math.floor(hours / 24);
  return isNamed && said === 'day' && hours === 0 ? null : Math.round(hours * 10) / 10;
}

function durationSlot(slot: string): { readonly slot: string; readonly unit: 'days' | 'hours' } | null {
  if (slot === 'age_days') return null;
  const unit = /_days$|^days_/.test(slot) ? 'days' : /_hours$|^hours_/.test(slot) ? 'hours' : null;
  return unit === null ? null : { slot, unit };
}

/** The finding that a time belongs to: the last one before it in the sentence, or the first after it. */
function aboutWhat({ heard, tokens }: Text, measure: Measure): Heard | null {
  const there = heard.filter(
    (each) => each.presence !== 'absent' && each.value === null && !each.slot.endsWith('_history'),
  );
  const before = there.filter((each) => each.to <= measure.from && sameSentence(tokens, each.from, measure.from));
  const after = there.filter((each) => each.from >= measure.to && sameSentence(tokens, measure.from, each.from));
  return before.at(-1) ?? after[0] ?? null;
}

function nextTo({ matches }: Text, measure: Amount, id: string): boolean {
  return matches.some(
    (match) =>
      match.layer === 'unit' &&
      match.id === id &&
      ((match.to <= measure.from && measure.from - match.to <= 1) ||
        // "3 iyam hadi", "kradd wussan ayad"; in French what follows belongs to the next number.
        (match.family !== 'fr' && match.from === measure.to)),
  );
}

function isAge(text: Text, measure: Measure): boolean {
  if (measure.unit === 'year' && measure.value > OLDEST_YEARS) return false;
  if (text.expected.includes('age_days')) return true;
  const mention = text.people.who(measure.from, measure.to);
  const close = mention !== null && (mention.named || mention.subject !== 'self') && measure.from - mention.at <= 4;
  const marked = nextTo(text, measure, 'aged');
  // "fièvre de 3 jours", "3ndi 3 iyam": days and weeks are an age only of somebody else, beside their name.
  if (measure.unit === 'day' || measure.unit === 'week') return close && marked && mention.subject !== 'self';
  if (measure.unit === 'month') return (close || marked) && mention !== null && mention.subject !== 'self';
  return close || marked || text.tokens.length <= 3 || measure.value >= GROWN_UP;
}

function pregnancyWeeks(text: Text, measure: Measure): number | null {
  if (measure.unit !== 'month' && measure.unit !== 'week') return null;
  const isAsked = text.expected.includes('pregnancy_weeks');
  const isSaid = text.heard.some(
    (each) => each.slot === 'pregnancy' && each.presence === 'present' && Math.abs(each.from - measure.from) <= 5,
  );
  if (!isAsked && !isSaid) return null;
  if (measure.unit === 'week') return measure.value <= 45 ? measure.value : null;
  return WEEKS_OF_MONTH[Math.floor(measure.value)] ?? null;
}

function temperature(text: Text, amount: Amount, hasDegree: boolean): Quantity | null {
  if (amount.value < FEVER.lowest || amount.value > FEVER.highest) return null;
  const near = (id: string): boolean =>
    text.matches.some((match) => match.id === id && Math.max(match.from - amount.to, amount.from - match.to) <= 4);
  const isSaid =
    hasDegree ||
    near('fever') ||
    text.heard.some((each) => each.slot === 'fever' && Math.abs(each.from - amount.from) <= 6);
  if (!isSaid && !text.expected.includes('temperature_celsius')) return null;
  const subject = text.people.who(amount.from, amount.to)?.subject ?? 'self';
  return { slot: 'temperature_celsius', value: amount.value, subject, from: amount.from, to: amount.to };
}

/** "tension 16/9", "ma tension est à 18 sur 10", "tansyo 17": in cmHg as people say it, kept in mmHg. */
function pressures(text: Text, amounts: readonly Amount[]): readonly (Quantity | null)[] {
  const mark = text.matches.find((match) => match.layer === 'unit' && match.id === 'bp');
  const isAsked = text.expected.includes('systolic_mmhg');
  if (mark === undefined && !isAsked) return [];
  const start = mark?.to ?? 0;
  const upper = amounts.find((amount) => amount.from >= start && amount.from - start <= 4 && mmHg(amount.value) >= 70);
  if (upper === undefined || mmHg(upper.value) > 300) return [];
  const lower = amounts.find((amount) => amount.from > upper.from && amount.from - upper.to <= 1);
  const subject = text.people.who(upper.from, upper.to)?.subject ?? 'self';
  const systolic = { slot: 'systolic_mmhg', value: mmHg(upper.value), subject, from: upper.from, to: upper.to };
  if (lower === undefined || mmHg(lower.value) >= systolic.value || mmHg(lower.value) < 30) return [systolic];
  return [systolic, { slot: 'diastolic_mmhg', value: mmHg(lower.value), subject, from: lower.from, to: lower.to }];
}

function mmHg(value: number): number {
  return value < 30 ? value * 10 : value;
}

/** Capillary sugar: grams in a litre as meters show it in Morocco, or milligrams in a decilitre. */
function sugar(text: Text, amounts: readonly Amount[]): Quantity | null {
  const mark = text.matches.find((match) => match.layer === 'unit' && match.id === 'sugar');
  if (mark === undefined) return null;
  const amount = amounts.find((each) => each.from >= mark.to && each.from - mark.to <= 3 && each.value > 0);
  if (amount === undefined || (amount.value > 8 && amount.value < 20) || amount.value > 900) return null;
  const value = amount.value <= 8 ? Math.round(amount.value * 100) : amount.value;
  const subject = text.people.who(amount.from, amount.to)?.subject ?? 'self';
  return { slot: 'glucose_mg_per_dl', value, subject, from: amount.from, to: amount.to };
}
