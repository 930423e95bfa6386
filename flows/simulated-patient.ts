import { AppError } from '../core/errors.js';
import { urgencyRank } from '../core/triage.js';
import { COMMON, knownFrom, mergeSlots, packsOpened } from './engine/index.js';
import type { Answer, FlowEngine, FlowState, NodeId, Option, Presentation, Prompt, Release, Slots } from './flow.js';
import { NO_TEXT, specOf, type NodeSpec } from './nodes/index.js';
import { holds, type Facts } from './rules/evaluate.js';

/** Somebody who is ill, and how they answer what is not listed about them. */
export interface SimulatedPatient {
  /** The truth, in slots; `age_days` (or `age_months`, `age_years`) and `sex` are required. `complaint`: a pack id. */
  readonly known: Slots;
  /** What they answer about findings that are not in `known`. Numbers and choices not in `known` they do not know. */
  readonly unlisted: 'absent' | 'unsure';
  /** Packs the interview opens with; empty: the complaint is asked, and answered from `known.complaint`. */
  readonly packs: readonly string[];
  readonly presentation: Presentation;
  /** What was heard before the first question. */
  readonly said?: Slots;
}

/** The patient's truth, ready to answer from. */
export interface Truth {
  readonly facts: Facts;
  readonly unlisted: 'absent' | 'unsure';
  readonly complaint: string | null;
}

/** Throws `INPUT_INVALID` when age or sex is missing or `known` names something that the dictionary does not have. */
export function truthOf(release: Release, patient: SimulatedPatient): Truth {
  const { complaint, ...listed } = patient.known;
  let slots: Slots = {};
  for (const [slot, value] of Object.entries(listed)) {
    if (Object.keys(mergeSlots(release, {}, { [slot]: value }, false)).length === 0) {
      throw new AppError('INPUT_INVALID', `known.${slot}: "${String(value)}" is no value of a slot in slots.yaml`);
    }
    slots = mergeSlots(release, slots, { [slot]: value }, false);
  }
  const age = slots['age_days'];
  if (typeof age !== 'number')
    throw new AppError('INPUT_INVALID', 'known: age_days, age_months or age_years is missing');
  if (slots['sex'] === undefined) throw new AppError('INPUT_INVALID', 'known.sex is missing: expected f, m or unknown');
  // Who writes is not part of a patient's truth unless it is said: a parent writes for a child.
  if (slots['patient'] === undefined) slots = { ...slots, patient: age < 4383 ? 'child' : 'self' };
  const known = knownFrom(release, slots);
  const pack = typeof complaint === 'string' ? complaint : (packsOpened(release, known)[0] ?? null);
  return {
    facts: { slots: known.slots, bands: known.bands, ended: false },
    unlisted: patient.unlisted,
    complaint: pack,
  };
}

/** What the patient answers to the open question. */
export function answerOf(engine: FlowEngine, release: Release, truth: Truth, state: FlowState, prompt: Prompt): Answer {
  const node = release.packs.get(state.pack)?.nodes.get(prompt.node);
  if (node === undefined) throw new Error(`prompt ${prompt.id} belongs to no node of ${state.pack}`);
  const spec = specOf(node);
  switch (spec.kind) {
    case 'signs':
      return signsAnswer(truth, spec.entries, prompt);
    case 'overview':
      return overviewAnswer(release, truth, prompt);
    case 'choice':
      return choiceAnswer(engine, release, truth, state, prompt, spec.options);
    case 'number':
      return numberAnswer(truth, spec, prompt);
    case 'age':
      if (prompt.choices.length > 0) return pick(['days']);
      return { kind: 'number', value: numberIn(truth, 'age_days') ?? 0, heard: [] };
    case 'complaint':
      return complaintAnswer(release, truth, prompt);
    case 'also':
    case 'score':
      return UNSURE;
  }
}

const UNSURE: Answer = { kind: 'unsure', heard: [] };

function pick(ids: readonly string[]): Answer {
  return { kind: 'choices', ids, heard: [] };
}

/**
 * Every sign that is true; "none" when none is; "don't know" for the others when one of the list is not known. What is not
 * known is decided for the list as a whole, so that the same patient says the same on a call, where the list is read in
 * groups.
 */
function signsAnswer(truth: Truth, entries: readonly Option[], prompt: Prompt): Answer {
  const isTrue = (entry: Option): boolean => isTrueSign(entry, truth);
  const doubtful = entries.some(
    (entry) => !isTrue(entry) && Object.keys(entry.set).some((slot) => isDoubtful(truth, slot)),
  );
  const isList = prompt.expects === 'many_choices';
  const asked = entries.filter((entry) => {
    if (isList) return prompt.choices.some((choice) => choice.id === entry.id);
    return prompt.lines.includes(entry.text);
  });
  const present = asked.filter(isTrue);
  if (!isList) return present.length > 0 ? pick(['yes']) : doubtful ? UNSURE : pick(['no']);
  const rest = present.length < asked.length;
  if (present.length === 0) return doubtful ? UNSURE : pick(['none']);
  return pick([...present.map((entry) => entry.id), ...(doubtful && rest ? ['unsure'] : [])]);
}

