/** Goes through many things without keeping other requests waiting. */
import { setImmediate } from 'node:timers/promises';

/** In milliseconds. */
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

/** Returns what `make` makes of each, one after another: a database has few connections, and documents few workers. */
export async function mapInTurns<From, To>(
  list: readonly From[],
  make: (one: From) => Promise<To> | To
): Promise<To[]> {
  const made: To[] = [];
  await inTurns(list, async (one) => void made.push(await make(one)));
  return made;
}
