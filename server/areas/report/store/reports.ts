import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { PassageSource } from '#rules/report/report-inputs.ts';
import type { PartInput, PartSource, PlacedPart, ReportTreePart } from '#rules/report/report.ts';
import type { Bilingual } from '#base/locale.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { ReportPartTable, ReportPassageTable, ReportTable } from './tables.ts';

export interface ReportRow {
  readonly kind: ReportKind;
  readonly title: Bilingual;
  readonly subtitle: Bilingual;
  readonly version: number;
}

export async function findReport(db: Db, studyId: StudyId, kind: ReportKind): Promise<ReportRow | undefined> {
  const row = await db
    .selectFrom('report')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return (
    row && {
      kind: row.kind,
      title: both(row.titleEn, row.titleZh),
      subtitle: both(row.subtitleEn, row.subtitleZh),
      version: row.version
    }
  );
}

export async function insertReport(db: Db, row: Insertable<ReportTable>): Promise<void> {
  await db.insertInto('report').values(row).execute();
}

/** Returns false where it was changed by another person in between. */
export async function updateReport(
  db: Db,
  studyId: StudyId,
  { kind, version }: Pick<ReportRow, 'kind' | 'version'>,
  { title, subtitle }: Pick<ReportRow, 'title' | 'subtitle'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('report')
    .set({
      titleEn: title.en,
      titleZh: title.zh,
      subtitleEn: subtitle.en,
      subtitleZh: subtitle.zh,
      version: version + 1
    })
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** In the order of their ids. */
export async function listParts(db: Db, studyId: StudyId, kind: ReportKind): Promise<ReportTreePart[]> {
  const rows = await db
    .selectFrom('reportPart')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute();
  return rows.map(partFrom);
}

const partFrom = (row: Selectable<ReportPartTable>): ReportTreePart => ({
  id: row.id,
  parentId: row.parentId,
  position: row.position,
  source: JSON.parse(row.source) as PartSource,
  title: both(row.titleEn, row.titleZh),
  numbering: row.numbering,
  showsGaps: row.showsGaps === 1,
  version: row.version
});

export async function insertParts(
  db: Db,
  studyId: StudyId,
  kind: ReportKind,
  parts: readonly Omit<ReportTreePart, 'version'>[]
): Promise<void> {
  const rows = parts.map(({ id, parentId, position, source, title, numbering, showsGaps }) => ({
    studyId,
    kind,
    id,
    parentId,
    position,
    source: JSON.stringify(source),
    titleEn: title.en,
    titleZh: title.zh,
    numbering,
    showsGaps: showsGaps ? (1 as const) : (0 as const),
    version: 1
  }));
  if (rows.length > 0) await db.insertInto('reportPart').values(rows).execute();
}

export async function placeParts(
  db: Db,
  studyId: StudyId,
  kind: ReportKind,
  placed: readonly PlacedPart[]
): Promise<void> {
  for (const { id, parentId, position } of placed)
    await db
      .updateTable('reportPart')
      .set({ parentId, position })
      .where('studyId', '=', studyId)
      .where('kind', '=', kind)
      .where('id', '=', id)
      .execute();
}

/** Changes what is said of a part. Returns false where it was changed by another person in between. */
export async function updatePart(
  db: Db,
  studyId: StudyId,
  kind: ReportKind,
  { id, version }: Pick<ReportTreePart, 'id' | 'version'>,
  { title, numbering, showsGaps }: PartInput
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reportPart')
    .set({
      titleEn: title.en,
      titleZh: title.zh,
      numbering,
      showsGaps: showsGaps ? 1 : 0,
      version: version + 1
    })
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteParts(
  db: Db,
  studyId: StudyId,
  kind: ReportKind,
  ids: readonly string[]
): Promise<void> {
  await db
    .deleteFrom('reportPassage')
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('partId', 'in', [...ids])
    .execute();
  await db
    .deleteFrom('reportPart')
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('id', 'in', [...ids])
    .execute();
}

export interface StoredPassage {
  readonly id: string;
  readonly partId: string;
  readonly position: number;
  readonly text: Bilingual;
  readonly source: PassageSource | null;
  readonly version: number;
}

/** By part and position. */
export async function listPassages(db: Db, studyId: StudyId, kind: ReportKind): Promise<StoredPassage[]> {
  const rows = await db
    .selectFrom('reportPassage')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .orderBy('partId')
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    partId: row.partId,
    position: row.position,
    text: both(row.textEn, row.textZh),
    source: row.source === null ? null : (JSON.parse(row.source) as PassageSource),
    version: row.version
  }));
}

export async function insertPassage(db: Db, row: Insertable<ReportPassageTable>): Promise<void> {
  await db.insertInto('reportPassage').values(row).execute();
}

/** Returns false where it was changed by another person in between. */
export async function updatePassage(
  db: Db,
  studyId: StudyId,
  { id, version }: Pick<StoredPassage, 'id' | 'version'>,
  { text, source }: Pick<StoredPassage, 'text' | 'source'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reportPassage')
    .set({
      textEn: text.en,
      textZh: text.zh,
      source: source === null ? null : JSON.stringify(source),
      version: version + 1
    })
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function placePassages(db: Db, studyId: StudyId, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await db
      .updateTable('reportPassage')
      .set({ position })
      .where('studyId', '=', studyId)
      .where('id', '=', id)
      .execute();
}

export async function deletePassage(
  db: Db,
  studyId: StudyId,
  { id, version }: Pick<StoredPassage, 'id' | 'version'>
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('reportPassage')
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
