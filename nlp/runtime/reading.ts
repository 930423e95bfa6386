import type { Intent, Presence, Scored, Subject } from '../../core/understanding.js';
import type { RawReading } from './encoder.js';
import { softmax } from './language-model.js';
import type { ModelManifest } from './manifest.js';

/** A finding as the model read it. `aside`: named, but not of anybody's state now (over, supposed, a saying). */
export interface ModelFinding {
  readonly slot: string;
  readonly presence: Presence | 'aside';
  readonly subject: Subject;
  readonly score: number;
  /** UTF-16 code units, half open. */
  readonly span: readonly [start: number, end: number];
}

/** What the model says of one message; scores are calibrated. */
export interface ModelReading {
  readonly languages: readonly Scored<string>[];
  /** Above their thresholds, best first. */
  readonly intents: readonly Scored<Intent>[];
  readonly redFlag: number;
  /** `redFlag` is above the threshold of the language. */
  readonly isAlarm: boolean;
  readonly findings: readonly ModelFinding[];
}

/** Words of one finding may have this many others between them ("mal … à la tête"). */
const REACH = 2;

/** Turns outputs of the graph into labels, by the rule written in the manifest (the same as models/train/calibrate.py). */
export function readingOf(manifest: ModelManifest, raw: RawReading): ModelReading {
  const { labels, temperature, thresholds } = manifest;
  const languages = softmax([...raw.languages], temperature.language)
    .map((score, at) => ({ label: labels.language[at] ?? 'other', score }))
    .sort((one, other) => other.score - one.score);
  const intents = labels.intent
    .map((label, at) => ({ label, score: sigmoid((raw.intents[at] ?? 0) / temperature.intent) }))
    .filter(({ label, score }) => score >= (thresholds.intent[label] ?? 1))
    .sort((one, other) => other.score - one.score);
  const redFlag = sigmoid(raw.redFlag / temperature.red_flag);
  const least = thresholds.red_flag[languages[0]?.label ?? ''] ?? thresholds.red_flag['default'] ?? 1;
  return { languages, intents, redFlag, isAlarm: redFlag >= least, findings: findingsOf(manifest, raw) };
}

interface Run {
  readonly finding: number;
  readonly words: number[];
  score: number;
}

function findingsOf({ labels, temperature, thresholds }: ModelManifest, raw: RawReading): readonly ModelFinding[] {
  const runs: Run[] = [];
  raw.labels.forEach((label, word) => {
    if (label === null) return;
    const best = likeliest(label.finding);
    const slot = labels.finding[best - 1] ?? '';
    const score = probability(
      label.finding,
      best,
      temperature.finding,
      thresholds.finding[slot] ?? thresholds.finding['default'] ?? 1,
    );
    if (score === null) return;
    const last = runs.at(-1);
    if (last?.finding === best && word - (last.words.at(-1) ?? 0) <= REACH) {
      last.words.push(word);
      last.score = Math.max(last.score, score);
    } else runs.push({ finding: best, words: [word], score });
  });
  const kept = new Map<string, ModelFinding>();
  for (const run of runs) {
    const slot = labels.finding[run.finding - 1] ?? '';
    const known = kept.get(slot);
    if (known !== undefined && known.score >= run.score) continue;
    const presence = labels.presence[bestOf(run, raw, 'presence')] ?? 'unsure';
    const subject = labels.subject[bestOf(run, raw, 'subject')] ?? 'self';
    const start = raw.words[run.words[0] ?? 0]?.start ?? 0;
    const end = raw.words[run.words.at(-1) ?? 0]?.end ?? start;
    kept.set(slot, { slot, presence, subject, score: run.score, span: [start, end] });
  }
  return [...kept.values()];
}

/** The likeliest class but 0, which is no finding. */
function likeliest(logits: Float32Array): number {
  let best = 1;
  for (let each = 2; each < logits.length; each += 1) if ((logits[each] ?? 0) > (logits[best] ?? 0)) best = each;
  return best;
}

/**
 * The probability of a class among all; `null`: below `least`. Most words say no finding, and against class 0 alone that is seen without
 * going through the hundreds of others, which was most of what a reading cost.
 */
function probability(logits: Float32Array, at: number, temperature: number, least: number): number | null {
  const own = logits[at] ?? 0;
  if (1 / (1 + Math.exp(((logits[0] ?? 0) - own) / temperature)) < least) return null;
  let sum = 0;
  for (const logit of logits) sum += Math.exp((logit - own) / temperature);
  return 1 / sum < least ? null : 1 / sum;
}

/** The label with the highest mean over the words of a run. */
function bestOf(run: Run, raw: RawReading, head: 'presence' | 'subject'): number {
  const sums: number[] = [];
  for (const word of run.words) raw.labels[word]?.[head].forEach((value, at) => (sums[at] = (sums[at] ?? 0) + value));
  return sums.indexOf(Math.max(...sums));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
