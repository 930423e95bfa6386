import type { Presence, Subject } from '../core/understanding.js';
import { distance, overlaps } from './places.js';
import type { Scope } from './scope.js';
import type { Composition, Lexicon } from './lexicon.js';
import type { Match } from './matches.js';
import type { People } from './people.js';

/** A finding, or a value of a choice, as it was said. */
export interface Heard {
  readonly slot: string;
  /** `null`: a finding. */
  readonly value: string | null;
  readonly presence: Presence;
  readonly subject: Subject;
  /** Tokens. */
  readonly from: number;
  readonly to: number;
}

/** Nobody reports these of themselves: "je n'arrive pas à la réveiller" is about somebody else. */
const NOT_OF_ONESELF = new Set([
  'unconscious',
  'not_breathing',
  'hard_to_wake',
  'seizure_now',
  'seizure_not_awake',
  'gasping',
  'floppy_baby',
  'bulging_fontanelle',
  'not_feeding',
  'cord_bleeding',
  'newborn_eye_pus',
  'persistent_crying',
]);
/** Hot water is no fever: inside these words nothing else is heard. */
const THINGS = new Set(['fire_hot', 'waters', 'poison', 'gas_heater', 'gas_bottle']);
/** "weldi" is a son before it is a birth. */
const BIRTH = new Set(['birth', 'baby_inside']);
/** Said of a woman, whoever else is named: "enceinte, le bébé ne bouge plus". */
const OF_A_WOMAN = new Set([
  'pregnancy',
  'postpartum',
  'reduced_fetal_movement',
  'contractions',
  'waters_broken',
  'waters_foul',
  'urge_to_push',
  'cord_visible',
  'breech',
  'placenta_retained',
]);

/** Being dead to the words around ("elle est morte, elle ne respire plus") never hides these. */
const EVEN_OF_THE_DEAD = new Set(['unconscious', 'not_breathing', 'self_harm', 'poisoning']);

/** What is said of whom, and whether it is there: from sayings, and from everyday words that stand together. */
export function findingsOf(
  lexicon: Lexicon,
  matches: readonly Match[],
  scope: Scope,
  people: People,
): readonly Heard[] {
  const sayings = matches.filter((match) => match.layer === 'figurative');
  const things = matches.filter((match) => match.layer === 'part' && THINGS.has(match.id) && match.to - match.from > 1);
  const names = matches.filter((match) => match.layer === 'person' && match.exactness > 0);
  const literal = matches.filter(
    (match) =>
      !sayings.some((saying) => covers(saying, match) || runsOn(saying, match)) &&
      !things.some((thing) => covers(thing, match) && !covers(match, thing)) &&
      !(BIRTH.has(match.id) && names.some((name) => covers(name, match))),
  );
  const direct = literal.filter((match) => match.layer === 'finding');
  const heard: Heard[] = [];
  for (const match of direct) {
    const denial = scope.denialOf(match.from, match.to);
    add(match.id, match.from, match.to, denial === 'sure' || match.denied);
  }
  const parts = literal.filter((match) => match.layer === 'part');
  for (const first of parts) {
    for (const rule of lexicon.compositions.get(first.id) ?? []) {
      for (const chain of chainsOf(rule, first, parts, scope)) compose(rule, chain);
    }
  }
  return settle(aboutOthers(heard, people));

  function compose(rule: Composition, chain: readonly Match[]): void {
    const from = Math.min(...chain.map((part) => part.from));
    const to = Math.max(...chain.map((part) => part.to));
    const barred = rule.unless.some((id) => {
      const wanted = id.replace(/^!/, '');
      return parts.some(
        (part) =>
          part.id === wanted &&
          !chain.includes(part) &&
          distance(part, { from, to }) <= rule.gap &&
          scope.isOneThought(part.from, from) &&
          (!id.startsWith('!') || isDenied(part, 'maybe')),
      );
    });
    if (barred) return;
    const asksDenial = rule.parts.some((part) => part.denied);
    let denied = false;
    for (const [index, part] of chain.entries()) {
      const wanted = rule.parts[index]?.denied === true;
      if (wanted && !isDenied(part, 'maybe')) return;
      // A rule that asks for one denial has used it up: "ma kat7rekch yeddha" denies the moving, not the hand.
      if (!wanted && !asksDenial && isDenied(part, 'sure')) denied = true;
    }
    const subject = subjectOf(rule.finding, from, to);
    if (rule.who === 'self' && subject !== 'self') return;
    if (rule.who === 'other' && subject === 'self') return;
    add(rule.finding, from, to, denied);
  }

  function isDenied(part: Match, least: 'sure' | 'maybe'): boolean {
    const denial = scope.denialOf(part.from, part.to);
    return part.denied || denial === 'sure' || (least === 'maybe' && denial === 'maybe');
  }

  function add(id: string, from: number, to: number, denied: boolean): void {
    const isDoubt = id.endsWith('?');
    const [slot = '', value = null] = (isDoubt ? id.slice(0, -1) : id).split('=');
    if (denied) {
      // Denying a doubt says nothing, and a choice has no "absent".
      if (!isDoubt && value === null && scope.asideOf(from, to) === null) push('absent');
      return;
    }
    if (isAside(slot, from, to)) return;
    push(isDoubt || scope.isUnsure(from, to) ? 'unsure' : 'present');

    function push(presence: Presence): void {
      heard.push({ slot, value, presence, subject: subjectOf(slot, from, to), from, to });
    }
  }

  /** Said, but not of the person's state now: left out, so that it is asked. */
  function isAside(slot: string, from: number, to: number): boolean {
    const aside = scope.asideOf(from, to);
    if (aside === null) return false;
    if (aside === 'died' && EVEN_OF_THE_DEAD.has(slot)) return false;
    return !(aside === 'past' && lexicon.events.has(slot));
  }

  function subjectOf(finding: string, from: number, to: number): Subject {
    const subject = people.who(from, to)?.subject ?? 'self';
    const slot = finding.replace(/[?=].*$/, '');
    if (subject === 'child' && OF_A_WOMAN.has(slot)) {
      return people.named.find((mention) => mention.subject === 'other')?.subject ?? 'self';
    }
    if (subject !== 'self' || !NOT_OF_ONESELF.has(slot)) return subject;
    return people.named.find((mention) => mention.subject !== 'self')?.subject ?? 'other';
  }
}

