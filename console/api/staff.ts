import type { Desk } from '../desk.js';
import type { Streams } from './events.js';
import { settled, type Mount } from './mount.js';
import { Refusal } from './refusal.js';
import * as shapes from './schemas.js';

/** Who may log in; for the administrator. */
export function mountStaff(mount: Mount, desk: Desk, streams: Streams): void {
  mount.route(
    {
      method: 'GET',
      path: '/staff',
      name: 'listStaff',
      summary: 'Everybody who may log in, and who no longer may.',
      access: 'admin',
      answer: { status: 200, description: 'The staff.', schema: shapes.staffListAnswer },
    },
    async (_call, { staff }) => ({ staff: await desk.listStaff(staff) }),
  );

  mount.route(
    {
      method: 'POST',
      path: '/staff',
      name: 'addStaff',
      summary: 'Adds a nurse or an administrator.',
      access: 'admin',
      body: shapes.addStaffBody,
      answer: { status: 201, description: 'The new member of staff.', schema: shapes.staffAnswer },
    },
    async ({ body }, { staff }) => ({ staff: await desk.addStaff(staff, body) }),
  );

  mount.route(
    {
      method: 'POST',
      path: '/staff/:id/disable',
      name: 'disableStaff',
      summary: 'Ends the access of a member of staff, at once and in every session.',
      access: 'admin',
      params: shapes.staffParams,
      body: shapes.emptyBody,
      answer: { status: 200, description: 'Done.', schema: shapes.doneAnswer },
      refusals: { 404: 'There is no such member of staff (`gone`).' },
    },
    async ({ params }, { staff }) => {
      // Somebody must be left who can let others in.
      if (params.id === staff.id) throw new Refusal(400, 'INPUT_INVALID', 'you cannot disable yourself');
      const result = settled(await desk.disableStaff(staff, params.id));
      await streams.beat();
      return result;
    },
  );
}
