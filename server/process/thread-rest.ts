/** Lets a thread that works in the background rest, so that the other threads are not kept from a processor. */
import type { KyselyPlugin } from 'kysely';

const neverChanged = new Int32Array(new SharedArrayBuffer(4));

const restMilliseconds = 0.1;

/**
 * Blocks the thread that calls it for a moment. Linux lets a running thread finish its slice of about three
 * milliseconds, whatever its priority: without pauses, the thread that commits what people type waits that long.
 */
export function rest(): void {
  Atomics.wait(neverChanged, 0, 0, restMilliseconds);
}

/** Rests before and after each statement. */
export const restingStatements: KyselyPlugin = {
  transformQuery: ({ node }) => {
    rest();
    return node;
  },
  transformResult: ({ result }) => {
    rest();
    return Promise.resolve(result);
  }
};
