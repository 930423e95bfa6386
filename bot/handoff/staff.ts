import { createHash, randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../core/errors.js';
import type { Role, Staff } from '../../console/desk.js';
import type { Store } from '../store/store.js';

/** Nurses and administrators, in a partition of their own. Passwords are argon2id, 19 MiB and two passes. */
interface StaffRecord extends Staff {
  readonly passwordHash: string;
}

const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PARTITION = 'staff';

export interface StaffRoom {
  login(email: string, password: string): Promise<Staff | null>;
  find(id: string): Promise<Staff | null>;
  list(): Promise<readonly Staff[]>;
  add(entry: { email: string; name: string; role: Role; password: string }): Promise<Staff>;
  change(id: string, change: Partial<Pick<Staff, 'onDuty' | 'disabled'>>): Promise<'done' | 'gone'>;
  /** Nurses on duty, as of the last change seen by this process. */
  onDuty(): number;
  refresh(): Promise<void>;
}

export async function createStaffRoom(store: Store): Promise<StaffRoom> {
  let onDuty = 0;
  // Verified against when the address is unknown, so that both answers take the same time.
  const decoy = await hash(randomUUID(), ARGON2);

  async function records(): Promise<readonly StaffRecord[]> {
    const stored = await store.list(['staff', PARTITION], { limit: 1000 });
    return stored.map((entry) => entry.value as StaffRecord);
  }
  async function refresh(): Promise<void> {
    onDuty = (await records()).filter((record) => record.onDuty && !record.disabled).length;
  }
  function emailKey(email: string): readonly ['staff_email', string, string] {
    const folded = email.trim().toLowerCase();
    return ['staff_email', PARTITION, createHash('sha256').update(folded).digest('hex')];
  }
  await refresh();

  return {
    async login(email, password) {
      const pointer = await store.get(emailKey(email));
      const id = pointer === null ? null : (pointer.value as { id: string }).id;
      const stored = id === null ? null : await store.get(['staff', PARTITION, id]);
      const record = stored === null ? null : (stored.value as StaffRecord);
      const matches = await verify(record?.passwordHash ?? decoy, password, ARGON2);
      return matches && record !== null && !record.disabled ? publicPart(record) : null;
    },
    async find(id) {
      const stored = await store.get(['staff', PARTITION, id]);
      return stored === null ? null : publicPart(stored.value as StaffRecord);
    },
    async list() {
      return (await records()).map(publicPart);
    },
    async add(entry) {
      if (entry.password.length < 10) throw new AppError('INPUT_INVALID', 'a password has at least 10 characters');
      const id = `s-${randomUUID()}`;
      const record: StaffRecord = {
        id,
        email: entry.email.trim().toLowerCase(),
        name: entry.name,
        role: entry.role,
        onDuty: entry.role === 'nurse',
        disabled: false,
        passwordHash: await hash(entry.password, ARGON2),
      };
      const outcome = await store.commit([
        { op: 'put', key: emailKey(entry.email), value: { id }, expect: 'absent' },
        { op: 'put', key: ['staff', PARTITION, id], value: record, expect: 'absent' },
      ]);
      if (outcome === 'conflict') throw new AppError('INPUT_INVALID', 'this email address is already in use');
      await refresh();
      return publicPart(record);
    },
    async change(id, change) {
      const stored = await store.get(['staff', PARTITION, id]);
      if (stored === null) return 'gone';
      const value: StaffRecord = { ...(stored.value as StaffRecord), ...change };
      const outcome = await store.commit([{ op: 'put', key: stored.key, value, expect: stored.version }]);
      if (outcome === 'conflict')
        throw new AppError('TURN_CONFLICT', 'this member of staff was just changed', { retryable: true });
      await refresh();
      return 'done';
    },
    onDuty: () => onDuty,
    refresh,
  };
}

function publicPart(record: StaffRecord): Staff {
  const { id, email, name, role, onDuty, disabled } = record;
  return { id, email, name, role, onDuty, disabled };
}
