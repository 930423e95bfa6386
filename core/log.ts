export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * One JSON line per event, named `room.event`. Fields are ids, counts and codes: never what a person said, never an
 * address. `error` wakes someone, `warn` is looked at in the morning, `info` is one line per turn.
 */
export interface Logger {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };

/** A value that prints as `[redacted]` in JSON, in template strings and in the inspector; `reveal()` is the only way in. */
export class Sensitive<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  reveal(): T {
    return this.#value;
  }
  toJSON(): string {
    return '[redacted]';
  }
  toString(): string {
    return '[redacted]';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}
