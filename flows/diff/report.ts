import type { Change } from './change.js';
import type { CaseMove, Ending } from './cases.js';
import type { ReleaseDiff } from './diff.js';
import type { TextDiff } from './texts.js';

const MARK = { up: '▲', down: '▼' } as const;

/** The differences of two releases as a page for people: what became less urgent first. */
export function printDiff(diff: ReleaseDiff): string {
  const { cases, changes, texts, down } = diff;
  const owners = [...new Set(changes.map(({ pack }) => pack))];
  const lines = [
    diff.before === diff.after ? `the same content: ${diff.after}` : `${diff.before} → ${diff.after}`,
    '',
    `Cases: ${cases.played} played in both, ${cases.moved.length} end otherwise, ${cases.fresh.length} are new`,
    ...(['down', 'up', null] as const).flatMap((way) =>
      cases.moved.filter(({ direction }) => direction === way).map(caseLine),
    ),
    ...owners.flatMap((owner) => [
      '',
      owner ?? 'Shared by all packs (signs.tsv, screens, slots.yaml, first aid)',
      ...changes.filter(({ pack }) => pack === owner).map(changeLine),
    ]),
    ...(texts.length === 0 ? [] : ['', 'Texts', ...texts.flatMap(textLines)]),
    '',
    down === 0
      ? 'Nothing became less urgent.'
      : `${down} became less urgent (${MARK.down}): each needs a clinician who agreed.`,
  ];
  return lines.join('\n');
}

function caseLine({ id, gold, from, to, direction }: CaseMove): string {
  const moved = `${endingOf(from)} → ${to === null ? 'no ending' : endingOf(to)}`;
  const because = `${from.because.join(', ')} → ${to?.because.join(', ') ?? '-'}`;
  return `  ${markOf(direction)} ${id}: ${moved}  (should be ${gold}; because ${because})`;
}

function endingOf({ level, disposition }: Ending): string {
  return `${level} ${disposition}`;
}

function changeLine({ what, id, change, direction }: Change): string {
  return `  ${markOf(direction)} ${what} ${id}: ${change}`;
}

function textLines({ of, form, added, removed, changed }: TextDiff): readonly string[] {
  const told = (name: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`    ${of} ${form}: ${ids.length} ${name}: ${ids.join(' ')}`];
  return [...told('changed', changed), ...told('added', added), ...told('removed', removed)];
}

function markOf(direction: Change['direction']): string {
  return direction === null ? ' ' : MARK[direction];
}
