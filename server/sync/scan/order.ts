/**
 * Whether the two neighbours that a struct names stand in this order. Yjs merges alike everywhere only then; a struct that
 * names them the other way round would stand at one place here and at another after the next load.
 */
import type { Knowledge } from './knowledge.ts';
import type { Id, ParsedUpdate, Struct } from './parse.ts';

/** Structs of one update looked at before the order counts as unsure. */
const maxSteps = 32;

/** False as well where it cannot be told without integrating. */
export function neighboursInOrder(struct: Struct, update: ParsedUpdate, known: Knowledge): boolean {
  const { origin, rightOrigin } = struct;
  if (origin === null || rightOrigin === null) return true;
  return stands(origin, rightOrigin, update, known, { steps: maxSteps });
}

/** A struct stands after its origin and before its right origin; what is known already, the document tells. */
function stands(left: Id, before: Id, update: ParsedUpdate, known: Knowledge, budget: { steps: number }): boolean {
  if (left.client === before.client && left.clock === before.clock) return false;
  const leftKnown = left.clock < known.clockOf(left.client);
  const beforeKnown = before.clock < known.clockOf(before.client);
  if (leftKnown && beforeKnown) return known.stands(left, before);
  if (--budget.steps < 0) return false;
  if (!beforeKnown) {
    const origin = originOf(before, update);
    if (origin && (same(origin, left) || stands(left, origin, update, known, budget))) return true;
  }
  if (!leftKnown) {
    const right = structOf(left, update)?.rightOrigin;
    if (right && (same(right, before) || stands(right, before, update, known, budget))) return true;
  }
  return false;
}

const same = (a: Id, b: Id): boolean => a.client === b.client && a.clock === b.clock;

/** What stands before one clock of an update: within a struct the clock before it, at its beginning its origin. */
function originOf(id: Id, update: ParsedUpdate): Id | null {
  const struct = structOf(id, update);
  if (!struct) return null;
  return id.clock > struct.clock ? { client: id.client, clock: id.clock - 1 } : struct.origin;
}

function structOf(id: Id, update: ParsedUpdate): Struct | undefined {
  const structs = update.sections.get(id.client)?.structs ?? [];
  let low = 0;
  let high = structs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((structs[middle]?.clock ?? 0) <= id.clock) low = middle;
    else high = middle - 1;
  }
  return structs[low];
}
