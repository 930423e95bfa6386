import type { WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Node, Option, Release } from '../flow.js';
import { specOf } from '../nodes/index.js';
import type { Place, Problem } from '../pack/document.js';

/** What a check looks at: a release that loads, and where each of its texts stands. */
export interface Content {
  readonly release: Release;
  textPlace(id: TextId, form: WrittenForm): Place | null;
}

/** One check of content that loads. Every problem has the place where its author must look. */
export interface Check {
  readonly name: string;
  run(content: Content): readonly Problem[];
}

/** A fault of one text in one form. */
export function textProblem(content: Content, id: TextId, form: WrittenForm, message: string): Problem {
  return { ...(content.textPlace(id, form) ?? { file: `text/${form}.yaml`, line: 1, column: 1 }), message };
}

/** Every question of every pack, once: a step of a sub-flow is the same question wherever it is called. */
export function questionsOf(release: Release): readonly Node[] {
  const nodes = new Map([...release.packs.values()].flatMap((pack) => [...pack.nodes]));
  return [...nodes.values()].filter((node) => 'stem' in specOf(node));
}

/** The answers a question offers by itself, none and don't know left out. */
export function optionsOf(node: Node): readonly Option[] {
  const spec = specOf(node);
  if (spec.kind === 'signs') return spec.entries;
  return spec.kind === 'choice' || spec.kind === 'number' ? spec.options : [];
}
