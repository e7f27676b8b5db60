/**
 * Writes texts of a test directly to the database: as updates of one person, with the ownership that a room
 * would have stored.
 */
import * as Y from 'yjs';
import { writeCells } from '#document/answers.ts';
import { newBlockId } from '#document/block-id.ts';
import { writePassage } from '#document/content-write.ts';
import type { Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import type { App } from '#server/app.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { insertOwners, insertUpdates, listLastSeqs } from '#server/store/updates.ts';

export const paragraph = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text: text }]
});

type PassageContent = Readonly<Partial<Record<Locale, readonly ContentNode[]>>>;

/** Makes a section of the current generation say this, as that person's edit. */
export const writeText = (
  app: App,
  documentId: string,
  userId: string,
  section: string,
  text: PassageContent
): Promise<void> => writeIn(app, documentId, userId, (doc) => updateOf(doc, section, text));

/** Makes cells of a response say this, as that person's edit; null takes one out. */
export const writeAnswers = (
  app: App,
  documentId: string,
  userId: string,
  cells: Readonly<Record<string, FieldValue | null>>
): Promise<void> =>
  writeIn(app, documentId, userId, (doc) => {
    const before = Y.encodeStateVector(doc);
    writeCells(doc, cells);
    return Y.encodeStateAsUpdate(doc, before);
  });

async function writeIn(
  app: App,
  documentId: string,
  userId: string,
  edit: (doc: Y.Doc) => Uint8Array
): Promise<void> {
  const { store } = app;
  const document = await findDocument(store.db, documentId);
  if (!document) throw new Error('There is no such document');
  const { generation } = document;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await app.documents.contentOf(documentId)) ?? new Uint8Array([0, 0]));
  const bytes = edit(doc);
  const seq =
    ((await listLastSeqs(store.db, store.engine, [{ documentId, generation }])).get(
      `${documentId}@${generation}`
    ) ?? 0) + 1;
  await insertUpdates(store.db, [
    { documentId, generation, seq, userId, at: app.now().toISOString(), bytes }
  ]);
  const at = app.now().toISOString();
  await insertOwners(store.db, [
    { documentId, generation, clientId: doc.clientID, userId, firstWrittenAt: at, lastWrittenAt: at }
  ]);
}

/** Makes one update that sets a section of this document to this text. */
export function updateOf(doc: Y.Doc, section: string, text: PassageContent): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const [language, nodes] of Object.entries(text))
      writePassage({ doc, section, language: language as Locale, newId: newBlockId }, nodes);
  });
  return Y.encodeStateAsUpdate(doc, before);
}
