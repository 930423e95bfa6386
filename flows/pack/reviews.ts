import { WRITTEN_FORMS, type WrittenForm } from '../../core/language.js';
import type { TextId } from '../../core/message.js';
import type { Pack, PackReview, PartReview, ReviewPart, Signature } from '../flow.js';
import type { SignedParts } from './review-record.js';
import { clinicalHash, languageHash, textsOf, type Reviewable } from './review.js';

/** Where every pack stands with its reviewers. A pack that is not in `records` was never signed. */
export function reviewsOf(
  content: Reviewable,
  records: ReadonlyMap<string, SignedParts>,
): ReadonlyMap<string, PackReview> {
  return new Map([...content.packs].map(([id, pack]) => [id, reviewOf(content, pack, records.get(id))]));
}

function reviewOf(content: Reviewable, pack: Pack, record: SignedParts | undefined): PackReview {
  const part = (name: ReviewPart, sha256: string): PartReview => {
    const given = record?.get(name) ?? [];
    const valid = given.filter((signature) => signature.sha256 === sha256);
    if (valid.length > 0) return { state: 'signed', sha256, signatures: valid };
    return { state: given.length > 0 ? 'lost' : 'unsigned', sha256, signatures: given };
  };
  const languages = WRITTEN_FORMS.map((form) => [form, part(form, languageHash(content, pack, form))]);
  return {
    clinical: part('clinical', clinicalHash(content, pack)),
    languages: Object.fromEntries(languages) as Record<WrittenForm, PartReview>,
  };
}

/** The signature for a language of a pack that covers a text in these very words; `null`: there is none. */
export function createCover(
  content: Reviewable,
  reviews: ReadonlyMap<string, PackReview>,
): (id: TextId, form: WrittenForm) => Signature | null {
  const covered = new Map<string, Signature>();
  for (const [id, review] of reviews) {
    const pack = content.packs.get(id);
    for (const form of WRITTEN_FORMS) {
      const { state, signatures } = review.languages[form];
      const [signature] = signatures;
      if (pack === undefined || state !== 'signed' || signature === undefined) continue;
      for (const text of textsOf(content, pack)) covered.set(`${form} ${text}`, signature);
    }
  }
  return (id, form) => covered.get(`${form} ${id}`) ?? null;
}
