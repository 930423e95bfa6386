import { createHmac, hkdfSync } from 'node:crypto';
import { AppError } from '../../core/errors.js';

/** What a derived key is for. A key of one purpose tells nothing about another, so a leaked session key opens no transcript. */
export type KeyPurpose = 'store' | 'pseudonym' | 'session' | 'dataset';

const MASTER_KEY_BYTES = 32;

/**
 * A 32-byte key for one purpose, the same on every start (HKDF-SHA-256, RFC 5869). The master key is 32 random bytes; it is
 * never used itself. Throws `CONFIG_INVALID` for another length.
 */
export function deriveKey(master: Buffer, purpose: KeyPurpose): Buffer {
  return derive(master, purpose, 32);
}

/** Which master key this is, in eight letters that tell nothing about it: what stored values are marked with. */
export function fingerprint(master: Buffer): string {
  return derive(master, 'fingerprint', 6).toString('base64url');
}

function derive(master: Buffer, info: string, bytes: number): Buffer {
  if (master.length !== MASTER_KEY_BYTES) {
    throw new AppError('CONFIG_INVALID', `the master key must have ${MASTER_KEY_BYTES} bytes, not ${master.length}`);
  }
  return Buffer.from(hkdfSync('sha256', master, 'labas.v1', info, bytes));
}

/**
 * The name a person has in keys, metrics and logs: HMAC-SHA-256 under the `pseudonym` key, 128 bits as 22 letters. Phone
 * numbers are few enough to try them all, so a plain hash would hide nobody; without the key this one cannot be tried.
 */
export function pseudonym(pseudonymKey: Buffer, address: string): string {
  return createHmac('sha256', pseudonymKey).update(address, 'utf8').digest().subarray(0, 16).toString('base64url');
}
