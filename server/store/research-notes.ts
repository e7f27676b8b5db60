/** Reads and writes the internal notes of the research: talks with solution providers, permissions of images. */
import type { Selectable } from 'kysely';
import type { ImageInput, OutsideImage } from '#domain/image-permission.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Talk, TalkInput } from '#domain/provider-talk.ts';
import { both } from './bilingual.ts';
import type { SavedBy } from './bibliography.ts';
import type { Db } from './open.ts';
import type { OutsideImageTable, ProviderTalkTable } from './schema-context.ts';

/** Lists the talks, the latest first. */
export async function listTalks(db: Db, studyId: StudyId): Promise<Talk[]> {
  const rows = await db
    .selectFrom('providerTalk')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('heldOn', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(talkFrom);
}

export const insertTalk = async (db: Db, by: SavedBy, id: string, input: TalkInput): Promise<void> => {
  await db
    .insertInto('providerTalk')
    .values({ ...by, id, ...talkColumns(input), version: 1 })
    .execute();
};

/** Updates a talk. Returns false where it has been saved by another user in between. */
export async function updateTalk(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<Talk, 'id' | 'version'>,
  input: TalkInput
): Promise<boolean> {
  const result = await db
    .updateTable('providerTalk')
    .set({ ...talkColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const deleteTalk = async (db: Db, studyId: StudyId, id: string): Promise<void> => {
  await db.deleteFrom('providerTalk').where('studyId', '=', studyId).where('id', '=', id).execute();
};

export async function listImages(db: Db, studyId: StudyId): Promise<OutsideImage[]> {
  const rows = await db
    .selectFrom('outsideImage')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(imageFrom);
}

export const insertImage = async (db: Db, by: SavedBy, id: string, input: ImageInput): Promise<void> => {
  await db
    .insertInto('outsideImage')
    .values({ ...by, id, ...imageColumns(input), version: 1 })
    .execute();
};

/** Updates an image. Returns false where it has been saved by another user in between. */
export async function updateImage(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<OutsideImage, 'id' | 'version'>,
  input: ImageInput
): Promise<boolean> {
  const result = await db
    .updateTable('outsideImage')
    .set({ ...imageColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const deleteImage = async (db: Db, studyId: StudyId, id: string): Promise<void> => {
  await db.deleteFrom('outsideImage').where('studyId', '=', studyId).where('id', '=', id).execute();
};

const talkColumns = ({ party, heldOn, summary }: TalkInput) => ({
  partyEn: party.en,
  partyZh: party.zh,
  heldOn,
  summaryEn: summary.en,
  summaryZh: summary.zh
});

const talkFrom = (row: Selectable<ProviderTalkTable>): Talk => ({
  id: row.id,
  party: both(row.partyEn, row.partyZh),
  heldOn: row.heldOn,
  summary: both(row.summaryEn, row.summaryZh),
  version: row.version
});

const imageColumns = (input: ImageInput) => ({
  titleEn: input.title.en,
  titleZh: input.title.zh,
  ownerEn: input.owner.en,
  ownerZh: input.owner.zh,
  state: input.state,
  decidedBy: input.decidedBy,
  decidedOn: input.decidedOn,
  document: input.document,
  termsEn: input.terms.en,
  termsZh: input.terms.zh,
  hash: input.hash
});

const imageFrom = (row: Selectable<OutsideImageTable>): OutsideImage => ({
  id: row.id,
  title: both(row.titleEn, row.titleZh),
  owner: both(row.ownerEn, row.ownerZh),
  state: row.state,
  decidedBy: row.decidedBy,
  decidedOn: row.decidedOn,
  document: row.document,
  terms: both(row.termsEn, row.termsZh),
  hash: row.hash,
  version: row.version
});
