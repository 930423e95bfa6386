import { pino } from 'pino';
import type { Logger, LogFields, LogLevel } from '../core/log.js';

/**
 * JSON lines on standard output. Fields are ids, counts and codes by type (`LogFields`); as a second fence, anything under
 * a name that could hold words or an address is cut out.
 */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    messageKey: 'event',
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: ['text', 'body', 'from', 'to', 'address', 'phone', 'password'], censor: '[redacted]' },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  const line = (method: LogLevel) => (event: string, fields?: LogFields) => {
    logger[method](fields ?? {}, event);
  };
  return { error: line('error'), warn: line('warn'), info: line('info'), debug: line('debug') };
}
