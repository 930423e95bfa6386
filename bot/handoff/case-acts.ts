import type { TurnContext } from '@microsoft/agents-hosting';
import { AppError } from '../../core/errors.js';
import type { IdSource } from '../../core/ids.js';
import type { ChannelId } from '../../core/message.js';
import type { Clock } from '../../core/time.js';
import type { Channel } from '../../channels/channel.js';
import type { HolderResult, Staff } from '../../console/desk.js';
import { asCase, loadSession, PARTITIONS, partitionOf } from '../session/repository.js';
import type { Case } from '../session/session.js';
import type { Store, Write } from '../store/store.js';
import type { Draft } from '../turn/draft.js';
import { labelOf, type TurnLoop, type TurnResult } from '../turn/turn.js';

/** Who may act on a case, how an act becomes a turn, and the audit entry it leaves. */
export interface CaseActs {
  /** Throws `DESK_FORBIDDEN` for a disabled member of staff, or one without the role. */
  require(by: Staff, role: Staff['role']): void;
  audit(by: Staff, act: string, about: string, person: string | null): Promise<void>;
  now(): Date;
  findCase(caseId: string): Promise<Case | null>;
  /**
   * One act on a case, alone for that person. `allowed` looks at the case inside the turn; a lost race gives the
   * outcome that the winner made true. `about` is what the audit entry names, the case by default.
   */
  act<Result extends string>(
    by: Staff,
    caseId: string,
    name: string,
    allowed: (entry: Case, draft: Draft) => Result | 'go',
    change: (context: TurnContext, draft: Draft, entry: Case) => Promise<void>,
    about?: string,
  ): Promise<Result | 'done' | 'gone'>;
}

/** What the acts need of the bot. */
export interface ActTools {
  readonly store: Store;
  readonly loop: TurnLoop;
  readonly channels: ReadonlyMap<ChannelId, Channel>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Runs work alone for a person, in order with that person's messages. */
  readonly alone: <T>(person: string, work: () => Promise<T>) => Promise<T>;
  readonly done: (result: TurnResult) => void;
}

/** The key and value of one audit entry: who did what, about what, and when. No words of a patient, no address. */
export function auditWrite(entry: {
  readonly at: Date;
  readonly id: string;
  readonly staff: string;
  readonly act: string;
  readonly about: string;
  /** `null`: about nobody's case. */
  readonly person: string | null;
}): Write {
  const at = entry.at.toISOString();
  const partition = entry.person === null ? 'staff' : partitionOf(entry.person);
  const value = { at, staff: entry.staff, act: entry.act, about: entry.about };
  return { op: 'put', key: ['audit', partition, at, entry.id], value, expect: 'absent' };
}

export function createCaseActs(tools: ActTools): CaseActs {
  const { store } = tools;

  async function audit(by: Staff, act: string, about: string, person: string | null): Promise<void> {
    const id = tools.ids.next('u');
    await store.commit([auditWrite({ at: tools.clock.now(), id, staff: by.id, act, about, person })]);
  }

  function require(by: Staff, role: Staff['role']): void {
    if (by.disabled || (role === 'admin' && by.role !== 'admin')) {
      throw new AppError('DESK_FORBIDDEN', `this needs the role ${role}`);
    }
  }

  async function findCase(caseId: string): Promise<Case | null> {
    const found = await Promise.all(PARTITIONS.map((partition) => store.get(['case', partition, caseId])));
    const stored = found.find((entry) => entry !== null);
    return stored == null ? null : asCase(stored);
  }

  async function act<Result extends string>(
    by: Staff,
    caseId: string,
    name: string,
    allowed: (entry: Case, draft: Draft) => Result | 'go',
    change: (context: TurnContext, draft: Draft, entry: Case) => Promise<void>,
    about = caseId,
  ): Promise<Result | 'done' | 'gone'> {
    require(by, 'nurse');
    const found = await findCase(caseId);
    if (found === null || found.state === 'closed' || found.state === 'abandoned') return 'gone';
    return tools.alone(found.person, async () => {
      for (let attempt = 0; attempt < 8; attempt++) {
        const refused: (Result | 'gone')[] = [];
        const { session } = await loadSession(store, found.person, {
          label: labelOf(found.person),
          channel: found.channel,
        });
        const channel = tools.channels.get(session.channel);
        if (channel === undefined) return 'gone';
        const logic = async (context: TurnContext, draft: Draft): Promise<void> => {
          const entry = draft.case;
          if (entry === null || entry.id !== caseId || entry.state === 'closed') {
            refused.push('gone');
            return;
          }
          const verdict = allowed(entry, draft);
          if (verdict !== 'go') {
            refused.push(verdict);
            return;
          }
          await change(context, draft, entry);
        };
        const result = await tools.loop.run(
          found.person,
          channel,
          { kind: 'nurse', staffId: by.id, act: name },
          logic,
          [],
          null,
        );
        if (result === 'conflict') continue;
        if (refused[0] !== undefined) return refused[0];
        tools.done(result);
        if (name !== 'renew') await audit(by, name, about, found.person);
        return 'done';
      }
      throw new AppError('TURN_CONFLICT', 'this case is changing too fast; try again', { retryable: true });
    });
  }

  return { require, audit, findCase, act, now: () => tools.clock.now() };
}

/** Lets the holder of a case act on it, and nobody else. */
export function holder(by: Staff) {
  return (entry: Case): HolderResult | 'go' =>
    entry.state === 'claimed' && entry.claimedBy === by.id ? 'go' : 'not_holder';
}
