import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Desk, Staff } from '../desk.js';
import { Refusal } from './refusal.js';
import { SESSION_SECONDS, type Session, type Sessions } from './session.js';

/**
 * Who may call a route. `locked`: also a session that locked because nobody touched the console, for what shows no
 * patient's words: the alarm must still ring at night. `nurse`: every member of staff, the administrator included.
 */
export type Access = 'public' | 'locked' | 'nurse' | 'admin';

export interface Caller {
  readonly staff: Staff;
  readonly session: Session;
}

/** Sent by the console itself and by no form or link of another site. */
export const OWN_HEADER = 'x-labas';
/** Marks what the console does by itself, so that it does not count as somebody touching it. */
export const BACKGROUND_HEADER = 'x-labas-background';

export interface Gate {
  /** Throws a `Refusal` unless this came from our own pages. For everything that changes something. */
  sameOrigin(request: FastifyRequest): void;
  /** The caller, or a `Refusal`: 401 without a session, 403 beyond the role. */
  admit(request: FastifyRequest, reply: FastifyReply, access: Exclude<Access, 'public'>): Promise<Caller>;
  /** Whether a stream that was opened may go on. */
  stillAdmitted(caller: Caller): Promise<boolean>;
  setCookie(reply: FastifyReply, session: Session, token: string): void;
  clearCookie(reply: FastifyReply): void;
}

export function createGate(tools: {
  readonly desk: Desk;
  readonly sessions: Sessions;
  readonly secureCookies: boolean;
}): Gate {
  const { desk, sessions, secureCookies } = tools;
  // The prefix makes the browser refuse the cookie unless it is Secure, of this host and for the whole of it.
  const cookieName = secureCookies ? '__Host-labas' : 'labas';
  const cookie = { httpOnly: true, sameSite: 'strict', secure: secureCookies, path: '/' } as const;

  async function caller(token: string | undefined): Promise<(Caller & { readonly locked: boolean }) | null> {
    const read = token === undefined ? null : sessions.read(token);
    if (read === null || read.state === 'ended') return null;
    const staff = await desk.staff(read.session.staffId);
    return staff === null || staff.disabled ? null : { staff, session: read.session, locked: read.state === 'locked' };
  }

  const gate: Gate = {
    sameOrigin(request) {
      const refuse = (): never => {
        throw new Refusal(403, 'DESK_FORBIDDEN', 'this request did not come from the console');
      };
      if (request.headers[OWN_HEADER] !== '1') refuse();
      // Browsers set this and pages cannot; plain HTTP away from localhost has only Origin. Scripts send neither.
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined) {
        if (site !== 'same-origin') refuse();
        return;
      }
      const origin = request.headers.origin;
      if (origin !== undefined && hostOf(origin) !== request.headers.host) refuse();
    },
    async admit(request, reply, access) {
      const found = await caller(request.cookies[cookieName]);
      if (found === null) throw new Refusal(401, 'DESK_FORBIDDEN', 'log in first');
      if (found.locked && access !== 'locked')
        throw new Refusal(401, 'DESK_FORBIDDEN', 'the session is locked; log in again');
      if (access === 'admin' && found.staff.role !== 'admin') {
        throw new Refusal(403, 'DESK_FORBIDDEN', 'this needs the role admin');
      }
      if (access === 'locked' || request.headers[BACKGROUND_HEADER] === '1') return found;
      const token = sessions.touch(found.session);
      if (token !== null) gate.setCookie(reply, found.session, token);
      return found;
    },
    async stillAdmitted({ session, staff }) {
      if (sessions.isOver(session)) return false;
      const now = await desk.staff(staff.id);
      return now !== null && !now.disabled;
    },
    setCookie(reply, session, token) {
      const expires = new Date(session.begunAt.getTime() + SESSION_SECONDS * 1000);
      void reply.setCookie(cookieName, token, { ...cookie, expires });
    },
    clearCookie(reply) {
      void reply.clearCookie(cookieName, cookie);
    },
  };
  return gate;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
