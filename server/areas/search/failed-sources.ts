/**
 * Remembers which sources the search index lacks since they could not be read or written. Each is tried again after a wait
 * that doubles; while one fails, or the index as a whole, the log says so once an hour.
 */
import type { Logger } from '#server/process/logger.ts';
import { sourceName, type SourceKey } from './store/search-entries.ts';

export interface FailedSources {
  add(source: SourceKey, error: unknown): void;
  remove(source: SourceKey): void;
  clear(): void;
  /** Names the sources whose wait goes on. */
  waiting(): ReadonlySet<string>;
  /** Counts the failing sources, and one more where the last round failed as a whole. */
  count(): number;
  /** Logs what fails, after a round; `error` is why the round failed as a whole, null where it did not. */
  report(error: unknown): void;
}

interface Failed {
  readonly error: unknown;
  readonly wait: number;
  readonly until: number;
}

const firstWait = 60_000;
const longestWait = 3_600_000;
const logInterval = 3_600_000;
/** Limits the sources that a line of the log names. */
const mostNamed = 5;

export function openFailedSources(tools: {
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'error' | 'info'>;
}): FailedSources {
  const failed = new Map<string, Failed>();
  let hasRoundFailed = false;
  let loggedAt: number | null = null;
  const count = (): number => failed.size + (hasRoundFailed ? 1 : 0);
  return {
    add: (source, error) => {
      const name = sourceName(source);
      const before = failed.get(name);
      const wait = before ? Math.min(2 * before.wait, longestWait) : firstWait;
      failed.set(name, { error, wait, until: tools.now().getTime() + wait });
    },
    remove: (source) => void failed.delete(sourceName(source)),
    clear: () => {
      failed.clear();
    },
    waiting: () => {
      const now = tools.now().getTime();
      return new Set([...failed].flatMap(([name, { until }]) => (now < until ? [name] : [])));
    },
    count,
    report: (error) => {
      hasRoundFailed = error !== null;
      if (count() === 0) {
        if (loggedAt !== null) tools.logger.info('the search index is complete again');
        loggedAt = null;
        return;
      }
      const now = tools.now().getTime();
      if (loggedAt !== null && now - loggedAt < logInterval) return;
      loggedAt = now;
      const [first] = failed.values();
      tools.logger.error(
        hasRoundFailed ? 'the search index cannot be written' : 'the search index lacks what cannot be read',
        error ?? first?.error,
        { count: failed.size, sources: [...failed.keys()].slice(0, mostNamed).join(', ') }
      );
    }
  };
}
