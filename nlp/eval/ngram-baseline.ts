import type { LanguageTag } from '../../core/language.js';
import { INTENTS, type Entity, type Intent, type Understanding } from '../../core/understanding.js';
import type { Nlu } from '../nlu.js';
import { normalize } from '../normalize.js';
import { wordsOf } from '../runtime/words.js';
import type { MarkedMessage } from './marked-messages.js';

/**
 * What a transformer has to beat: one linear layer over hashed n-grams (characters 2 to 5 inside word borders, words 1 and 2), a logistic
 * regression for each label, trained in some seconds on the same marked messages as the encoder (not on its generated ones).
 * A finding is a label with its presence; whose it is, is one label of the whole message. It has no idea of order beyond its n-grams.
 */
export function trainNgramBaseline(messages: readonly MarkedMessage[]): Nlu {
  const labels = labelsOf(messages);
  const index = new Map(labels.map((label, at) => [label, at]));
  const weights = new Float32Array(BUCKETS * labels.length);
  const rarity = rarityOf(messages.map((message) => ngramsOf(message.text)));
  const featuresOf = (text: string): Features => weighted(ngramsOf(text), rarity);
  const rows = messages.map((message) => ({
    features: featuresOf(message.text),
    gold: new Set(goldOf(message).flatMap((label) => index.get(label) ?? [])),
  }));
  const kept = rows.filter((_, at) => at % ONE_IN === 0);
  const order = rows.flatMap((_, at) => (at % ONE_IN === 0 ? [] : [at]));
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, epoch);
    const rate = RATE * (1 - epoch / EPOCHS);
    for (const at of order) {
      const row = rows[at];
      if (row !== undefined) step(weights, labels.length, row.features, row.gold, rate);
    }
  }
  const scored = (features: Features): Float32Array => scoresOf(weights, labels.length, features).map(sigmoid);
  const thresholds = thresholdsOf(
    labels,
    kept.map(({ features, gold }) => ({ scores: scored(features), gold })),
  );
  return {
    understand(utterance) {
      return Promise.resolve(readingOf(utterance.text, labels, thresholds, scored(featuresOf(utterance.text))));
    },
  };
}

const BUCKETS = 1 << 16;
const EPOCHS = 8;
const RATE = 10;
/** One message in so many is kept back, to choose thresholds on. */
const ONE_IN = 6;
const LONGEST_NGRAM = 5;
const MOST_WORDS = 60;
/** A label seen less often cannot be learned. */
const LEAST_SEEN = 3;
const RED = 'red';

const LANGUAGE_OF: Readonly<Record<string, string>> = { fr: 'fr', ary: 'ary' };

function goldOf({ form, intents, isRed, findings }: MarkedMessage): readonly string[] {
  const said = findings.filter(({ presence }) => presence !== 'aside');
  return [
    `language:${LANGUAGE_OF[form.slice(0, 3).replace('_', '')] ?? 'ber'}`,
    ...intents.map((intent) => `intent:${intent}`),
    ...(isRed ? [RED] : []),
    ...said.map(({ slot, presence }) => `finding:${slot}:${presence}`),
    ...said.slice(0, 1).map(({ subject }) => `subject:${subject}`),
  ];
}

