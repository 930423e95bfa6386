import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../core/time.js';

/** A session ends 12 hours after the login, whatever happens: one long shift. */
export const SESSION_SECONDS = 12 * 3600;
/** It locks after an hour without a touch: patients' words are closed, the alarm still counts (see `/alarm`). */
export const IDLE_SECONDS = 60 * 60;
/** A token is only written again when it is older than this, so that a burst of requests sets one cookie. */
const RENEW_SECONDS = 60;

export interface Session {
  /** Names the login; nothing personal. */
  readonly id: string;
  readonly staffId: string;
  readonly begunAt: Date;
  /** The last time somebody touched the console. */
  readonly touchedAt: Date;
}

export interface Sessions {
  /** A new session for this member of staff, as a token for the cookie. */
  open(staffId: string): { readonly session: Session; readonly token: string };
  /** `ended`: forged, over, or logged out. `locked`: nobody touched it for an hour. */
  read(token: string): { readonly state: 'open' | 'locked'; readonly session: Session } | { readonly state: 'ended' };
  /** Logged out, or past its end; a locked session is not over. */
  isOver(session: Session): boolean;
  /** The token of the same session, touched now; `null` when the old one is still fresh enough. */
  touch(session: Session): string | null;
  /** Logs out: this session's tokens are refused from now on, in this process. */
  end(session: Session): void;
}

const payload = z.tuple([z.string(), z.string(), z.number().int(), z.number().int()]);

/**
 * Signed tokens: a restart in the middle of an emergency does not log a nurse out, and nothing about a session is stored.
 * What has to be remembered is only who logged out, as a hash, until the session would have ended. A restart forgets that
 * list: a stolen token of a logged-out session would then live until it locks, an hour after its last use.
 */
export function createSessions(key: Buffer, clock: Clock): Sessions {
  const ended = new Map<string, number>();

  function sign(body: string): Buffer {
    return createHmac('sha256', key).update('labas.console.session.1\n').update(body).digest();
  }
  function tokenOf(session: Session): string {
    const parts = [session.id, session.staffId, session.begunAt.getTime(), session.touchedAt.getTime()];
    const body = Buffer.from(JSON.stringify(parts)).toString('base64url');
    return `${body}.${sign(body).toString('base64url')}`;
  }
  function parse(token: string): Session | null {
    const [body, signature, ...rest] = token.split('.');
    if (body === undefined || signature === undefined || rest.length > 0 || token.length > 1024) return null;
    const given = Buffer.from(signature, 'base64url');
    const right = sign(body);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const parsed = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    if (!parsed.success) return null;
    const [id, staffId, begun, touched] = parsed.data;
    return { id, staffId, begunAt: new Date(begun), touchedAt: new Date(touched) };
  }
  function seconds(from: Date): number {
    return (clock.now().getTime() - from.getTime()) / 1000;
  }

  function isOver(session: Session): boolean {
    return seconds(session.begunAt) >= SESSION_SECONDS || ended.has(hashOf(session.id));
  }

  return {
    isOver,
    open(staffId) {
      const now = clock.now();
      const session = { id: randomBytes(16).toString('base64url'), staffId, begunAt: now, touchedAt: now };
      return { session, token: tokenOf(session) };
    },
    read(token) {
      const session = parse(token);
      if (session === null || isOver(session)) return { state: 'ended' };
      return { state: seconds(session.touchedAt) >= IDLE_SECONDS ? 'locked' : 'open', session };
    },
    touch(session) {
      return seconds(session.touchedAt) < RENEW_SECONDS ? null : tokenOf({ ...session, touchedAt: clock.now() });
    },
    end(session) {
      const now = clock.now().getTime();
      for (const [hash, until] of ended) if (until <= now) ended.delete(hash);
      ended.set(hashOf(session.id), session.begunAt.getTime() + SESSION_SECONDS * 1000);
    },
  };
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
