import type { Desk } from '../desk.js';
import type { Mount } from './mount.js';
import * as shapes from './schemas.js';

/** What of the content waits for its reviewers; for every member of staff. */
export function mountContent(mount: Mount, desk: Desk): void {
  mount.route(
    {
      method: 'GET',
      path: '/reviews',
      name: 'reviews',
      summary:
        'Who signed which pack, clinically and in each written form, and which signatures were lost by a change.',
      access: 'nurse',
      answer: { status: 200, description: 'Every pack; what lost a signature first.', schema: shapes.reviewsAnswer },
    },
    async (_call, { staff }) => ({ packs: await desk.reviews(staff) }),
  );
}
