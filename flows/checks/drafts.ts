import { WRITTEN_FORMS } from '../../core/language.js';
import { textProblem, type Check } from './check.js';

/** Every text says who wrote it and when; a text without a record would pretend to be reviewed. */
export const drafts: Check = {
  name: 'review-state',
  run(content) {
    return content.release.textIds.flatMap((id) =>
      WRITTEN_FORMS.flatMap((form) => {
        const review = content.release.review(id, form);
        const known = review.by.trim() !== '' && review.by !== 'nobody' && !Number.isNaN(Date.parse(review.on));
        return known ? [] : [textProblem(content, id, form, `${id} has no review record in ${form}`)];
      }),
    );
  },
};