function labelsOf(messages: readonly MarkedMessage[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const message of messages) {
    for (const label of new Set(goldOf(message))) seen.set(label, (seen.get(label) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count >= LEAST_SEEN).map(([label]) => label);
}

/** Buckets of a text's n-grams, each with its weight; the squares of the weights make 1. */
interface Features {
  readonly buckets: Int32Array;
  readonly weights: Float32Array;
}

/** What is in every message says little. */
function rarityOf(texts: readonly Int32Array[]): Float32Array {
  const seen = new Float32Array(BUCKETS);
  for (const buckets of texts) for (const bucket of buckets) seen[bucket] = (seen[bucket] ?? 0) + 1;
  return seen.map((count) => Math.log((texts.length + 1) / (count + 1)));
}

function weighted(buckets: Int32Array, rarity: Float32Array): Features {
  const weights = Float32Array.from(buckets, (bucket) => rarity[bucket] ?? 0);
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
  return { buckets, weights: weights.map((weight) => weight / length) };
}

/** Buckets of a text's n-grams, each once. */
function ngramsOf(text: string): Int32Array {
  const words = wordsOf(text)
    .slice(0, MOST_WORDS)
    .map((word) => word.text);
  const found = new Set<number>();
  words.forEach((word, at) => {
    found.add(bucketOf(`w ${word}`));
    found.add(bucketOf(`b ${words[at - 1] ?? '^'} ${word}`));
    const inside = ` ${word} `;
    for (let start = 0; start < inside.length; start += 1) {
      for (let length = 2; length <= LONGEST_NGRAM && start + length <= inside.length; length += 1) {
        found.add(bucketOf(inside.slice(start, start + length)));
      }
    }
  });
  return Int32Array.from(found);
}

function bucketOf(ngram: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < ngram.length; at += 1) hash = Math.imul(hash ^ ngram.charCodeAt(at), 16_777_619);
  return ((hash ^ (hash >>> 15)) >>> 0) & (BUCKETS - 1);
}

function scoresOf(weights: Float32Array, size: number, features: Features): Float32Array {
  const scores = new Float32Array(size).fill(BIAS);
  features.buckets.forEach((bucket, at) => {
    const from = bucket * size;
    const share = features.weights[at] ?? 0;
    for (let label = 0; label < size; label += 1)
      scores[label] = (scores[label] ?? 0) + (weights[from + label] ?? 0) * share;
  });
  return scores;
}

/** Nearly every label is absent from nearly every message. */
const BIAS = -4;

function step(weights: Float32Array, size: number, features: Features, gold: ReadonlySet<number>, rate: number): void {
  const change = scoresOf(weights, size, features);
  for (let label = 0; label < size; label += 1) {
    change[label] = ((gold.has(label) ? 1 : 0) - sigmoid(change[label] ?? 0)) * rate;
  }
  features.buckets.forEach((bucket, at) => {
    const from = bucket * size;
    const share = features.weights[at] ?? 0;
    for (let label = 0; label < size; label += 1)
      weights[from + label] = (weights[from + label] ?? 0) + (change[label] ?? 0) * share;
  });
}

interface Thresholds {
  readonly finding: number;
  readonly intent: number;
  readonly red: number;
}

/** Of each kind of label, the threshold with the best F1. */
function thresholdsOf(
  labels: readonly string[],
  kept: readonly { readonly scores: Float32Array; readonly gold: ReadonlySet<number> }[],
): Thresholds {
  const best = (prefix: string): number => {
    const pairs = kept.flatMap(({ scores, gold }) =>
      labels.flatMap((label, at) =>
        label.startsWith(prefix) && ((scores[at] ?? 0) > 0.02 || gold.has(at))
          ? [[scores[at] ?? 0, gold.has(at)] as const]
          : [],
      ),
    );
    const f1 = (least: number): number => {
      const hits = pairs.filter(([score, isTrue]) => isTrue && score >= least).length;
      const wrong = pairs.filter(([score, isTrue]) => isTrue !== score >= least).length;
      return hits === 0 ? 0 : (2 * hits) / (2 * hits + wrong);
    };
    return STEPS.reduce((one, other) => (f1(other) > f1(one) ? other : one));
  };
  return { finding: best('finding:'), intent: best('intent:'), red: best(RED) };
}

const STEPS = Array.from({ length: 24 }, (_, at) => 0.04 * (at + 1));

function readingOf(
  text: string,
  labels: readonly string[],
  thresholds: Thresholds,
  scores: Float32Array,
): Understanding {
  const of = (prefix: string): readonly { readonly label: string; readonly score: number }[] =>
    labels
      .map((label, at) => ({ label, score: scores[at] ?? 0 }))
      .filter(({ label }) => label.startsWith(prefix))
      .map(({ label, score }) => ({ label: label.slice(prefix.length), score }))
      .sort((one, other) => other.score - one.score);
  const language = of('language:')[0];
  const subject = (of('subject:')[0]?.label ?? 'self') as Entity['subject'];
  const heard = new Map<string, Entity>();
  for (const { label, score } of of('finding:')) {
    const [slot = '', presence] = label.split(':');
    if (score < thresholds.finding || heard.has(slot)) continue;
    heard.set(slot, { slot, value: true, presence: presence as Entity['presence'], subject, span: [0, text.length] });
  }
  const intents = of('intent:').filter(
    ({ label, score }) => score >= thresholds.intent && INTENTS.includes(label as Intent),
  );
  return {
    language: { label: (language?.label ?? 'und') as LanguageTag, score: language?.score ?? 0 },
    script: normalize(text).script,
    redFlag: (of(RED)[0]?.score ?? 0) >= thresholds.red,
    intents: intents.map(({ label, score }) => ({ label: label as Intent, score })),
    entities: [...heard.values()],
    wantsLanguage: null,
    confident: heard.size > 0 || intents.length > 0,
    by: ['n-grams'],
  };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** The same order in every run. */
function shuffle(order: number[], seed: number): void {
  let state = seed * 7919 + 1;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (at + 1);
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
