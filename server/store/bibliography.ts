/** Reads and writes the sources of a study's bibliography. */
import type { Selectable } from 'kysely';
import type { Source, SourceInput } from '#domain/bibliography.ts';
import type { StudyId } from '#domain/ids.ts';
import { both } from './bilingual.ts';
import type { Db } from './open.ts';
import type { BibliographyTable } from './schema-context.ts';

/** Lists the sources by author and title. */
export async function listSources(db: Db, studyId: StudyId): Promise<Source[]> {
  const rows = await db.selectFrom('bibliography').selectAll().where('studyId', '=', studyId).execute();
  return rows.map(sourceFrom).sort((a, b) => compare(sortKey(a), sortKey(b)) || compare(a.id, b.id));
}

/** Sorts by code units, so that the order is the same on both engines. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sortKey = ({ author, title }: Source): string =>
  `${author || title.en || title.zh}\n${title.en || title.zh}`.toLowerCase();

export async function findSource(db: Db, studyId: StudyId, id: string): Promise<Source | undefined> {
  const row = await db
    .selectFrom('bibliography')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && sourceFrom(row);
}

/** Names who saves a thing, and when. */
export interface SavedBy {
  readonly studyId: StudyId;
  readonly userId: string;
  readonly at: string;
}

export const insertSource = async (db: Db, by: SavedBy, id: string, input: SourceInput): Promise<void> => {
  await db
    .insertInto('bibliography')
    .values({ ...by, id, ...columnsOf(input), version: 1 })
    .execute();
};

/** Updates a source. Returns false where it has been saved by another user in between. */
export async function updateSource(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<Source, 'id' | 'version'>,
  input: SourceInput
): Promise<boolean> {
  const result = await db
    .updateTable('bibliography')
    .set({ ...columnsOf(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const deleteSource = async (db: Db, studyId: StudyId, id: string): Promise<void> => {
  await db.deleteFrom('bibliography').where('studyId', '=', studyId).where('id', '=', id).execute();
};

const columnsOf = ({ kind, title, author, publisher, date, address }: SourceInput) => ({
  kind,
  titleEn: title.en,
  titleZh: title.zh,
  author,
  publisherEn: publisher.en,
  publisherZh: publisher.zh,
  date,
  address
});

const sourceFrom = (row: Selectable<BibliographyTable>): Source => ({
  id: row.id,
  kind: row.kind,
  title: both(row.titleEn, row.titleZh),
  author: row.author,
  publisher: both(row.publisherEn, row.publisherZh),
  date: row.date,
  address: row.address,
  version: row.version
});
