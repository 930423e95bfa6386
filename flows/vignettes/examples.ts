import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import { mergeSlots } from '../engine/index.js';
import type { Release, Slots, SlotValue } from '../flow.js';
import type { Problems } from '../pack/document.js';
import { groupOf, type Vignette } from './vignette.js';

const HEADER = 'person\tknown\tlevel\trule';
const PERSON = /^(\d+(?:\.\d+)?)([dwmy]) ([fm])(?: pregnant (\d+)| postpartum (\d+))?$/;
const DAYS_PER = { d: 1, w: 7, m: 30.4375, y: 365.25 } as const;

/**
 * Reads a table of small examples: who, what is true, which level the sheets give, and the row or place that gives it. One
 * line is one case of the complaint that the file is named after; `screen_…`: of no complaint. Faults are recorded by line.
 */
export function readExamples(file: string, release: Release, problems: Problems): readonly Vignette[] {
  const complaint = path.basename(file, '.tsv');
  const isScreen = complaint.startsWith('screen_');
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const fault = (line: number, message: string): void => problems.add({ file, line, column: 1, message });
  if (header !== HEADER) fault(1, `the first line is "${HEADER.replaceAll('\t', ' | ')}"`);
  if (!isScreen && !release.packs.has(complaint)) fault(1, `there is no pack "${complaint}"`);
  return lines.flatMap((text, index) => {
    const line = index + 2;
    const [person = '', known = '', level = '', rule = ''] = text.split('\t');
    const who = personOf(person);
    const gold = TRIAGE_LEVELS.find((each) => each === level);
    if (who === null) fault(line, `"${person}" is no person: 34y f, 7m m, 28y f pregnant 31, 25y f postpartum 5`);
    if (gold === undefined) fault(line, `"${level}" is no level: ${TRIAGE_LEVELS.join(', ')}`);
    if (rule === '') fault(line, 'say which row or place gives the level');
    const slots: Record<string, SlotValue> = {};
    for (const word of known.split(' ').filter((each) => each !== '')) {
      const [slot = '', value] = word.split('=');
      const given = value === undefined ? 'present' : /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
      if (Object.keys(mergeSlots(release, {}, { [slot]: given }, false)).length === 0)
        fault(line, `"${word}" is no value of a slot in slots.yaml`);
      slots[slot] = given;
    }
    if (who === null || gold === undefined) return [];
    const vignette: Vignette = {
      id: `${complaint}.line_${line}`,
      complaint: isScreen ? null : complaint,
      story: `${person}: ${known}`,
      says: {},
      known: { ...slots, ...who },
      gold,
      acceptable: [gold],
      rule,
      group: groupOf(gold),
      place: `${file}:${line}:1`,
    };
    return [vignette];
  });
}

function personOf(text: string): Slots | null {
  const [, age = '', unit = '', sex = '', weeks, days] = PERSON.exec(text) ?? [];
  if (unit !== 'd' && unit !== 'w' && unit !== 'm' && unit !== 'y') return null;
  const age_days = Math.ceil(Number(age) * DAYS_PER[unit]);
  return {
    patient: age_days < 4383 ? 'child' : 'self',
    age_days,
    sex,
    ...(weeks === undefined ? {} : { pregnancy: 'present', pregnancy_weeks: Number(weeks) }),
    ...(days === undefined ? {} : { postpartum: 'present', days_postpartum: Number(days) }),
  };
}
