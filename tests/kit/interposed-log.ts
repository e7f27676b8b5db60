/** A log that a test puts before the house's own; it passes on what no test has taken. */
import type { Log } from '#server/sync/log/log.ts';

export interface Interposed {
  /** For HouseParts.log. */
  readonly log: (own: Log) => Log;
  /** What is done instead, read anew at every call, so that a test may change it on the way. */
  readonly instead: Partial<Log>;
  /** The house's own. Throws before the house is built. */
  readonly own: Log;
}

export function interposedLog(instead: Partial<Log> = {}): Interposed {
  let real: Log | undefined;
  const own = (): Log => {
    if (!real) throw new Error('The house is not built yet');
    return real;
  };
  return {
    instead,
    get own() {
      return own();
    },
    log: (built) => {
      real = built;
      return {
        load: (place) => (instead.load ?? built.load)(place),
        append: (place, batch) => (instead.append ?? built.append)(place, batch),
        listAfter: (place, seq) => (instead.listAfter ?? built.listAfter)(place, seq),
        lastSeqs: (places) => (instead.lastSeqs ?? built.lastSeqs)(places),
        keepSnapshot: (place, snapshot) => (instead.keepSnapshot ?? built.keepSnapshot)(place, snapshot),
        quarantine: (place, row) => (instead.quarantine ?? built.quarantine)(place, row),
        findLate: (place, userId) => (instead.findLate ?? built.findLate)(place, userId),
        keepLate: (proposal, event) => (instead.keepLate ?? built.keepLate)(proposal, event),
        onTrouble: (listen) => (instead.onTrouble ?? built.onTrouble)(listen),
        close: () => built.close()
      };
    }
  };
}
