/** The demo study after some use: text written since the seed, a document in its second generation, a late proposal, and much decided. */
import * as Y from 'yjs';
import { passage } from '#document/narrative.ts';
import { plainText } from '#document/plain.ts';
import type { DatabaseAddress } from '#server/config.ts';
import { buildHouse, type House, type HouseParts } from '#server/house.ts';
import { loadDemoStudy } from '#server/services/demo.ts';
import { contentOfGeneration } from '#server/services/stable-document.ts';
import { insertRows } from '#server/store/rows.ts';
import { filledDatabase, type Engine } from './databases.ts';
import { decideMuch } from './decided-study.ts';
import { configOver, openHouseOver } from './house.ts';
import { insertLateProposal, insertOwners, insertUpdates } from '#server/store/updates.ts';

export const demoSlug = 'eu-china-2013';
export const typedText = 'Typed since the seed. 种子之后输入。';

export interface UsedStudy {
  readonly findingsId: string;
  readonly chapterId: string;
  readonly authorId: string;
}

/** Returns a copy of the used study's database. */
export const usedDatabase = (engine: Engine): Promise<{ database: DatabaseAddress; value: UsedStudy }> =>
  filledDatabase(engine, 'used-study', async (address) => {
    const house = await buildHouse(configOver(address), { dueMilliseconds: null });
    const study = await useStudy(house);
    await house.close();
    return study;
  });

/** Opens a house of its own over a copy of the used study. */
export async function openUsedHouse(
  engine: Engine = 'sqlite',
  parts: HouseParts = {}
): Promise<UsedStudy & { house: House }> {
  const { database, value } = await usedDatabase(engine);
  return { ...value, house: await openHouseOver(database, parts) };
}

/** Loads the demo study into an empty house and uses it. */
async function useStudy(house: House): Promise<UsedStudy> {
  await loadDemoStudy(house);
  const findingsId = await documentId(house, 'findings', 'haidian');
  const chapterId = await documentId(house, 'chapter', null);
  const author = await house.store.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', 'expert1.eu@demo.local')
    .executeTakeFirstOrThrow();
  await type(house, findingsId, author.id);
  const at = house.now().toISOString();
  const bytes = await contentOfGeneration(house.store.db, house.workshop, chapterId, 1);
  await house.store.db
    .updateTable('generation')
    .set({ endedAt: at })
    .where('documentId', '=', chapterId)
    .execute();
  await insertRows(house.store.db, 'generation', [
    { documentId: chapterId, n: 2, openedAt: at, endedAt: null }
  ]);
  await insertRows(house.store.db, 'documentSnapshot', [
    { documentId: chapterId, generation: 2, throughSeq: 0, bytes, createdAt: at }
  ]);
  await house.store.db.updateTable('document').set({ generation: 2 }).where('id', '=', chapterId).execute();
  await insertLateProposal(house.store.db, {
    id: house.newId(),
    documentId: chapterId,
    generation: 1,
    userId: author.id,
    receivedAt: at,
    bytes: new Uint8Array([0, 0])
  });
  await decideMuch(house, { findingsId, authorId: author.id });
  return { findingsId, chapterId, authorId: author.id };
}

/** One person's typing, as the sync server stores it. */
async function type(house: House, id: string, userId: string): Promise<void> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await contentOfGeneration(house.store.db, house.workshop, id, 1));
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of typedText.split(/(?<= )/)) {
    const paragraph = passage(doc, 'stakeholders', 'en').get(0);
    if (!(paragraph instanceof Y.XmlElement)) throw new Error('The seed left no paragraph');
    if (paragraph.length === 0) paragraph.insert(0, [new Y.XmlText()]);
    const text = paragraph.get(0) as Y.XmlText;
    text.insert(text.length, word);
  }
  const at = house.now().toISOString();
  await insertUpdates(
    house.store.db,
    updates.map((bytes, n) => ({ documentId: id, generation: 1, seq: n + 1, userId, at, bytes }))
  );
  await insertOwners(house.store.db, [{ documentId: id, generation: 1, clientId: doc.clientID, userId }]);
}

export async function documentId(
  house: House,
  kind: 'response' | 'findings' | 'chapter',
  cityId: string | null
): Promise<string> {
  const row = await house.store.db
    .selectFrom('document')
    .select('id')
    .where('kind', '=', kind)
    .where('cityId', cityId === null ? 'is' : '=', cityId)
    .orderBy('position')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Every passage of a document's current generation, as a reader sees it. */
export async function wordsOf(house: House, id: string): Promise<string> {
  const { generation } = await house.store.db
    .selectFrom('document')
    .select('generation')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await contentOfGeneration(house.store.db, house.workshop, id, generation));
  return [...doc.share.keys()]
    .sort()
    .map((name) => `${name}: ${plainText(doc.getXmlFragment(name))}`)
    .join('\n');
}
