import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNlu, openRelease } from '../../bot/open.js';
import { packageRoot } from '../../bot/config.js';
import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../core/triage.js';
import type { Entity } from '../../core/understanding.js';
import {
  createEngine,
  openingOf,
  playVignette,
  readVignettes,
  type Opening,
  type Vignette,
} from '../../flows/index.js';
import { MOST_COMPLAINTS } from '../../flows/engine/index.js';
import { loadMinimising } from '../../nlp/minimising-file.js';
import type { Nlu } from '../../nlp/nlu.js';

/** What is no evidence of being well never lowers a level: words that make little of a complaint, and a mild symptom more. */
const root = packageRoot();
const release = openRelease(path.join(root, 'flows'));
const engine = createEngine();
const read = readVignettes(path.join(root, 'vignettes'), release);
const vignettes = 'vignettes' in read ? read.vignettes : [];
const phrases = loadMinimising(path.join(root, 'nlp', 'lexicon')).examples();

/** Below every level: no rule of the table holds. */
const NO_RULE = -1;

interface Levels {
  readonly screened: number;
  readonly played: number;
}

/** The level that the table gives to what was heard, and that of the interview which opens with it. */
function levelsOf(vignette: Vignette, entities: readonly Entity[]): Levels {
  const { level } = engine.screen(release, {}, entities);
  const heard = engine.merge(release, {}, entities);
  const opening = openingOf(engine, release, heard);
  return { screened: level === null ? NO_RULE : urgencyRank(level), played: urgencyRank(played(vignette, opening)) };
}

function played(vignette: Vignette, opening?: Opening): TriageLevel {
  return playVignette(engine, release, vignette, 'list', opening).simulation.level;
}

const told = (rank: number): string => TRIAGE_LEVELS[rank] ?? 'no rule';

describe('the vignettes', () => {
  it('can be read', () => {
    expect(read).not.toHaveProperty('problems');
    expect(vignettes.length).toBeGreaterThan(200);
  });
});

describe.each([
  // The model takes its time: fewer phrases, and each meets other vignettes.
  { readers: 'the lexicon', model: false, phrasesEach: 12, everyVignette: 1 },
  { readers: 'lexicon and model', model: true, phrasesEach: 2, everyVignette: 3 },
])('"it is nothing" behind a first message, read by $readers', ({ model, phrasesEach, everyVignette }) => {
  let nlu: Nlu;
  beforeAll(async () => {
    nlu = await openNlu({ model });
  });
  afterAll(() => nlu.close?.());

  it('lowers no level', async () => {
    const lowered: string[] = [];
    let at = 0;
    for (const [index, vignette] of vignettes.entries()) {
      if (index % everyVignette !== 0) continue;
      for (const text of Object.values(vignette.says)) {
        const before = levelsOf(vignette, (await nlu.understand({ text }, {})).entities);
        for (let each = 0; each < phrasesEach; each += 1) {
          at += 1;
          // 89 has no factor in common with the number of phrases: all of them come.
          const said = `${text}${at % 2 === 0 ? ',' : '.'} ${phrases[(at * 89) % phrases.length]}`;
          const after = levelsOf(vignette, (await nlu.understand({ text: said }, {})).entities);
          for (const kind of ['screened', 'played'] as const) {
            if (after[kind] < before[kind])
              lowered.push(`${vignette.id}: ${kind} ${told(before[kind])} → ${told(after[kind])}: ${said}`);
          }
        }
      }
    }
    expect(at).toBeGreaterThan(200);
    expect(lowered).toEqual([]);
  });
});

/**
 * Where the sheets themselves count that somebody does not cough: a sore throat from 3 to 15 years with fever and no cough is seen for the
 * heart's sake (protocols.md, flow 9 Q2). A cough is evidence there.
 */
const COUNTS_NO_COUGH = 'sore_throat';

describe('a mild symptom more', () => {
  it.each(['runny_nose', 'fatigue', 'itching', 'cough'])('%s lowers no level', (slot) => {
    const lowered: string[] = [];
    let count = 0;
    for (const vignette of vignettes) {
      if (vignette.known[slot] !== undefined) continue;
      if (slot === 'cough' && vignette.complaint === COUNTS_NO_COUGH) continue;
      count += 1;
      const [before, after] = [
        played(vignette),
        played({ ...vignette, known: { ...vignette.known, [slot]: 'present' } }),
      ];
      if (urgencyRank(after) < urgencyRank(before)) lowered.push(`${vignette.id}: ${before} → ${after}`);
    }
    expect(count).toBeGreaterThan(150);
    expect(lowered).toEqual([]);
  });

  it('said in the first message as well', () => {
    const lowered = vignettes.flatMap((vignette) =>
      ['runny_nose', 'fatigue', 'itching'].flatMap((slot) => {
        if (vignette.known[slot] !== undefined) return [];
        const known = { ...vignette.known, [slot]: 'present' };
        const mild = openingOf(engine, release, { [slot]: 'present' });
        const packs = [...(vignette.complaint === null ? [] : [vignette.complaint]), ...mild.packs];
        const [before, after] = [played(vignette), played({ ...vignette, known }, { said: mild.said, packs })];
        return urgencyRank(after) < urgencyRank(before) ? [`${vignette.id} ${slot}: ${before} → ${after}`] : [];
      }),
    );
    expect(lowered).toEqual([]);
  });

  /**
   * Read by the lexicon. With more complaints than are asked about the rest goes to a nurse, today at least; and which of two that
   * can both mean an emergency is asked about first is decided without knowing which is the mild one.
   */
  it('said in the first message beside the complaint, however that was understood', async () => {
    const known = ['dental.swelling_under_jaw_45 itching'];
    const nlu = await openNlu({ model: false });
    const lowered: string[] = [];
    let count = 0;
    for (const vignette of vignettes) {
      for (const text of [vignette.says.fr, vignette.says['ary-Latn']]) {
        if (text === undefined) continue;
        const said = engine.merge(release, {}, (await nlu.understand({ text }, {})).entities);
        const before = played(vignette, openingOf(engine, release, said));
        for (const slot of ['runny_nose', 'fatigue', 'itching']) {
          if (vignette.known[slot] !== undefined || said[slot] !== undefined) continue;
          const opening = openingOf(engine, release, { ...said, [slot]: 'present' });
          if (opening.packs.length > MOST_COMPLAINTS) continue;
          count += 1;
          const after = played({ ...vignette, known: { ...vignette.known, [slot]: 'present' } }, opening);
          if (urgencyRank(after) < urgencyRank(before)) lowered.push(`${vignette.id} ${slot}: ${before} → ${after}`);
        }
      }
    }
    await nlu.close?.();
    expect(count).toBeGreaterThan(1000);
    expect(lowered.filter((each) => !known.some((id) => each.startsWith(id)))).toEqual([]);
  });
});
