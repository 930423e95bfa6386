import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { AppError } from '../../core/errors.js';
import type { KeyRange, PreparedCommit, PreparedWrite } from './encoding.js';
import { decodeKey, toVersion } from './encoding.js';
import type { Stored } from './store.js';

// Keys are BLOBs: libsql cuts TEXT at a NUL, and BLOBs compare by bytes, which is the order of the contract. An ordinary
// table, not WITHOUT ROWID: values are some kilobytes, and that made commits and reads two to four times slower.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (
    key BLOB NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    expires_at INTEGER,
    value TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires_at) WHERE expires_at IS NOT NULL;
`;
const SCHEMA_VERSION = 1;
const PURGE_AT_ONCE = 200;
// What was overwritten in the database is still in the write-ahead log, until that is copied and cut.
const EMPTY_THE_LOG = 'wal_checkpoint(TRUNCATE)';

export interface DatabaseOptions {
  /** An absolute path. */
  readonly file: string;
  /** How long another process may hold the file before a call fails. */
  readonly busyTimeoutMs: number;
}

/** The writing side. It blocks until the disk has the data, so it lives in a thread of its own. */
export interface Writer {
  /** One transaction for all the commits; true for each that was committed, false for each that met a conflict. */
  commit(commits: readonly PreparedCommit[], now: number): boolean[];
  /** Removes some of what has expired, from the disk too; true when there may be more. */
  purge(now: number): boolean;
  close(): void;
}

/** The reading side: it sees whatever was committed when it is called, and never waits for a commit in progress. */
export interface Reader {
  get(key: string, now: number): Stored | null;
  list(range: KeyRange, now: number): Stored[];
  close(): void;
}

/** Opens the file, makes it and its folder (for this user only) where they are missing. */
export function openWriter(options: DatabaseOptions): Writer {
  mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
  // SQLite gives its two companion files the mode of this one.
  closeSync(openSync(options.file, 'a', 0o600));
  const database = connect(options);
  // FULL: a commit is on the disk before it is acknowledged. secure_delete: what is forgotten is overwritten.
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON']) database.pragma(pragma);
  const found = Number(database.prepare('PRAGMA user_version').raw().all([]).flat()[0]);
  if (found > SCHEMA_VERSION) {
    database.close();
    throw new AppError('STORE_UNAVAILABLE', `${options.file} was written by a later version (${found})`);
  }
  database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);

  const find = database.prepare('SELECT version, expires_at FROM entries WHERE key = ?').raw();
  const put = database.prepare(
    `INSERT INTO entries (key, version, expires_at, value) VALUES (?, ?, ?, ?) ON CONFLICT (key)
     DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at, value = excluded.value`,
  );
  const remove = database.prepare('DELETE FROM entries WHERE key = ?');
  const purgeSome = database.prepare(
    `DELETE FROM entries WHERE key IN (SELECT key FROM entries WHERE expires_at <= ? LIMIT ${PURGE_AT_ONCE})`,
  );

  function isAsExpected({ key, expect }: PreparedWrite, now: number): boolean {
    if (expect === null) return true;
    const row: unknown = find.get([Buffer.from(key, 'utf8')]);
    if (row === undefined) return expect === 'absent';
    if (!Array.isArray(row) || typeof row[0] !== 'string') throw corrupt(key);
    const isExpired = typeof row[1] === 'number' && row[1] <= now;
    return expect === (isExpired ? 'absent' : row[0]);
  }

  function apply(write: PreparedWrite): void {
    const key = Buffer.from(write.key, 'utf8');
    if (write.op === 'delete') remove.run([key]);
    else put.run([key, write.version, write.expiresAt, write.json]);
  }

  return {
    commit(commits, now) {
      return transaction(database, () =>
        commits.map(({ writes }) => {
          // Checking before applying makes a savepoint needless: a conflict has changed nothing yet.
          if (!writes.every((write) => isAsExpected(write, now))) return false;
          for (const write of writes) apply(write);
          return true;
        }),
      );
    },
    purge(now) {
      const isMore = transaction(database, () => purgeSome.run([now]).changes === PURGE_AT_ONCE);
      if (!isMore) database.pragma(EMPTY_THE_LOG);
      return isMore;
    },
    close() {
      // Closing alone would leave the log behind: the connection lives on until its statements are collected.
      database.pragma(EMPTY_THE_LOG);
      database.close();
    },
  };
}

/** Opens what `openWriter` made. It cannot write. */
export function openReader(options: DatabaseOptions): Reader {
  const database = connect(options);
  database.pragma('query_only = ON');
  const alive = '(expires_at IS NULL OR expires_at > ?)';
  const one = database.prepare(`SELECT key, version, value FROM entries WHERE key = ? AND ${alive}`).raw();
  const some = database
    .prepare(`SELECT key, version, value FROM entries WHERE key > ? AND key < ? AND ${alive} ORDER BY key LIMIT ?`)
    .raw();
  return {
    get(key, now) {
      const row: unknown = reading(() => one.get([Buffer.from(key, 'utf8'), now]));
      return row === undefined ? null : storedFrom(row);
    },
    list({ after, before, limit }, now) {
      const bounds = [Buffer.from(after, 'utf8'), Buffer.from(before, 'utf8')];
      return reading(() => some.all([...bounds, now, limit])).map(storedFrom);
    },
    close: () => void database.close(),
  };
}

function connect({ file, busyTimeoutMs }: DatabaseOptions): Database.Database {
  const database = new Database(file);
  database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  return database;
}

function transaction<T>(database: Database.Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some failures (a full disk) have ended the transaction already.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unavailable('a read failed', cause);
  }
}

/** What the library threw, as the contract says it; worth trying again where only the moment was wrong. */
export function unavailable(what: string, cause: unknown): AppError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const retryable = cause instanceof AppError ? cause.retryable : /^SQLITE_(BUSY|LOCKED|FULL|IOERR)/.test(code);
  return new AppError('STORE_UNAVAILABLE', `${what}: ${message}`, { cause, retryable });
}

function storedFrom(row: unknown): Stored {
  const columns: readonly unknown[] = Array.isArray(row) ? row : [];
  const [bytes, version, json] = columns;
  if (!Buffer.isBuffer(bytes) || typeof version !== 'string' || typeof json !== 'string') throw corrupt('');
  const encoded = bytes.toString('utf8');
  const key = decodeKey(encoded);
  if (key === null) throw corrupt(encoded);
  try {
    const value: unknown = JSON.parse(json);
    return { key, value, version: toVersion(version) };
  } catch (cause) {
    throw corrupt(encoded, cause);
  }
}

function corrupt(encoded: string, cause?: unknown): AppError {
  const collection = decodeKey(encoded)?.[0] ?? 'unknown';
  return new AppError('STORE_CORRUPT', `an entry of "${collection}" in the database is damaged`, { cause });
}
