import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/errors.js';
import { timedIds, type IdSource } from '../../core/ids.js';
import { systemClock, type Clock } from '../../core/time.js';
import { readConfig } from '../config.js';
import { auditWrite } from '../handoff/case-acts.js';
import { createLogger } from '../log.js';
import { deriveKey, openStore, type Store } from '../store/index.js';
import { readDataset } from '../transcript/dataset.js';

const USAGE = 'usage: labas export dataset [--out file]';

/**
 * `labas export dataset [--out file]`: what nurses corrected, of people who said yes to it, as JSON Lines:
 * `{"id","text","form","language","findings":[{"slot","presence","subject"}],"intents":[…],"correctedAt","model":[…]}`.
 *
 * This is what `models/train/corrections.py` reads (`--corrections`): `form`, `text`, `language`, `intents` and `findings` mean what the
 * columns of those names mean in `models/eval/*.tsv`, with `findings` spelled out. Works on the store that the
 * environment names, beside a running service; writes nothing there but one audit entry.
 */
export async function run(args: readonly string[]): Promise<number> {
  const [kind, ...rest] = args;
  const { values } = parseArgs({ args: rest, options: { out: { type: 'string' } } });
  if (kind !== 'dataset') throw new AppError('INPUT_INVALID', USAGE);
  const config = readConfig();
  const clock = systemClock;
  const store = await openStore(
    config.redisUrl === null
      ? { driver: 'libsql', file: path.join(config.dataDirectory, 'labas.db'), clock, masterKey: config.masterKey }
      : {
          driver: 'redis',
          url: config.redisUrl,
          clock,
          masterKey: config.masterKey,
          log: createLogger('error', process.stderr),
        },
  );
  try {
    const lines = await exportDataset({
      store,
      key: deriveKey(config.masterKey, 'dataset'),
      retentionDays: config.retentionDays,
      clock,
      ids: timedIds(() => Date.now(), Math.random),
    });
    if (lines === '') process.stderr.write('no message has both a correction and the consent of its person\n');
    else if (values.out === undefined) process.stdout.write(lines);
    else keep(values.out, lines);
    return 0;
  } finally {
    await store.close();
  }
}

/** The data set as JSON Lines, empty when there is none. Audited before anybody sees it. */
export async function exportDataset(tools: {
  readonly store: Store;
  readonly key: Buffer;
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly ids: IdSource;
}): Promise<string> {
  const at = tools.clock.now();
  const rows = await readDataset({ ...tools, now: at });
  const audit = auditWrite({
    at,
    id: tools.ids.next('u'),
    staff: 'command line',
    act: 'export_dataset',
    about: String(rows.length),
    person: null,
  });
  if ((await tools.store.commit([audit])) === 'conflict') {
    throw new AppError('STORE_UNAVAILABLE', 'the audit entry was not taken; nothing is exported', { retryable: true });
  }
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** For its owner's eyes, and never over another file. */
function keep(file: string, lines: string): void {
  try {
    writeFileSync(file, lines, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new AppError('INPUT_INVALID', `--out ${file} cannot be written, or is there already`, { cause });
  }
}
