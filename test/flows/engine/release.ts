import type { TextId } from '../../../core/message.js';
import { TRIAGE_LEVELS, type TriageLevel } from '../../../core/triage.js';
import {
  BANDS,
  type Band,
  type Condition,
  type Derivation,
  type DispositionSpec,
  type Node,
  type NodeId,
  type Pack,
  type Release,
  type Rule,
  type SlotSpec,
} from '../../../flows/flow.js';
import { parseNode } from '../../../flows/nodes/index.js';
import { parseCondition } from '../../../flows/rules/parse.js';

/** A step as an author writes it, `say` and `when` included. */
export type RawStep = Record<string, unknown> & {
  readonly ask?: string;
  readonly kind?: string;
  readonly when?: string;
};

export interface RawPack {
  readonly bands?: readonly Band[];
  readonly order?: number;
  readonly enter?: string;
  readonly otherwise?: TriageLevel;
  readonly steps: readonly RawStep[];
  readonly rules?: readonly { readonly id: string; readonly when: string; readonly level: TriageLevel }[];
  readonly bump?: readonly { readonly id: string; readonly when: string }[];
  readonly dispositions?: Partial<Record<TriageLevel, readonly string[]>>;
}

export interface RawRelease {
  /** `finding`, `number`, or the values of a choice. */
  readonly slots: Readonly<Record<string, 'finding' | 'number' | readonly string[]>>;
  /** slot, bands (`all` or `A, E`), level, condition. */
  readonly signs: readonly (readonly [slot: string, bands: string, level: TriageLevel, when?: string])[];
  readonly implies?: Readonly<Record<string, readonly string[]>>;
  readonly derived?: readonly { readonly slot: string; readonly when: string }[];
  readonly packs: Readonly<Record<string, RawPack>>;
  readonly firstAid?: readonly { readonly when: string; readonly text: string }[];
  readonly screens?: Partial<Record<Band, Readonly<Record<string, TriageLevel | null>>>>;
}

const PERSON: RawRelease['slots'] = {
  patient: ['self', 'child', 'other', 'unknown'],
  sex: ['f', 'm', 'unknown'],
  age_days: 'number',
  age_months: 'number',
  age_years: 'number',
  pregnancy: 'finding',
  postpartum: 'finding',
};

/** A release in memory, read with the same parsers as the packs on disk. */
export function makeRelease(raw: RawRelease): Release {
  const slots = new Map<string, SlotSpec>(
    Object.entries({ ...PERSON, ...raw.slots }).map(([id, type]) => [
      id,
      {
        id,
        type: type === 'finding' || type === 'number' ? type : 'choice',
        unit: null,
        values: Array.isArray(type) ? type : [],
        group: 'test',
        meaning: id,
      },
    ]),
  );
  return {
    hash: 'test',
    slots,
    signs: raw.signs.map(([slot, bands, level, when], index) => ruleOf(slots, slot, bands, level, when, index)),
    derivations: {
      implies: closedImplications(raw.implies ?? {}),
      choices: [],
      derived: (raw.derived ?? []).map(({ slot, when }): Derivation => ({
        slot,
        bands: [],
        when: parseCondition(when),
        decides: null,
      })),
    },
    packs: new Map(Object.entries(raw.packs).map(([id, pack]) => [id, packOf(id, pack, slots)])),
    firstAid: (raw.firstAid ?? []).map(({ when, text }) => ({ when: parseCondition(when), text: text as TextId })),
    screens: new Map(
      BANDS.map((band) => [band, Object.entries(raw.screens?.[band] ?? {}).map(([slot, level]) => ({ slot, level }))]),
    ),
    text: (id) => `«${id}»`,
    textIds: [],
    review: () => ({ state: 'draft', by: 'test', on: '2026-11-24' }),
    reviews: new Map(),
    numbers: {},
  };
}

function ruleOf(
  slots: ReadonlyMap<string, SlotSpec>,
  slot: string,
  bands: string,
  level: TriageLevel,
  when: string | undefined,
  index: number,
): Rule {
  const all = bands === 'all' ? (['N', 'C', 'A'] as const) : (bands.split(', ') as Band[]);
  return {
    id: `sign:${slot}:${bands}:${level}:${index}`,
    sign: slots.get(slot)?.type === 'finding' ? slot : null,
    bands: all,
    level,
    when: when === undefined ? null : parseCondition(when),
    source: 'test',
    place: `signs:${index + 1}`,
  };
}

