import { AppError } from '../../core/errors.js';
import type { Correction, Desk, HolderResult, Staff } from '../../console/desk.js';
import { asCase, CASE_SECONDS, keys } from '../session/repository.js';
import type { Store } from '../store/store.js';
import { correctionEntry, firstOfCase, understoodMessages } from '../transcript/correction.js';
import { readTranscript, type Entry } from '../transcript/transcript.js';
import { record } from '../turn/draft.js';
import { holder, type CaseActs } from './case-acts.js';
import type { Naming } from './names.js';

/** More than a message ever says; a list beyond it is a mistake. */
const MOST_FINDINGS = 40;

/**
 * What a nurse tells the model after the fact: what a message meant, and whether it may be learned from. None of it reaches
 * the interview, the level or the patient; `labas export dataset` reads it.
 */
export function createLearning(tools: {
  readonly store: Store;
  readonly naming: Naming;
  readonly acts: CaseActs;
  readonly alone: <T>(person: string, work: () => Promise<T>) => Promise<T>;
}): Pick<Desk, 'findings' | 'correct' | 'setTrainingConsent'> {
  const { store, naming, acts } = tools;
  const isFinding = new Set(naming.findings.map(({ slot }) => slot));

  /** Throws `INPUT_INVALID` for what names no finding, or one of them twice for the same subject. */
  function check(correction: Correction): void {
    const { findings } = correction;
    const unknown = findings.find(({ slot }) => !isFinding.has(slot));
    if (unknown !== undefined) throw new AppError('INPUT_INVALID', `there is no finding ${unknown.slot}`);
    const told = new Set(findings.map(({ slot, subject }) => `${slot}/${subject}`));
    if (told.size < findings.length) throw new AppError('INPUT_INVALID', 'a finding is listed twice for one person');
    if (findings.length > MOST_FINDINGS) throw new AppError('INPUT_INVALID', `at most ${MOST_FINDINGS} findings`);
  }

  function checkMessage(entries: readonly Entry[], since: string, number: number): void {
    const isOurs = number >= firstOfCase(entries, since);
    if (isOurs && understoodMessages(entries, 'self').has(number)) return;
    throw new AppError('INPUT_INVALID', 'this case has no message of that number in words');
  }

  /** A yes can be taken back for as long as the case is kept, by whoever the person reaches. */
  async function takeBack(by: Staff, caseId: string): Promise<HolderResult> {
    const found = await acts.findCase(caseId);
    if (found === null) return 'gone';
    return tools.alone(found.person, async () => {
      const stored = await store.get(keys.case(found.person, caseId));
      const entry = stored === null ? null : asCase(stored);
      if (stored === null || entry?.training?.agreed !== true) return 'gone';
      const at = acts.now().toISOString();
      const value = { ...entry, training: { agreed: false, staff: by.id, at } };
      const outcome = await store.commit([
        { op: 'put', key: stored.key, value, expect: stored.version, ttlSeconds: CASE_SECONDS },
      ]);
      if (outcome === 'conflict') {
        throw new AppError('TURN_CONFLICT', 'this case was just changed; try again', { retryable: true });
      }
      await acts.audit(by, 'training_refused', caseId, found.person);
      return 'done';
    });
  }

  return {
    async findings(by) {
      acts.require(by, 'nurse');
      return Promise.resolve(naming.findings);
    },
    async correct(by, caseId, correction) {
      acts.require(by, 'nurse');
      check(correction);
      return acts.act<HolderResult>(
        by,
        caseId,
        'correct',
        holder(by),
        async (_context, draft, entry) => {
          checkMessage(await readTranscript(store, entry.person), entry.since, correction.message);
          draft.entries.push(correctionEntry(caseId, correction, by));
        },
        `${caseId}/${correction.message}`,
      );
    },
    async setTrainingConsent(by, caseId, agreed) {
      const outcome = await acts.act<HolderResult>(
        by,
        caseId,
        agreed ? 'training_agreed' : 'training_refused',
        holder(by),
        (_context, draft, entry) => {
          draft.case = { ...entry, training: { agreed, staff: by.id, at: draft.at.toISOString() } };
          record(draft, 'training_consent', { answer: agreed ? 'given' : 'refused', staff: by.name });
          return Promise.resolve();
        },
      );
      return outcome === 'gone' && !agreed ? takeBack(by, caseId) : outcome;
    },
  };
}
