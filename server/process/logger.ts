/** Writes logs as JSON lines on standard output. No secrets, no text of documents. */
import type { LogLevel } from './config.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { errorText } from './error-text.ts';

export type Facts = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  /** `error` is a defect or a lost database; its stack is logged. */
  error(message: string, error: unknown, facts?: Facts): void;
  readonly metrics: Metrics;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export function createLogger(options: {
  level: LogLevel;
  now: () => Date;
  write?: (line: string) => void;
}): Logger {
  const write = options.write ?? ((line: string) => process.stdout.write(line + '\n'));
  const threshold = order.indexOf(options.level);
  const log = (level: LogLevel, message: string, facts: Facts | undefined): void => {
    if (order.indexOf(level) < threshold) return;
    write(JSON.stringify({ at: options.now().toISOString(), level, message, ...facts }));
  };
  return {
    debug: (message, facts) => log('debug', message, facts),
    info: (message, facts) => log('info', message, facts),
    warn: (message, facts) => log('warn', message, facts),
    error: (message, error, facts) =>
      log('error', message, {
        ...facts,
        error: errorText(error)
      }),
    metrics: createMetrics()
  };
}
