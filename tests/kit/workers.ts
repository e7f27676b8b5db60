/** Opens worker pools for tests: silent, closed after the test, with their threads at hand. */
import { Worker } from 'node:worker_threads';
import * as encoding from 'lib0/encoding';
import { onTestFinished } from 'vitest';
import { createLogger } from '#server/process/logger.ts';
import {
  openDocumentWorkers,
  type DocumentWorkers,
  type DocumentWorkersTools
} from '#server/workers/document-workers.ts';

export interface TestWorkers extends DocumentWorkers {
  /** Every thread that it has started, oldest first. */
  readonly threads: readonly Worker[];
  /** Lists what it has logged. */
  readonly output: readonly string[];
}

export function openTestWorkers(
  options: { limits?: DocumentWorkersTools['limits']; heapMegabytes?: number } = {}
): TestWorkers {
  const threads: Worker[] = [];
  const output: string[] = [];
  const workers = openDocumentWorkers({
    logger: createLogger({ level: 'warn', now: () => new Date(), write: (line) => output.push(line) }),
    limits: options.limits ?? {},
    spawn: () => {
      const thread = new Worker(new URL('../../server/workers/worker.ts', import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: options.heapMegabytes ?? 256 }
      });
      threads.push(thread);
      return thread;
    }
  });
  onTestFinished(() => workers.close());
  return { ...workers, threads, output };
}

/**
 * Makes updates with one letter each, by so many people, at the same position of an empty root: ordering them
 * takes the square of their number.
 */
export const crowd = (people: number): Uint8Array[] =>
  Array.from({ length: people }, (_, index) => letters(index + 1, 1));

/** Makes one person's letters, each set before the last, so that none of them merge. */
export const letters = (client: number, count: number): Uint8Array => {
  const encoder = encoding.createEncoder();
  // One client, its structs, from clock 0: each a string at the beginning of a root.
  for (const n of [1, count, client, 0]) encoding.writeVarUint(encoder, n);
  for (let left = count; left > 0; left--) {
    encoding.writeUint8(encoder, 4);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'crowd');
    encoding.writeVarString(encoder, 'x');
  }
  // Nothing is deleted.
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
};
