/** Handles what would end the process without a word: a fault that nothing has caught, and a closed output. */
import type { Logger } from './logger.ts';

/**
 * Logs a fault that nothing has caught, and ends the process in order: what has arrived is committed, and
 * whatever supervises it starts it again. After such a fault nobody knows what state the process is in.
 */
export function watchFaults(logger: Pick<Logger, 'error'>, drain: (fault: string) => void): void {
  process.on('unhandledRejection', (reason) => {
    logger.error('A promise failed that nothing waits for', reason);
    drain('unhandledRejection');
  });
  process.on('uncaughtException', (error) => {
    logger.error('An error was caught by nothing', error);
    drain('uncaughtException');
  });
}

/**
 * Goes on when the reader of the log is gone (EPIPE): users notice nothing, and their work is saved as before.
 * It is said once on standard error, which may have another reader.
 */
export function goOnWithoutOutput(): void {
  let isSaid = false;
  process.stdout.on('error', (error: Error) => {
    if (isSaid) return;
    isSaid = true;
    process.stderr.write(`The log cannot be written any more (${error.message}); serving goes on\n`);
  });
  process.stderr.on('error', () => undefined);
}
