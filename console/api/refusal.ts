import { AppError, type ErrorCode } from '../../core/errors.js';

/** A request that is answered with something else than what it asked for. The message is for a programmer, never a patient. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly result: 'taken' | 'not_holder' | 'gone' | null;
  constructor(status: number, code: ErrorCode, message: string, result: Refusal['result'] = null) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.result = result;
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: {
    readonly error: { readonly code: ErrorCode; readonly message: string };
    readonly result?: 'taken' | 'not_holder' | 'gone';
  };
}

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  DESK_FORBIDDEN: 403,
  INPUT_INVALID: 400,
  TURN_CONFLICT: 409,
  STORE_UNAVAILABLE: 503,
  CHANNEL_UNAVAILABLE: 503,
  MEDIA_UNAVAILABLE: 503,
};

/** The one place where a failure becomes HTTP. What is not foreseen says nothing about the inside. */
export function answerTo(error: unknown): ErrorAnswer {
  if (error instanceof Refusal) {
    const body = { error: { code: error.code, message: error.message } };
    return { status: error.status, body: error.result === null ? body : { ...body, result: error.result } };
  }
  if (error instanceof AppError) {
    const status = STATUS[error.code] ?? 500;
    const message = status < 500 ? error.message : 'the service cannot do this now; try again';
    return { status, body: { error: { code: error.code, message } } };
  }
  const status = statusOf(error);
  if (status === 413) return plain(status, 'INPUT_INVALID', 'the body is too large');
  if (status === 415) return plain(status, 'INPUT_INVALID', 'expected application/json');
  if (status < 500) return plain(status, 'INPUT_INVALID', 'the request cannot be read');
  return plain(500, 'TURN_FAILED', 'this failed on our side; look before trying again');
}

/** A name for the log: never the message, which may quote what a person wrote. */
export function whyOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

function plain(status: number, code: ErrorCode, message: string): ErrorAnswer {
  return { status, body: { error: { code, message } } };
}

function statusOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return 500;
}
