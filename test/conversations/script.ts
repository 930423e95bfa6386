import { AppError } from '../../core/errors.js';

/** A golden conversation as text: what people wrote and what the runner wrote, step by step. */
export interface Script {
  readonly comments: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly steps: readonly ScriptStep[];
}
export interface ScriptStep {
  /** The line that makes something happen: `> …`, `n> …`, `@ …` or `+ 4m`. */
  readonly action: string;
  /** `~` lines: what nlp understood, where it is scripted. */
  readonly understood: readonly string[];
  /** Comments in front of the step. */
  readonly comments: readonly string[];
  /** What the runner wrote: `<`, choices, `=`, `!` and continuations. */
  readonly outcome: readonly string[];
}

const ACTION = /^(?:>|n>|@|\+) /;

/** Parses a `.chat` file; throws with the line of the first thing it cannot read. */
export function parseScript(text: string, file: string): Script {
  const comments: string[] = [];
  const headers = new Map<string, string>();
  const steps: { action: string; understood: string[]; comments: string[]; outcome: string[] }[] = [];
  let pending: string[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trimEnd();
    const step = steps.at(-1);
    if (line === '') return;
    if (line.startsWith('#')) (step === undefined && headers.size === 0 ? comments : pending).push(line);
    else if (ACTION.test(line)) {
      steps.push({ action: line, understood: [], comments: pending, outcome: [] });
      pending = [];
    } else if (step === undefined) {
      const header = /^([a-z]+)\s+(.+)$/.exec(line);
      if (header === null) throw new AppError('INPUT_INVALID', `${file}:${index + 1}: expected a header or a step`);
      headers.set(header[1] ?? '', header[2] ?? '');
    } else if (/^ {4}~ /.test(line)) step.understood.push(line.trim().slice(2));
    else if (line.startsWith('<') || line.startsWith('    ')) step.outcome.push(line);
    else throw new AppError('INPUT_INVALID', `${file}:${index + 1}: cannot read "${line.slice(0, 40)}"`);
  });
  return { comments, headers, steps };
}

export function printScript(script: Script): string {
  const width = Math.max(...[...script.headers.keys()].map((key) => key.length));
  const head = [...script.headers].map(([key, value]) => `${key.padEnd(width)}  ${value}`);
  const steps = script.steps.flatMap((step) => [
    '',
    ...step.comments,
    step.action,
    ...step.understood.map((line) => `    ~ ${line}`),
    ...step.outcome,
  ]);
  return `${[...script.comments, ...(script.comments.length > 0 ? [''] : []), ...head, ...steps].join('\n')}\n`;
}

/** Safety lines (`!`) and the verdict change only on purpose. */
export function safetyOf(script: Script): readonly string[] {
  return [
    `ends ${script.headers.get('ends') ?? '-'}`,
    ...script.steps.flatMap((step) => step.outcome.filter((line) => line.startsWith('    ! '))),
  ];
}
