import { setImmediate } from 'node:timers/promises';

/**
 * Does one after another, since a database has few connections and documents few workers, and what else waits in
 * between.
 */
export async function inTurn<From, To>(
  list: readonly From[],
  make: (one: From) => Promise<To>
): Promise<To[]> {
  const made: To[] = [];
  for (const one of list) {
    made.push(await make(one));
    await setImmediate();
  }
  return made;
}
