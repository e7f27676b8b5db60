/**
 * Remembers in which root each embed with an id is, and how many rows and columns each table has: what a
 * passage, a row or an attribute belongs to that is found by an id in its name.
 */
import { attributesRoot } from '#document/sequence/shapes.ts';

/** Holds one root in which embeds with an id are or were, linked to the next such root. */
interface Placement {
  readonly root: string;
  /** Counts the embeds that are not deleted. */
  live: number;
  readonly next: Placement | null;
}

/**
 * An editor puts an id into one, and two people who undo at once into one twice; in how many more it is,
 * nobody need know.
 */
export const mostRoots = 32;

interface TableSize {
  rows: number;
  columns: number;
}

export class Placements {
  readonly #byId = new Map<string, Placement>();
  readonly #tables = new Map<string, TableSize>();

  embedAdded(id: string, root: string): void {
    const first = this.#byId.get(id) ?? null;
    const met = find(first, root);
    if (met) met.live++;
    else if (lengthOf(first) < mostRoots) this.#byId.set(id, { root, live: 1, next: first });
  }

  embedDeleted(id: string, root: string): void {
    const met = find(this.#byId.get(id) ?? null, root);
    if (met) met.live--;
  }

  /** Notes where an embed was that was deleted: with its struct, that is known no more. */
  wasIn(id: string, root: string): void {
    this.embedAdded(id, root);
    this.embedDeleted(id, root);
  }

  /**
   * Lists the roots in which an id is, at most so many as are remembered. Where all its embeds are deleted, those in which it was, as far as that
   * is known: an undo may bring them back.
   */
  rootsOf(id: string): string[] {
    const roots: string[] = [];
    const former: string[] = [];
    for (let one = this.#byId.get(id) ?? null; one; one = one.next)
      (one.live > 0 ? roots : former).push(one.root);
    return roots.length > 0 ? roots : former;
  }

  /** Notes that a key of a root has a value now (1), or has none any more (-1). */
  keyChanged(root: string | null, key: string, by: 1 | -1): void {
    const line = root === attributesRoot ? lineOf(key) : null;
    if (line === null) return;
    let size = this.#tables.get(line.table);
    if (!size) this.#tables.set(line.table, (size = { rows: 0, columns: 0 }));
    if (line.axis === 'row') size.rows += by;
    else size.columns += by;
  }

  sizeOf(table: string): Readonly<TableSize> {
    return this.#tables.get(table) ?? { rows: 0, columns: 0 };
  }
}

function lengthOf(first: Placement | null): number {
  let length = 0;
  for (let one = first; one; one = one.next) length++;
  return length;
}

function find(first: Placement | null, root: string): Placement | null {
  let one = first;
  while (one && one.root !== root) one = one.next;
  return one;
}

/** Returns the id of which a key of the map of attributes holds the place; null for another key. */
export const placedBy = (key: string): string | null => /^([^/]+)\/place$/.exec(key)?.[1] ?? null;

const linePattern = /^([^/]+)\/(row|column)\/[^/]+$/;

/** Returns which table's row or column a key of the map of attributes holds; null for another key. */
export function lineOf(key: string): { readonly table: string; readonly axis: 'row' | 'column' } | null {
  const [, table = '', axis] = linePattern.exec(key) ?? [];
  return axis === 'row' || axis === 'column' ? { table, axis } : null;
}
