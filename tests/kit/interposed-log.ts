/** Wraps the app's update log for a test; calls that the test does not replace are passed on. */
import type { Log } from '#server/sync/log/log.ts';

export interface Interposed {
  /** Is passed as AppOptions.log. */
  readonly log: (own: Log) => Log;
  /** Holds the replacing methods, read anew at every call, so that a test may change them at any time. */
  readonly instead: Partial<Log>;
  /** The app's own log. Throws before the app is created. */
  readonly own: Log;
}

export function interposedLog(instead: Partial<Log> = {}): Interposed {
  let real: Log | undefined;
  const own = (): Log => {
    if (!real) throw new Error('The app is not created yet');
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
        load: (roomKey) => (instead.load ?? built.load)(roomKey),
        append: (roomKey, batch) => (instead.append ?? built.append)(roomKey, batch),
        listAfter: (roomKey, seq) => (instead.listAfter ?? built.listAfter)(roomKey, seq),
        lastSeqs: (roomKeys) => (instead.lastSeqs ?? built.lastSeqs)(roomKeys),
        saveSnapshot: (roomKey, snapshot) => (instead.saveSnapshot ?? built.saveSnapshot)(roomKey, snapshot),
        quarantine: (roomKey, row) => (instead.quarantine ?? built.quarantine)(roomKey, row),
        findLate: (roomKey, userId) => (instead.findLate ?? built.findLate)(roomKey, userId),
        saveLateProposal: (proposal, event) =>
          (instead.saveLateProposal ?? built.saveLateProposal)(proposal, event),
        onTrouble: (listen) => (instead.onTrouble ?? built.onTrouble)(listen),
        close: () => built.close()
      };
    }
  };
}
