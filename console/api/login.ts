import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../core/log.js';
import type { Clock } from '../../core/time.js';
import type { Desk } from '../desk.js';
import type { Gate } from './access.js';
import { createAttempts } from './attempts.js';
import type { Streams } from './events.js';
import type { Mount } from './mount.js';
import { Refusal } from './refusal.js';
import * as shapes from './schemas.js';
import { IDLE_SECONDS, SESSION_SECONDS, type Session, type Sessions } from './session.js';

/** Coming, going, and being on duty. */
export function mountLogin(
  mount: Mount,
  tools: {
    readonly desk: Desk;
    readonly gate: Gate;
    readonly sessions: Sessions;
    readonly streams: Streams;
    readonly clock: Clock;
    readonly log: Logger;
    /** A login is answered no sooner than this, whatever comes out of it. */
    readonly loginMilliseconds: number;
  },
): void {
  const { desk, gate, sessions, streams, log } = tools;
  const attempts = createAttempts(tools.clock);

  mount.open(
    {
      method: 'POST',
      path: '/login',
      name: 'login',
      summary: 'Opens a session.',
      access: 'public',
      body: shapes.loginBody,
      answer: {
        status: 200,
        description: 'The member of staff; the session is in the cookie.',
        schema: shapes.staffAnswer,
      },
      refusals: { 429: 'Too many attempts; `retry-after` says how many seconds to wait.' },
    },
    async ({ body, request, reply }) => {
      const due = wait(tools.loginMilliseconds);
      const seconds = attempts.take(request.ip, body.email);
      if (seconds > 0) {
        void reply.header('retry-after', String(seconds));
        throw new Refusal(429, 'DESK_FORBIDDEN', 'too many attempts; wait a little');
      }
      const staff = await desk.login(body.email, body.password);
      await due;
      if (staff === null) {
        log.warn('console.login_refused');
        throw new Refusal(401, 'DESK_FORBIDDEN', 'this email and password do not go together');
      }
      attempts.clear(request.ip, body.email);
      const { session, token } = sessions.open(staff.id);
      gate.setCookie(reply, session, token);
      log.info('console.login', { staff: staff.id });
      return { staff };
    },
  );

  mount.open(
    {
      method: 'POST',
      path: '/logout',
      name: 'logout',
      summary: 'Ends the session; also a locked one, and without a session it does nothing.',
      access: 'public',
      body: shapes.emptyBody,
      answer: { status: 204, description: 'Logged out.' },
    },
    async ({ request, reply }) => {
      const caller = await gate.admit(request, reply, 'locked').catch((error: unknown) => {
        if (error instanceof Refusal) return null;
        throw error;
      });
      if (caller !== null) {
        sessions.end(caller.session);
        streams.endSession(caller.session.id);
      }
      gate.clearCookie(reply);
      return null;
    },
  );

  mount.route(
    {
      method: 'GET',
      path: '/me',
      name: 'me',
      summary: 'Who is logged in.',
      access: 'nurse',
      answer: { status: 200, description: 'The member of staff and the session.', schema: shapes.meAnswer },
    },
    (_call, { staff, session }) => Promise.resolve({ staff, session: timesOf(session) }),
  );

  mount.route(
    {
      method: 'POST',
      path: '/duty',
      name: 'setDuty',
      summary: 'On or off duty: counts when a patient is told how long a nurse usually takes.',
      access: 'nurse',
      body: shapes.dutyBody,
      answer: { status: 200, description: 'The member of staff as it is now.', schema: shapes.staffAnswer },
    },
    async ({ body }, { staff }) => {
      await desk.setDuty(staff, body.onDuty);
      return { staff: (await desk.staff(staff.id)) ?? { ...staff, onDuty: body.onDuty } };
    },
  );
}

function timesOf(session: Session): { readonly endsAt: string; readonly locksAt: string } {
  return {
    endsAt: new Date(session.begunAt.getTime() + SESSION_SECONDS * 1000).toISOString(),
    locksAt: new Date(session.touchedAt.getTime() + IDLE_SECONDS * 1000).toISOString(),
  };
}