function packOf(id: string, raw: RawPack, slots: ReadonlyMap<string, SlotSpec>): Pack {
  const nodes = new Map<NodeId, Node>();
  let say: TextId[] = [];
  for (const step of raw.steps) {
    if (typeof step['say'] === 'string') {
      say.push(`${id}.${step['say']}` as TextId);
      continue;
    }
    const isAlso = typeof step['also'] === 'string';
    const name = step.ask ?? `also_${String(step['also'])}`;
    const nodeId = (name.includes('.') ? name : `${id}.${name}`) as NodeId;
    const { spec } = parseNode(isAlso ? 'also' : (step.kind ?? ''), step, {
      pack: id,
      id: nodeId,
      slots,
      condition: parseCondition,
      sheet: (file) => {
        throw new Error(`no file ${file} here`);
      },
      fail: (message, path) => {
        throw new Error(`${nodeId}${path === undefined ? '' : ` at ${path.join('.')}`}: ${message}`);
      },
    });
    const when: Condition | null = step.when === undefined ? null : parseCondition(step.when);
    nodes.set(nodeId, { id: nodeId, kind: step.kind ?? 'also', when, spec, say, place: `${id}:${name}` });
    say = [];
  }
  const dispositions = new Map<TriageLevel, DispositionSpec>();
  for (const level of TRIAGE_LEVELS) {
    const texts = raw.dispositions?.[level] ?? (id === 'common' ? [] : undefined);
    if (texts !== undefined) dispositions.set(level, { id: `${id}.${level}`, level, say: texts as TextId[] });
  }
  return {
    id,
    version: 1,
    title: `${id}.title` as TextId,
    bands: raw.bands ?? [],
    order: raw.order ?? 0,
    enter: raw.enter === undefined ? null : parseCondition(raw.enter),
    nodes,
    steps: [...nodes.keys()],
    rules: (raw.rules ?? []).map((rule) => ({
      id: `${id}.${rule.id}`,
      sign: null,
      bands: [],
      level: rule.level,
      when: parseCondition(rule.when),
      source: 'test',
      place: `${id}:${rule.id}`,
    })),
    bump: (raw.bump ?? []).map((rule) => ({ id: `${id}.${rule.id}`, when: parseCondition(rule.when), source: 'test' })),
    otherwise: raw.otherwise ?? 'self_care',
    dispositions,
    source: 'test',
    codes: {},
    prevention: null,
    closing: false,
  };
}

function closedImplications(raw: Readonly<Record<string, readonly string[]>>): Release['derivations']['implies'] {
  const closed = new Map<string, { to: string; bands: readonly Band[] }[]>();
  for (const from of Object.keys(raw)) {
    const reached = new Set<string>();
    const walk = (slot: string): void => {
      for (const to of raw[slot] ?? []) {
        if (reached.has(to)) continue;
        reached.add(to);
        walk(to);
      }
    };
    walk(from);
    closed.set(
      from,
      [...reached].map((to) => ({ to, bands: [] })),
    );
  }
  return closed;
}

/** The questions of the person, two screens and a complaint, for tests that need an ordinary interview. */
export const COMMON_STEPS: readonly RawStep[] = [
  {
    ask: 'who',
    kind: 'choice',
    options: [
      { id: 'self', set: { patient: 'self' } },
      { id: 'child', set: { patient: 'child' } },
    ],
    unsure: { patient: 'unknown' },
  },
  { ask: 'age', kind: 'age' },
  {
    ask: 'sex_pregnancy',
    kind: 'choice',
    when: 'age_days >= 4383 and age_days < 18628',
    options: [
      { id: 'man', set: { sex: 'm' }, means: 'sex in {m}' },
      { id: 'woman', set: { sex: 'f' }, means: 'sex in {f}' },
      { id: 'pregnant', set: { sex: 'f', pregnancy: 'present' }, means: 'pregnancy' },
    ],
    unsure: { sex: 'unknown', pregnancy: 'unsure' },
  },
  {
    ask: 'danger',
    kind: 'signs',
    danger: true,
    signs: [
      'unconscious',
      'not_breathing',
      'heavy_bleeding',
      { id: 'shock', set: ['cold_clammy', 'mottled_skin'] },
      'black_stool',
    ],
  },
  {
    ask: 'danger_pregnant',
    kind: 'signs',
    danger: true,
    when: 'in_band(P)',
    signs: ['severe_headache', 'vaginal_bleeding', 'belly_trauma'],
  },
  { ask: 'complaint', kind: 'complaint' },
];

