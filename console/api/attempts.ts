import { createHash } from 'node:crypto';
import type { Clock } from '../../core/time.js';

/** Logins allowed per quarter of an hour. A clinic shares one address, so its limit is wide; one account's is narrow. */
export const LOGIN_LIMITS = { windowSeconds: 900, perAccountAndAddress: 8, perAccount: 40, perAddress: 60 } as const;
/** Keys kept at most; beyond it the oldest are forgotten, so that a flood of made-up addresses cannot fill the memory. */
const KEPT = 20_000;

export interface Attempts {
  /** Counts an attempt. Seconds to wait before the next one, or 0 when this one may go on. */
  take(address: string, email: string): number;
  /** A login that worked forgets the attempts of that account at that address. */
  clear(address: string, email: string): void;
}

/**
 * Counts attempts when they start, not when they fail: a hundred at once are a hundred. Known and unknown accounts are
 * counted alike, so the limit tells nothing about who works here.
 */
export function createAttempts(clock: Clock): Attempts {
  const seen = new Map<string, { readonly since: number; count: number }>();
  const keysOf = (address: string, email: string): readonly (readonly [key: string, limit: number])[] => {
    const account = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
    return [
      [`both ${account} ${address}`, LOGIN_LIMITS.perAccountAndAddress],
      [`address ${address}`, LOGIN_LIMITS.perAddress],
      [`account ${account}`, LOGIN_LIMITS.perAccount],
    ];
  };

  return {
    take(address, email) {
      const now = clock.now().getTime() / 1000;
      let wait = 0;
      for (const [key, limit] of keysOf(address, email)) {
        const known = seen.get(key);
        const entry =
          known !== undefined && now - known.since < LOGIN_LIMITS.windowSeconds ? known : { since: now, count: 0 };
        entry.count += 1;
        seen.delete(key);
        seen.set(key, entry);
        if (entry.count > limit) {
          // What was refused here counts no further: one stranger alone cannot lock a nurse out of her account.
          wait = Math.ceil(entry.since + LOGIN_LIMITS.windowSeconds - now);
          break;
        }
      }
      for (const key of seen.keys()) {
        if (seen.size <= KEPT) break;
        seen.delete(key);
      }
      return wait;
    },
    clear(address, email) {
      const [both] = keysOf(address, email);
      if (both !== undefined) seen.delete(both[0]);
    },
  };
}
