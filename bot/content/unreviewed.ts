import { WRITTEN_FORMS } from '../../core/language.js';
import type { PackReview, PartReview, Release } from '../../flows/index.js';

/**
 * The packs that must not meet a patient, one line each: `fever_child: lost clinical; unsigned fr, ary-Arab`. A pack may when what
 * it decides and its words in every written form are signed as they are now. Empty: everything is signed.
 */
export function unreviewedPacks(release: Release): readonly string[] {
  return [...release.packs.keys()].flatMap((id) => {
    const review = release.reviews.get(id);
    const parts = review === undefined ? [] : partsOf(review);
    const told = (['lost', 'unsigned'] as const).flatMap((state) => {
      const names = parts.filter(([, part]) => part.state === state).map(([name]) => name);
      return names.length === 0 ? [] : [`${state} ${names.join(', ')}`];
    });
    if (review === undefined) told.push('no review record');
    return told.length === 0 ? [] : [`${id}: ${told.join('; ')}`];
  });
}

/** What of a pack is signed by itself, in the order of every table: what it decides, then its words. */
export function partsOf(review: PackReview): readonly (readonly [name: string, part: PartReview])[] {
  return [['clinical', review.clinical], ...WRITTEN_FORMS.map((form) => [form, review.languages[form]] as const)];
}
