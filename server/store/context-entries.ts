/** Reads and writes the topics of a study's context, and the entries of its registers. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Entry, EntryInput, Topic, TopicInput } from '#domain/context.ts';
import type { StudyId } from '#domain/ids.ts';
import { both, bothOrNull } from './bilingual.ts';
import type { SavedBy } from './bibliography.ts';
import { listCitations, listPins, saveCitations, savePins } from './citations.ts';
import type { Db } from './open.ts';
import type { ContextEntryTable, ContextTopicTable } from './schema-context.ts';

const ids = z.array(z.string());

export async function listTopics(db: Db, studyId: StudyId): Promise<Topic[]> {
  const rows = await db
    .selectFrom('contextTopic')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(topicFrom);
}

export const insertTopic = async (
  db: Db,
  by: SavedBy,
  place: { readonly id: string; readonly position: number },
  input: TopicInput
): Promise<void> => {
  await db
    .insertInto('contextTopic')
    .values({ ...by, ...place, ...topicColumns(input), version: 1 })
    .execute();
};

/** Updates a topic. Returns false where it has been saved by another user in between. */
export async function updateTopic(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<Topic, 'id' | 'version'>,
  input: TopicInput
): Promise<boolean> {
  const result = await db
    .updateTable('contextTopic')
    .set({ ...topicColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const deleteTopic = async (db: Db, studyId: StudyId, id: string): Promise<void> => {
  await db.deleteFrom('contextTopic').where('studyId', '=', studyId).where('id', '=', id).execute();
};

/** Checks whether an entry, a figure or a table stands under a topic. */
export async function isTopicUsed(db: Db, studyId: StudyId, topicId: string): Promise<boolean> {
  for (const table of ['contextEntry', 'contextFigure', 'contextTable'] as const) {
    const row = await db
      .selectFrom(table)
      .select('id')
      .where('studyId', '=', studyId)
      .where('topicId', '=', topicId)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}

/** Lists the entries in the order in which they were added. */
export async function listEntries(db: Db, studyId: StudyId): Promise<Entry[]> {
  const rows = await db
    .selectFrom('contextEntry')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const citations = await listCitations(db, studyId, 'entry');
  const pins = await listPins(db, studyId, 'entry');
  return rows.map((row) => ({
    ...entryFrom(row),
    citations: citations.get(row.id) ?? [],
    pins: pins.get(row.id) ?? []
  }));
}

export async function findEntry(db: Db, studyId: StudyId, id: string): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('contextEntry')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      ...entryFrom(row),
      citations: (await listCitations(db, studyId, 'entry', id)).get(id) ?? [],
      pins: (await listPins(db, studyId, 'entry', id)).get(id) ?? []
    }
  );
}

export async function insertEntry(
  db: Db,
  by: SavedBy,
  place: { readonly id: string; readonly position: number },
  input: EntryInput
): Promise<void> {
  await db
    .insertInto('contextEntry')
    .values({ ...by, ...place, ...entryColumns(input), version: 1 })
    .execute();
  await saveParts(db, by.studyId, place.id, input);
}

/** Updates an entry. Returns false where it has been saved by another user in between. */
export async function updateEntry(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<Entry, 'id' | 'version'>,
  input: EntryInput
): Promise<boolean> {
  const result = await db
    .updateTable('contextEntry')
    .set({ ...entryColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await saveParts(db, by.studyId, id, input);
  return true;
}

export async function deleteEntry(db: Db, studyId: StudyId, id: string): Promise<void> {
  await saveParts(db, studyId, id, { citations: [], pins: [] });
  await db.deleteFrom('contextEntry').where('studyId', '=', studyId).where('id', '=', id).execute();
}

async function saveParts(
  db: Db,
  studyId: StudyId,
  id: string,
  { citations, pins }: Pick<EntryInput, 'citations' | 'pins'>
): Promise<void> {
  await saveCitations(db, { studyId, kind: 'entry', id }, citations);
  await savePins(db, { studyId, kind: 'entry', id }, pins);
}

const topicColumns = ({ title, caution }: TopicInput) => ({
  titleEn: title.en,
  titleZh: title.zh,
  cautionEn: caution?.en ?? null,
  cautionZh: caution?.zh ?? null
});

const topicFrom = (row: Selectable<ContextTopicTable>): Topic => ({
  id: row.id,
  title: both(row.titleEn, row.titleZh),
  caution: bothOrNull(row.cautionEn, row.cautionZh),
  version: row.version
});

const entryColumns = (input: EntryInput) => ({
  register: input.register,
  area: input.area,
  topicId: input.topicId,
  titleEn: input.title.en,
  titleZh: input.title.zh,
  summaryEn: input.summary.en,
  summaryZh: input.summary.zh,
  issuerEn: input.issuer.en,
  issuerZh: input.issuer.zh,
  date: input.date,
  cities: JSON.stringify(input.cities),
  cautionEn: input.caution?.en ?? null,
  cautionZh: input.caution?.zh ?? null
});

const entryFrom = (row: Selectable<ContextEntryTable>): Omit<Entry, 'citations' | 'pins'> => ({
  id: row.id,
  register: row.register,
  area: row.area,
  topicId: row.topicId,
  title: both(row.titleEn, row.titleZh),
  summary: both(row.summaryEn, row.summaryZh),
  issuer: both(row.issuerEn, row.issuerZh),
  date: row.date,
  cities: ids.parse(JSON.parse(row.cities)),
  caution: bothOrNull(row.cautionEn, row.cautionZh),
  version: row.version
});
