/**
 * Copies a document as if nothing had ever been deleted from it. Yjs keeps of deleted text how long it was, under
 * which client id it was written and between which neighbours; who must not even learn that gets such a copy. It
 * is another document: what was written to the first one does not fit to it.
 */
import * as Y from 'yjs';
import { firstStructureId, letterIdOf, randomBits, structureIdOf } from './client-ids.ts';
import { newDoc } from './new-doc.ts';

export interface Renumbered {
  readonly doc: Y.Doc;
  /** Maps the client ids under which something was written that still exists to those in the copy. */
  readonly clients: ReadonlyMap<number, number>;
  /** Returns the id that a letter has in the copy; undefined for one that was deleted. */
  readonly idOf: (id: Y.ID) => Y.ID | undefined;
}

/**
 * Copies what exists, in the order of the text. Client ids are new, because an id names one thing only, in all
 * generations of a document; one for letters becomes one for letters, one for structure one for structure.
 * `random` returns 32 random bits.
 */
export function renumber(from: Y.Doc, random: () => number = randomBits): Renumbered {
  const to = newDoc();
  const clients = new Map<number, number>();
  const clocks = new Map<number, number>();
  const runs = new Map<number, Run[]>();

  const clientFor = (client: number): number => {
    const known = clients.get(client);
    if (known !== undefined) return known;
    const makeId = client < firstStructureId ? letterIdOf : structureIdOf;
    let made: number;
    do made = makeId(random());
    while (clocks.has(made) || from.store.clients.has(made));
    clients.set(client, made);
    clocks.set(made, 0);
    return made;
  };

  const nextId = ({ id, length }: Y.Item): Y.ID => {
    const client = clientFor(id.client);
    const made = Y.createID(client, clocks.get(client) ?? 0);
    clocks.set(client, made.clock + length);
    const own = runs.get(id.client) ?? [];
    own.push({ first: id.clock, length, made });
    runs.set(id.client, own);
    return made;
  };

  to.transact((transaction) => {
    const copyItem = (item: Y.Item, parent: Shared, left: Y.Item | null, key: string | null): Y.Item => {
      const content = item.content.copy();
      const copy = new Y.Item(nextId(item), left, left && left.lastId, null, null, parent, key, content);
      copy.integrate(transaction, 0);
      if (item.content instanceof Y.ContentType && content instanceof Y.ContentType)
        copyType(item.content.type, content.type);
      return copy;
    };
    const copyType = (type: Shared, parent: Shared): void => {
      for (const key of [...type._map.keys()].sort()) {
        const item = type._map.get(key);
        if (item && !item.deleted) copyItem(item, parent, null, key);
      }
      let left: Y.Item | null = null;
      for (let item = type._start; item !== null; item = item.right)
        if (!item.deleted) left = copyItem(item, parent, left, null);
    };
    for (const name of [...from.share.keys()].sort()) {
      const root = from.share.get(name);
      if (root) copyType(root, to.get(name));
    }
  });

  return {
    doc: to,
    clients,
    idOf: ({ client, clock }) => {
      const run = runs.get(client)?.find(({ first, length }) => first <= clock && clock < first + length);
      return run && Y.createID(run.made.client, run.made.clock + clock - run.first);
    }
  };
}

type Shared = Y.ContentType['type'];

interface Run {
  readonly first: number;
  readonly length: number;
  readonly made: Y.ID;
}
