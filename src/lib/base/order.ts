/** Changes the order of a list by one step at a time, so that two people who reorder it do not undo each other. */
import { refuse, ok, type Result } from './refusal.ts';

/**
 * Moves one thing past its neighbour; returns the ids in the new order. `not-found` for a thing that is not in the
 * list; `stale` where the two are no neighbours any more.
 */
export function movedPast(ids: readonly string[], id: string, past: string): Result<string[]> {
  const [from, to] = [ids.indexOf(id), ids.indexOf(past)];
  if (from === -1) return refuse('not-found');
  if (to === -1 || Math.abs(from - to) !== 1) return refuse('stale');
  const order = [...ids];
  [order[from], order[to]] = [past, id];
  return ok(order);
}
