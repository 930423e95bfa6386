import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import { REVIEW_STATES, type Desk, type PackReview, type PartReview } from '../../console/desk.js';
import type { Release } from '../../flows/index.js';
import type { CaseActs } from './case-acts.js';
import type { Naming } from './names.js';

/** What members of staff may see of the reviews of the content. It is about no patient, so no look at it is audited. */
export function createReviews(tools: {
  readonly release: Release;
  readonly naming: Naming;
  readonly acts: Pick<CaseActs, 'require'>;
}): Pick<Desk, 'reviews'> {
  const { release, naming, acts } = tools;
  const packs = [...release.reviews].map(([pack, { clinical, languages }]): PackReview => {
    const forms = WRITTEN_FORMS.map((form) => [form, shown(languages[form])]);
    return {
      pack,
      title: naming.pack(pack),
      clinical: shown(clinical),
      languages: Object.fromEntries(forms) as Record<WrittenForm, PartReview>,
    };
  });
  // The most pressing part says where a pack stands in the list; the sort keeps the order of the release among equals.
  const sorted = packs.toSorted((a, b) => pressing(a) - pressing(b));
  return {
    reviews(by) {
      acts.require(by, 'nurse');
      return Promise.resolve(sorted);
    },
  };
}

function shown({ state, signatures }: PartReview): PartReview {
  return { state, signatures: signatures.map(({ by, role, on }) => ({ by, role, on })) };
}

function pressing({ clinical, languages }: PackReview): number {
  const states = [clinical, ...Object.values(languages)].map(({ state }) => REVIEW_STATES.indexOf(state));
  return Math.min(...states);
}
