/** The demo study after some use: text written since the seed, a document in its second generation, a late proposal, and much decided. */
import { presentTextModel } from '#rules/documents/text-models.ts';
import * as Y from 'yjs';
import { passageContent } from '#document/content.ts';
import { passageOfRoot } from '#document/narrative.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { plainText } from '#base/plain.ts';
import type { DatabaseAddress } from '#server/process/config.ts';
import { createApp, type App, type AppOptions } from '#server/app.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';
import { contentOfGeneration } from '#server/areas/documents/stable-document.ts';
import { insertRows } from '#server/store/rows.ts';
import { filledDatabase, type Engine } from './databases.ts';
import { decideMuch } from './decided-study.ts';
import { configOver, openAppOver } from './app.ts';
import { insertLateProposal, insertOwners, insertUpdates } from '#server/store/updates.ts';

export const demoSlug = 'eu-china-2013';
export const typedText = 'Typed since the seed. 种子之后输入。';

export interface UsedStudy {
  readonly findingsId: string;
  readonly chapterId: string;
  readonly authorId: string;
}

export const usedDatabase = (engine: Engine): Promise<{ database: DatabaseAddress; value: UsedStudy }> =>
  filledDatabase(engine, 'used-study', async (address) => {
    const app = await createApp(configOver(address), { schedulerMilliseconds: null });
    const study = await useStudy(app);
    await app.close();
    return study;
  });

/** Opens an app over a copy of the used study. */
export async function openUsedStudy(
  engine: Engine = 'sqlite',
  parts: AppOptions = {}
): Promise<UsedStudy & { app: App }> {
  const { database, value } = await usedDatabase(engine);
  return { ...value, app: await openAppOver(database, parts) };
}

async function useStudy(app: App): Promise<UsedStudy> {
  await loadDemoStudy(app);
  const findingsId = await documentId(app, 'findings', 'haidian');
  const chapterId = await documentId(app, 'chapter', null);
  const author = await app.store.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', 'expert1.eu@demo.local')
    .executeTakeFirstOrThrow();
  await type(app, findingsId, author.id);
  const at = app.now().toISOString();
  const bytes = await contentOfGeneration(app.store.db, app.workers, chapterId, 1);
  await app.store.db
    .updateTable('generation')
    .set({ endedAt: at })
    .where('documentId', '=', chapterId)
    .execute();
  await insertRows(app.store.db, 'generation', [
    { documentId: chapterId, n: 2, openedAt: at, endedAt: null, textModel: presentTextModel }
  ]);
  await insertRows(app.store.db, 'documentSnapshot', [
    { documentId: chapterId, generation: 2, throughSeq: 0, bytes, createdAt: at }
  ]);
  await app.store.db.updateTable('document').set({ generation: 2 }).where('id', '=', chapterId).execute();
  await insertLateProposal(app.store.db, {
    id: app.newId(),
    documentId: chapterId,
    generation: 1,
    userId: author.id,
    receivedAt: at,
    bytes: new Uint8Array([0, 0])
  });
  await decideMuch(app, { findingsId, authorId: author.id });
  return { findingsId, chapterId, authorId: author.id };
}

/** Stores one person's typing as the sync server does. */
async function type(app: App, id: string, userId: string): Promise<void> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await contentOfGeneration(app.store.db, app.workers, id, 1));
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of typedText.split(/(?<= )/)) {
    const text = openPassage(doc, 'stakeholders', 'en');
    text.insert(text.length, word, {});
  }
  const at = app.now().toISOString();
  await insertUpdates(
    app.store.db,
    updates.map((bytes, n) => ({ documentId: id, generation: 1, seq: n + 1, userId, at, bytes }))
  );
  await insertOwners(app.store.db, [{ documentId: id, generation: 1, clientId: doc.clientID, userId }]);
  // Nothing of it is packed yet.
  await app.store.db
    .insertInto('logUsage')
    .values({ documentId: id, generation: 1, userId, bytes: 0 })
    .execute();
}

export async function documentId(
  app: App,
  kind: 'response' | 'findings' | 'chapter',
  cityId: string | null
): Promise<string> {
  const row = await app.store.db
    .selectFrom('document')
    .select('id')
    .where('kind', '=', kind)
    .where('cityId', cityId === null ? 'is' : '=', cityId)
    .orderBy('position')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Lists every passage of a document's current generation, as a reader sees it. */
export async function readPlainText(app: App, id: string): Promise<string> {
  const { generation } = await app.store.db
    .selectFrom('document')
    .select('generation')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await contentOfGeneration(app.store.db, app.workers, id, generation));
  return [...doc.share.keys()]
    .sort()
    .flatMap((name) => {
      const passage = passageOfRoot(name);
      return passage ? [`${name}: ${plainText(passageContent(doc, passage.section, passage.language))}`] : [];
    })
    .join('\n');
}
