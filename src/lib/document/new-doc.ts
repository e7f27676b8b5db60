/** Makes the documents of the product: what they hold is exactly what the log holds. */
import * as Y from 'yjs';
import { letterIdOf } from './writer-ids.ts';

/**
 * Returns an empty document that writes nothing by itself. A plain Y.Doc deletes, after each change of others
 * to a formatted text, the formats that have no effect at that moment, and sends this as an own change. Which
 * formats these are depends on where the updates were cut: a mark that was set before its words were typed
 * would be deleted by a client that loads the text update by update, and stay in one that loads it at once.
 */
export function newDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = letterIdOf(doc.clientID);
  let writer = doc.clientID;
  // The last event before Yjs looks at the flag.
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false;
    writer = doc.clientID;
  });
  // Yjs draws another id where somebody else wrote under this one.
  doc.on('afterTransactionCleanup', () => {
    if (doc.clientID !== writer) doc.clientID = letterIdOf(doc.clientID);
    writer = doc.clientID;
  });
  return doc;
}
