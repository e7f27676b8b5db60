/** Goes through many things without keeping other requests waiting. */
import { setImmediate } from 'node:timers/promises';

/** Limits how long others wait for their turn, in milliseconds. */
const longestTurn = 20;

/** Runs work for each thing, one after another; what else waits is done in between. */
export async function inTurns<Thing>(
  things: Iterable<Thing>,
  work: (thing: Thing) => Promise<void> | void
): Promise<void> {
  let began = performance.now();
  for (const thing of things) {
    await work(thing);
    if (performance.now() - began < longestTurn) continue;
    await setImmediate();
    began = performance.now();
  }
}
