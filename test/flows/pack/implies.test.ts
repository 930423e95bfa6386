import { afterEach, describe, expect, it } from 'vitest';
import { BANDS, type Band } from '../../../flows/flow.js';
import { contentFolder, edit, loaded } from './folder.js';

const opened: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.remove();
});

/** Bands in which one finding comes to another, by what is written in the dictionary; empty: in none. */
function bandsOf(lines: readonly string[], from: string, to: string): readonly Band[] {
  const folder = contentFolder(null);
  opened.push(folder);
  edit(folder.directory, 'slots.yaml', (text) =>
    text.replace(/implies:\n(?: {2}- .*\n)*/, `implies:\n${lines.map((line) => `  - ${line}\n`).join('')}`),
  );
  const right = loaded(folder.directory)
    .derivations.implies.get(from)
    ?.find((each) => each.to === to);
  return right === undefined ? [] : right.bands.length === 0 ? BANDS : right.bands;
}

describe('what follows from what follows', () => {
  const ENDS = ['unconscious', 'cough'] as const;
  it.each<[string, readonly string[], readonly Band[]]>([
    ['everywhere', ['{ from: [unconscious], to: fever }', '{ from: [fever], to: cough }'], BANDS],
    [
      'where both steps go',
      ['{ from: [unconscious], to: fever, bands: [N, C] }', '{ from: [fever], to: cough, bands: [C, A] }'],
      ['C'],
    ],
    [
      'nowhere, if no band goes both steps',
      ['{ from: [unconscious], to: fever, bands: [N] }', '{ from: [fever], to: cough, bands: [A] }'],
      [],
    ],
    [
      'wherever one of two ways goes',
      [
        '{ from: [unconscious], to: fever, bands: [N] }',
        '{ from: [unconscious], to: breathless, bands: [A] }',
        '{ from: [fever, breathless], to: cough }',
      ],
      ['N', 'A'],
    ],
  ])('%s', (_, lines, bands) => {
    expect(bandsOf(lines, ...ENDS)).toEqual(bands);
  });
});
