/** Chooses the ids under which a browser writes into a document, such that nobody else's lie in the way. */
import { removeAwarenessStates, type Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { firstStructureId, letterIdOf, structureIdOf } from '#document/writer-ids.ts';
import { maxClientId } from '#wire/messages.ts';

/** Returns a client id that the document does not hold: for letters unless `idOf` makes one for structure. */
export function newClientId(doc: Y.Doc, draw: () => number, idOf = letterIdOf): number {
  for (;;) {
    const client = idOf(draw());
    if (client > 0 && client !== doc.clientID && !doc.store.clients.has(client)) return client;
  }
}

/**
 * Returns a client id for text that was written under another: none that the document holds lies between the
 * two, since Yjs orders what was inserted at the same position by its client ids.
 */
export function newIdNextTo(client: number, doc: Y.Doc, draw: () => number): number {
  const isOfLetters = client < firstStructureId;
  const [first, last] = isOfLetters ? [1, firstStructureId - 1] : [firstStructureId, maxClientId];
  const others = [...doc.store.clients.keys()].filter((other) => other !== client);
  const before = Math.max(first - 1, ...others.filter((other) => other < client));
  const after = Math.min(last + 1, ...others.filter((other) => other > client));
  const free = after - before - 1;
  const next = before + 1 + (draw() % Math.max(1, free));
  if (free > 1 && next !== client && next !== doc.clientID) return next;
  return newClientId(doc, draw, isOfLetters ? letterIdOf : structureIdOf);
}

/**
 * Presence has an id of its own, new with each connection: others never learn under which id a document is
 * written before something under it is committed.
 */
export function renewPresenceId(awareness: Awareness, id: number, origin: unknown): void {
  const state = awareness.getLocalState();
  removeAwarenessStates(awareness, [awareness.clientID], origin);
  awareness.meta.delete(awareness.clientID);
  awareness.clientID = id;
  if (state) awareness.setLocalState(state);
}