export const SLOTS: RawRelease['slots'] = {
  unconscious: 'finding',
  hard_to_wake: 'finding',
  not_breathing: 'finding',
  heavy_bleeding: 'finding',
  bleeding: 'finding',
  cold_clammy: 'finding',
  mottled_skin: 'finding',
  black_stool: 'finding',
  fainting: 'finding',
  severe_headache: 'finding',
  vaginal_bleeding: 'finding',
  belly_trauma: 'finding',
  cough: 'finding',
  fever: 'finding',
  rash: 'finding',
  cough_days: 'number',
  temperature_celsius: 'number',
  cough_kind: ['dry', 'wet', 'unknown'],
  breathless_at_rest: 'finding',
  wheeze: 'finding',
  sputum: 'finding',
  smoker: 'finding',
};

export const SIGNS: RawRelease['signs'] = [
  ['unconscious', 'all', 'emergency'],
  ['hard_to_wake', 'all', 'emergency'],
  ['not_breathing', 'all', 'emergency'],
  ['heavy_bleeding', 'all', 'emergency'],
  ['cold_clammy', 'all', 'emergency'],
  ['mottled_skin', 'all', 'emergency'],
  ['black_stool', 'C, A', 'urgent'],
  ['black_stool', 'C, A', 'emergency', 'fainting'],
  ['black_stool', 'N', 'emergency'],
  ['severe_headache', 'P', 'emergency'],
  ['vaginal_bleeding', 'P', 'urgent'],
  ['belly_trauma', 'P', 'urgent'],
  ['breathless_at_rest', 'all', 'urgent'],
  ['breathless_at_rest', 'A', 'emergency', 'fever and fainting'],
  ['temperature_celsius', 'A', 'urgent', 'temperature_celsius >= 40.0 or temperature_celsius < 36.0'],
  ['fever', 'N', 'emergency'],
  ['wheeze', 'all', 'same_day'],
];

/** An ordinary little release: common questions and a cough pack. */
export const COUGH: RawPack = {
  bands: ['C', 'A'],
  order: 10,
  enter: 'cough',
  steps: [
    { ask: 'days', kind: 'number', slot: 'cough_days', min: 0, max: 365 },
    {
      ask: 'breath',
      kind: 'signs',
      danger: true,
      signs: ['breathless_at_rest', 'wheeze', 'fever', 'fainting'],
    },
    {
      ask: 'kind',
      kind: 'choice',
      options: [
        { id: 'dry', set: { cough_kind: 'dry' } },
        { id: 'wet', set: { cough_kind: 'wet', sputum: 'present' } },
      ],
      unsure: { cough_kind: 'unknown' },
    },
    {
      ask: 'temperature',
      kind: 'number',
      slot: 'temperature_celsius',
      when: 'fever',
      min: 30,
      max: 45,
      options: [
        { id: 'normal', set: { temperature_celsius: 37 }, means: 'temperature_celsius < 38' },
        {
          id: 'high',
          set: { temperature_celsius: 38 },
          means: 'temperature_celsius >= 38 and temperature_celsius < 40',
        },
        { id: 'very_high', set: { temperature_celsius: 40 }, means: 'temperature_celsius >= 40' },
        { id: 'not_measured', set: { temperature_celsius: 'unknown' } },
      ],
    },
    { ask: 'smoker', kind: 'yes_no', slot: 'smoker' },
  ],
  rules: [
    { id: 'long', when: 'cough_days > 14', level: 'routine' },
    { id: 'fever_wet', when: 'fever and cough_kind in {wet, unknown}', level: 'same_day' },
  ],
  bump: [{ id: 'smoker', when: 'smoker' }],
  dispositions: { self_care: ['cough.care'], routine: ['cough.clinic'] },
};

export const RAW: RawRelease = {
  slots: SLOTS,
  signs: SIGNS,
  implies: { unconscious: ['hard_to_wake'], heavy_bleeding: ['bleeding'] },
  packs: { common: { steps: COMMON_STEPS }, cough: COUGH },
  firstAid: [
    { when: 'unconscious', text: 'common.aid.side' },
    { when: 'bleeding', text: 'common.aid.press' },
  ],
  screens: {
    C: { unconscious: 'emergency', not_breathing: 'emergency', heavy_bleeding: 'emergency', black_stool: 'urgent' },
    A: { unconscious: 'emergency', not_breathing: 'emergency', cold_clammy: 'emergency', black_stool: 'urgent' },
    P: { severe_headache: 'emergency', vaginal_bleeding: 'urgent', belly_trauma: 'urgent' },
  },
};