/**
 * The lists that have a true sign; "none" when none has; "don't know" when a sign of the others is not known, so that the same
 * patient says the same where the lists are asked one by one.
 */
function overviewAnswer(release: Release, truth: Truth, prompt: Prompt): Answer {
  const nodes = release.packs.get(COMMON)?.nodes;
  const lists = prompt.choices.flatMap(({ id }) => {
    const node = nodes?.get(`${COMMON}.${id}` as NodeId);
    const spec = node === undefined ? null : specOf(node);
    return spec?.kind === 'signs' ? [{ id, entries: spec.entries }] : [];
  });
  const present = lists.filter(({ entries }) => entries.some((entry) => isTrueSign(entry, truth)));
  const rest = lists.filter((list) => !present.includes(list)).flatMap(({ entries }) => entries);
  if (rest.some((entry) => Object.keys(entry.set).some((slot) => isDoubtful(truth, slot)))) return UNSURE;
  return pick(present.length === 0 ? ['none'] : present.map(({ id }) => id));
}

function isTrueSign(entry: Option, truth: Truth): boolean {
  if (entry.means !== null) return holds(entry.means, truth.facts);
  return Object.keys(entry.set).some((slot) => truth.facts.slots[slot] === 'present');
}

/** Not listed and not to be taken as absent, or listed as unsure. */
function isDoubtful(truth: Truth, slot: string): boolean {
  const value = truth.facts.slots[slot];
  return value === undefined ? truth.unlisted === 'unsure' : value === 'unsure' || value === 'unknown';
}

/** The most urgent option that is true; none: the one that denies everything, if the patient knows that much. */
function choiceAnswer(
  engine: FlowEngine,
  release: Release,
  truth: Truth,
  state: FlowState,
  prompt: Prompt,
  options: readonly Option[],
): Answer {
  const offered = options.filter((option) => prompt.choices.some((choice) => choice.id === option.id));
  const answers = offered.filter((option) => isTrueOption(option, truth)).map((option) => pick([option.id]));
  if (answers.length === 0) {
    const findings = new Set(options.flatMap((option) => findingsOf(option)));
    const denial = offered.find((option) => isDenial(option));
    const knows = [...findings].every((slot) => !isDoubtful(truth, slot) && truth.facts.slots[slot] !== 'present');
    return denial !== undefined && knows ? pick([denial.id]) : UNSURE;
  }
  const rank = (answer: Answer): number => urgencyRank(engine.advance(release, state, answer).state.level);
  const ranked = answers.length === 1 ? answers : [...answers].sort((a, b) => rank(b) - rank(a));
  return ranked[0] ?? UNSURE;
}

/** True of the patient: a finding of it is present, and its numbers and choices are the patient's own. */
function isTrueOption(option: Option, truth: Truth): boolean {
  if (option.means !== null) return holds(option.means, truth.facts);
  const { slots } = truth.facts;
  const pairs = Object.entries(option.set);
  const findings = findingsOf(option);
  const values = pairs.filter(([, value]) => value !== 'present' && value !== 'absent' && value !== 'unsure');
  if (findings.length === 0 && values.length === 0) return false;
  if (findings.length > 0 && !findings.some((slot) => slots[slot] === 'present')) return false;
  return values.every(([slot, value]) => slots[slot] === value);
}

function findingsOf(option: Option): readonly string[] {
  return Object.entries(option.set).flatMap(([slot, value]) => (value === 'present' ? [slot] : []));
}

/** Denies what the other options say; so does a plain "no", whatever number it stands for ("a birth within a year?"). */
function isDenial(option: Option): boolean {
  if (option.text === NO_TEXT) return true;
  return option.means === null && Object.values(option.set).every((value) => value === 'absent');
}

function numberAnswer(truth: Truth, spec: Extract<NodeSpec, { kind: 'number' }>, prompt: Prompt): Answer {
  const value = numberIn(truth, spec.slot);
  if (value === null) return UNSURE;
  const option = spec.options.find(
    (each) =>
      prompt.choices.some((choice) => choice.id === each.id) && each.means !== null && holds(each.means, truth.facts),
  );
  if (option !== undefined) return pick([option.id]);
  const inRange = Math.min(Math.max(value, spec.min), spec.max);
  return { kind: 'number', value: inRange, heard: [] };
}

function numberIn(truth: Truth, slot: string): number | null {
  const value = truth.facts.slots[slot];
  return typeof value === 'number' ? value : null;
}

/** Says that there is something else when the complaint is not among those that were understood. */
function complaintAnswer(release: Release, truth: Truth, prompt: Prompt): Answer {
  const { complaint } = truth;
  if (prompt.lines.length > 0) {
    const title = complaint === null ? undefined : release.packs.get(complaint)?.title;
    return pick([title === undefined || prompt.lines.includes(title) ? 'no' : 'yes']);
  }
  if (complaint !== null && prompt.choices.some((choice) => choice.id === complaint)) return pick([complaint]);
  const more = complaint !== null && prompt.choices.some((choice) => choice.id === 'more');
  return pick([more ? 'more' : 'other']);
}
