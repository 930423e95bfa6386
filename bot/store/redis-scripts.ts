import type { CommandParser } from 'redis';
import { defineScript } from 'redis';
import { AppError } from '../../core/errors.js';
import type { KeyRange, PreparedCommit } from './encoding.js';
import { decodeKey, toVersion } from './encoding.js';
import type { Stored } from './store.js';

/**
 * How the keys of a partition are named. The partition is the hash tag, so that all of them share one slot of a cluster:
 * `<prefix>:{<partition>}:entry:<encoded key>` for each value, and two sorted sets beside them.
 */
export interface PartitionNames {
  readonly entryPrefix: string;
  /** Encoded keys with score 0, which Redis keeps in the order of their bytes: the order of the contract. */
  readonly index: string;
  /** Encoded keys of the entries with a lifetime, by the time they end. */
  readonly expiries: string;
}

export function partitionNames(prefix: string, partition: string): PartitionNames {
  // A brace would end the hash tag early.
  const tag = partition.replace(/[%{}]/g, (brace) => `%${brace.charCodeAt(0).toString(16)}`);
  const start = `${prefix}:{${tag}}`;
  return { entryPrefix: `${start}:entry:`, index: `${start}:index`, expiries: `${start}:expiries` };
}

// An entry is the text "<version> <expiresAt or 0>\n<JSON>". Redis removes it this long after its time: the clock of the caller
// decides what is expired, and two clocks differ.
const GRACE_MS = 60_000;
const HEAD = '^(%S+) (%d+)\\n';

// All expectations first, then the writes: a script is never interrupted, so this is all or nothing. The few members that
// are taken out of the index at the end are those whose entries Redis has removed by itself.
const COMMIT = `
local now = tonumber(ARGV[1])
for i = 3, #KEYS do
  local expect = ARGV[(i - 3) * 6 + 4]
  if expect ~= '' then
    local head = redis.call('GETRANGE', KEYS[i], 0, 127)
    local version, expires = string.match(head, '${HEAD}')
    if head ~= '' and not version then return redis.error_reply('ERR an entry is damaged') end
    if not version or (expires ~= '0' and tonumber(expires) <= now) then version = 'absent' end
    if version ~= expect then return 0 end
  end
end
for i = 3, #KEYS do
  local at = (i - 3) * 6 + 2
  local op, member, version, expires, json = ARGV[at], ARGV[at + 1], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  if op == 'put' then
    local entry = version .. ' ' .. expires .. '\\n' .. json
    redis.call('ZADD', KEYS[1], 0, member)
    if expires == '0' then
      redis.call('SET', KEYS[i], entry)
      redis.call('ZREM', KEYS[2], member)
    else
      redis.call('SET', KEYS[i], entry, 'PX', string.format('%.0f', tonumber(expires) - now + ${GRACE_MS}))
      redis.call('ZADD', KEYS[2], expires, member)
    end
  else
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', KEYS[1], member)
    redis.call('ZREM', KEYS[2], member)
  end
end
local gone = redis.call('ZRANGE', KEYS[2], '-inf', string.format('%.0f', now - ${GRACE_MS}), 'BYSCORE', 'LIMIT', 0, 20)
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
  redis.call('ZREM', KEYS[2], unpack(gone))
end
return 1`;

// Index and entries in one script, so that a list shows the state of one moment: between two commands, a commit that moves an
// entry would make it appear nowhere. The names of the entries are built here; the hash tag keeps them in the slot of KEYS[1].
const LIST = `
local now = tonumber(ARGV[1])
local from, left, found = ARGV[2], tonumber(ARGV[4]), {}
while left > 0 do
  local members = redis.call('ZRANGE', KEYS[1], from, ARGV[3], 'BYLEX', 'LIMIT', 0, left)
  for _, member in ipairs(members) do
    from = '(' .. member
    local entry = redis.call('GET', ARGV[5] .. member)
    if entry then
      local _, expires = string.match(entry, '${HEAD}')
      if expires == '0' or not expires or tonumber(expires) > now then
        found[#found + 1] = member
        found[#found + 1] = entry
      end
    end
  end
  if #members < left then break end
  left = tonumber(ARGV[4]) - #found / 2
end
return found`;

/** The two scripts, as the client wants them. Both run in the slot of the partition. */
export const scripts = {
  commitEntries: defineScript({
    SCRIPT: COMMIT,
    parseCommand(parser: CommandParser, names: PartitionNames, commit: PreparedCommit, now: number) {
      parser.pushKeysLength([names.index, names.expiries, ...commit.writes.map(({ key }) => names.entryPrefix + key)]);
      parser.push(String(now));
      for (const write of commit.writes) {
        parser.push(write.op, write.key, write.expect ?? '');
        if (write.op === 'put') parser.push(write.version, String(write.expiresAt ?? 0), write.json);
        else parser.push('', '', '');
      }
    },
    transformReply: (reply: unknown): boolean => reply === 1,
  }),
  listEntries: defineScript({
    SCRIPT: LIST,
    IS_READ_ONLY: true,
    parseCommand(parser: CommandParser, names: PartitionNames, range: KeyRange, now: number) {
      parser.pushKeysLength([names.index]);
      parser.push(String(now), `(${range.after}`, `(${range.before}`, String(range.limit), names.entryPrefix);
    },
    transformReply: (reply: unknown): unknown => reply,
  }),
};

/** Reads the reply of `listEntries`: key and entry in turns. */
export function parseEntries(reply: unknown): readonly Stored[] {
  const texts: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const found: Stored[] = [];
  for (let at = 0; at < texts.length; at += 2) found.push(parseEntry(texts[at], texts[at + 1]).stored);
  return found;
}

/** Reads what the commit script wrote; throws `STORE_CORRUPT` for anything else. */
export function parseEntry(
  encodedKey: unknown,
  entry: unknown,
): { readonly stored: Stored; readonly expiresAt: number } {
  const key = typeof encodedKey === 'string' ? decodeKey(encodedKey) : null;
  const head = typeof entry === 'string' ? /^(\S+) (\d+)\n/.exec(entry) : null;
  const [whole, version, expiresAt] = head ?? [];
  if (key === null || typeof entry !== 'string' || whole === undefined || version === undefined)
    throw corrupt(key?.[0]);
  try {
    const value: unknown = JSON.parse(entry.slice(whole.length));
    return { stored: { key, value, version: toVersion(version) }, expiresAt: Number(expiresAt) };
  } catch (cause) {
    throw corrupt(key[0], cause);
  }
}

function corrupt(collection = 'unknown', cause?: unknown): AppError {
  return new AppError('STORE_CORRUPT', `an entry of "${collection}" in Redis is damaged`, { cause });
}
