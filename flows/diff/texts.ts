import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { Release } from '../flow.js';

/** Texts of one pack (or sub-flow, or `phrase`) that are others in one form: ids only. */
export interface TextDiff {
  readonly of: string;
  readonly form: WrittenForm;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Every text of two releases, by what it belongs to and by form; only where something is another. */
export function compareTexts(before: Release, after: Release): readonly TextDiff[] {
  const ids = [...new Set([...before.textIds, ...after.textIds])].sort();
  const owners = [...new Set(ids.map(ownerOf))];
  return owners.flatMap((of) =>
    WRITTEN_FORMS.flatMap((form): readonly TextDiff[] => {
      const own = ids
        .filter((id) => ownerOf(id) === of)
        .map((id) => ({ id, from: before.text(id, form), to: after.text(id, form) }))
        .filter(({ from, to }) => from !== to);
      if (own.length === 0) return [];
      const only = (keep: (each: (typeof own)[number]) => boolean): readonly string[] =>
        own.filter(keep).map(({ id }) => id);
      return [
        {
          of,
          form,
          added: only(({ from }) => from === null),
          removed: only(({ to }) => to === null),
          changed: only(({ from, to }) => from !== null && to !== null),
        },
      ];
    }),
  );
}

function ownerOf(id: string): string {
  return id.split('.')[0] ?? id;
}
