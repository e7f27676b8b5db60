/** Checks with real documents that what witnesses received and what the server holds are the same text. */
import * as Y from 'yjs';
import type { Access } from '../targets/target.ts';
import { Client } from './client.ts';
import type { Company } from './company.ts';
import { characterOf, firstEditClock, markerOf, rootName } from './updates.ts';

const visitorId = 2 ** 31 - 2;
const loadingSeconds = 2;

export const textOf = (doc: Y.Doc): string => doc.getText(rootName).toJSON();

/** Loads a room as a new client does. */
export async function visit(access: Access, room: string, person = 0): Promise<Y.Doc> {
  const visitor = new Client(access, { person, room, id: visitorId, storesUpdates: true });
  await visitor.synced();
  // Such a server signals by no event that it has sent everything.
  if (access.answersBeforeLoaded) await new Promise((resolve) => setTimeout(resolve, loadingSeconds * 1000));
  await visitor.drop();
  return docOf(visitor.storedUpdates);
}

export function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
  return doc;
}

/** Throws where a witness or the server misses an edit, or holds another text. */
export async function verify(access: Access, company: Company): Promise<void> {
  const room = company.plan.rooms[0];
  const members = company.clients.filter((client) => client.room === room);
  const texts = new Set<string>();
  const read: { readonly doc: Y.Doc; readonly witness: Client | null }[] = members
    .filter((client) => client.storedUpdates.length > 0)
    .map((witness) => ({ doc: docOf(witness.storedUpdates), witness }));
  if (read.length === 0 || room === undefined) throw new Error('A run without witnesses proves nothing');
  if (access.holdsText) read.push({ doc: await visit(access, room), witness: null });
  for (const { doc, witness } of read) {
    // A witness need not be sent its own.
    if (witness) Y.applyUpdate(doc, ownText(witness));
    for (const author of members) {
      const edits = Y.getState(doc.store, author.id) - firstEditClock;
      if (author.edits > 0 && edits !== author.edits) {
        throw new Error(
          `${access.target}: ${edits} of ${author.edits} edits of client ${author.id} reached ${witness ? 'a witness' : 'a newcomer'}`
        );
      }
    }
    texts.add(textOf(doc));
  }
  if (texts.size !== 1) throw new Error(`${access.target}: ${texts.size} different texts in the end`);
}

/** Made by Yjs itself, as one update. */
function ownText(client: Client): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client.id;
  if (client.edits > 0) {
    const text = doc.getText(rootName);
    text.insertEmbed(0, markerOf(client.id));
    for (let i = 0; i < client.edits; i++) text.insert(i + 1, characterOf(i));
  }
  return Y.encodeStateAsUpdate(doc);
}
