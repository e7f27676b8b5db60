/**
 * Keeps the failures of builds that the database did not take, because its disk is full for example, until it takes
 * them. Meanwhile the list of builds shows them: the row still says that the build runs.
 */
import type { BuildFault } from '#rules/report/report-build.ts';

interface UnstoredFailure {
  readonly fault: BuildFault;
  /** Rejects while the database does not take it. */
  readonly store: () => Promise<void>;
}

export interface UnstoredFailures {
  add(buildId: string, failure: UnstoredFailure): void;
  /** Returns why a build failed, if that is not stored yet. */
  faultOf(buildId: string): BuildFault | undefined;
  /** Rejects at the first that the database does not take. */
  storeAll(): Promise<void>;
}

export function openUnstoredFailures(): UnstoredFailures {
  const failures = new Map<string, UnstoredFailure>();
  return {
    add: (buildId, failure) => void failures.set(buildId, failure),
    faultOf: (buildId) => failures.get(buildId)?.fault,
    async storeAll() {
      for (const [buildId, { store }] of failures) {
        await store();
        failures.delete(buildId);
      }
    }
  };
}