/** Every way in which the parts of a rule stand together: neighbours in one thought, at most `gap` words apart. */
function chainsOf(
  rule: Composition,
  first: Match,
  parts: readonly Match[],
  scope: Scope,
): readonly (readonly Match[])[] {
  let chains: (readonly Match[])[] = [[first]];
  for (const { id } of rule.parts.slice(1)) {
    const candidates = parts.filter((part) => part.id === id);
    chains = chains.flatMap((chain) =>
      candidates
        .filter(
          (part) =>
            !chain.includes(part) &&
            chain.some((other) => belongs(other, part)) &&
            chain.every((other) => !isInside(other, part)),
        )
        .map((part) => [...chain, part]),
    );
  }
  return chains;

  function belongs(one: Match, other: Match): boolean {
    if (distance(one, other) > rule.gap || !scope.isOneThought(one.from, other.from)) return false;
    // "la toux et du sang dans les selles" is no coughing of blood; "rasi w kerchi kayderrouni" are two pains.
    return isPlace(one) || isPlace(other) || !scope.hasAndBetween(one.from, other.from);
  }
}

function isPlace(match: Match): boolean {
  return match.id.startsWith('body_') || match.id === 'pregnant' || match.id === 'drink' || match.id === 'eat';
}

/** One word cannot be two parts of the same finding, unless they are the same stretch ("khnig" is narrow and breath). */
function isInside(one: Match, other: Match): boolean {
  return overlaps(one, other) && !(one.from === other.from && one.to === other.to && one.id !== other.id);
}

function covers(outer: Match, inner: Match): boolean {
  return outer !== inner && outer.from <= inner.from && outer.to >= inner.to;
}

/** "je veux mourir" begins what "mourir de rire" ends. */
function runsOn(saying: Match, match: Match): boolean {
  return match.layer === 'finding' && saying.from > match.from && saying.from < match.to && saying.to > match.to;
}

/** "rah ghayeb, ma kayhderch": who cannot be the one who writes is the one the whole message is about, unless "I" was said. */
function aboutOthers(heard: readonly Heard[], people: People): readonly Heard[] {
  const other = heard.find(
    (each) => NOT_OF_ONESELF.has(each.slot) && each.presence !== 'absent' && each.subject !== 'self',
  );
  if (other === undefined || people.named.length > 0) return heard;
  return heard.map((each) => ({ ...each, subject: other.subject }));
}

const WEIGHT: Readonly<Record<Presence, number>> = { absent: 1, unsure: 2, present: 3 };

/** One entry for each finding, value and person: present beats unsure beats absent, whatever the order of saying. */
function settle(heard: readonly Heard[]): readonly Heard[] {
  const kept = new Map<string, Heard>();
  for (const each of heard) {
    const key = `${each.slot} ${each.value ?? ''} ${each.subject}`;
    const known = kept.get(key);
    const heavier = known === undefined || WEIGHT[each.presence] > WEIGHT[known.presence];
    if (heavier) kept.set(key, each);
  }
  return [...kept.values()].sort((one, other) => one.from - other.from || one.to - other.to);
}
