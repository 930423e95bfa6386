/**
 * The one list of operator error codes. Each is explained in `docs/errors.md`; a test compares both lists.
 * A patient never sees a code or a message from here.
 */
export const ERROR_CODES = {
  CONFIG_INVALID: 'The environment is not valid; every problem is listed.',
  CONTENT_INVALID: 'A pack, a text file, the slots or the signs do not load.',
  CONTENT_UNREVIEWED: 'Production refuses content whose review record is unsigned.',
  CONTENT_UNPROVED: 'Production refuses content that is not the one that was proved and published.',
  STORE_UNAVAILABLE: 'The store cannot be opened, read or written.',
  STORE_KEY_MISMATCH: 'Stored values cannot be decrypted with this master key.',
  STORE_CORRUPT: 'A stored value does not have the shape it should have.',
  TURN_FAILED: 'A turn failed; the patient heard the fixed sentence and the case is in the queue.',
  TURN_CONFLICT: 'A turn lost against a parallel turn too many times.',
  SEND_FAILED: 'A message could not be delivered within its time.',
  SEND_UNCERTAIN: 'A message may have been sent before a crash and the provider cannot be asked.',
  WEBHOOK_REJECTED: 'A webhook had a wrong signature or secret.',
  CHANNEL_UNAVAILABLE: 'A provider does not answer.',
  MEDIA_UNAVAILABLE: 'A voice note or photo could not be fetched.',
  SPEECH_UNAVAILABLE: 'A voice note could not be turned into words; it is kept for the nurse.',
  DESK_FORBIDDEN: 'A desk call without a session, or beyond the role of the user.',
  INPUT_INVALID: 'A record or an argument of a command is not valid.',
  MODEL_UNAVAILABLE: 'A model is missing or failed; what it read or heard is left to the lexicon or to the nurse.',
  PORT_IN_USE: 'The address is already taken by another process.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** An operational failure: what was expected, what was found and where; whether trying again may help. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
