/** Reads and writes the figures and the tables of numbers in a study's context. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { ContextFigure, FigureInput } from '#domain/context-figure.ts';
import type { ContextTable, TableInput } from '#domain/context-table.ts';
import type { StudyId } from '#domain/ids.ts';
import { both, bothOrNull } from './bilingual.ts';
import type { SavedBy } from './bibliography.ts';
import { listCitations, listPins, saveCitations, savePins } from './citations.ts';
import type { Db } from './open.ts';
import type { ContextFigureTable, ContextTableTable } from './schema-context.ts';

/** Lists the figures by topic, in the order in which they were added. */
export async function listContextFigures(db: Db, studyId: StudyId): Promise<ContextFigure[]> {
  const rows = await db
    .selectFrom('contextFigure')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const citations = await listCitations(db, studyId, 'figure');
  const pins = await listPins(db, studyId, 'figure');
  return rows.map((row) => ({
    ...figureFrom(row),
    citations: citations.get(row.id) ?? [],
    pins: pins.get(row.id) ?? []
  }));
}

export async function insertContextFigure(
  db: Db,
  by: SavedBy,
  place: { readonly id: string; readonly position: number },
  input: FigureInput
): Promise<void> {
  await db
    .insertInto('contextFigure')
    .values({ ...by, ...place, ...figureColumns(input), version: 1 })
    .execute();
  await saveParts(db, by.studyId, place.id, input);
}

/** Updates a figure. Returns false where it has been saved by another user in between. */
export async function updateContextFigure(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<ContextFigure, 'id' | 'version'>,
  input: FigureInput
): Promise<boolean> {
  const result = await db
    .updateTable('contextFigure')
    .set({ ...figureColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await saveParts(db, by.studyId, id, input);
  return true;
}

export async function deleteContextFigure(db: Db, studyId: StudyId, id: string): Promise<void> {
  await saveParts(db, studyId, id, { citations: [], pins: [] });
  await db.deleteFrom('contextFigure').where('studyId', '=', studyId).where('id', '=', id).execute();
}

async function saveParts(
  db: Db,
  studyId: StudyId,
  id: string,
  { citations, pins }: Pick<FigureInput, 'citations' | 'pins'>
): Promise<void> {
  await saveCitations(db, { studyId, kind: 'figure', id }, citations);
  await savePins(db, { studyId, kind: 'figure', id }, pins);
}

export async function listContextTables(db: Db, studyId: StudyId): Promise<ContextTable[]> {
  const rows = await db
    .selectFrom('contextTable')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const citations = await listCitations(db, studyId, 'table');
  return rows.map((row) => ({ ...tableFrom(row), citations: citations.get(row.id) ?? [] }));
}

export async function insertContextTable(
  db: Db,
  by: SavedBy,
  place: { readonly id: string; readonly position: number },
  input: TableInput
): Promise<void> {
  await db
    .insertInto('contextTable')
    .values({ ...by, ...place, ...tableColumns(input), version: 1 })
    .execute();
  await saveCitations(db, { studyId: by.studyId, kind: 'table', id: place.id }, input.citations);
}

/** Updates a table. Returns false where it has been saved by another user in between. */
export async function updateContextTable(
  db: Db,
  by: SavedBy,
  { id, version }: Pick<ContextTable, 'id' | 'version'>,
  input: TableInput
): Promise<boolean> {
  const result = await db
    .updateTable('contextTable')
    .set({ ...tableColumns(input), userId: by.userId, at: by.at, version: version + 1 })
    .where('studyId', '=', by.studyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await saveCitations(db, { studyId: by.studyId, kind: 'table', id }, input.citations);
  return true;
}

export async function deleteContextTable(db: Db, studyId: StudyId, id: string): Promise<void> {
  await saveCitations(db, { studyId, kind: 'table', id }, []);
  await db.deleteFrom('contextTable').where('studyId', '=', studyId).where('id', '=', id).execute();
}

const figureColumns = (input: FigureInput) => ({
  topicId: input.topicId,
  labelEn: input.label.en,
  labelZh: input.label.zh,
  measure: input.measure,
  value: input.value,
  valueTo: input.valueTo,
  valueText: input.valueText,
  unitEn: input.unit.en,
  unitZh: input.unit.zh,
  currency: input.currency,
  comparator: input.comparator,
  period: input.period,
  nature: input.nature,
  scopeEn: input.scope.en,
  scopeZh: input.scope.zh,
  methodEn: input.method.en,
  methodZh: input.method.zh,
  cautionEn: input.caution?.en ?? null,
  cautionZh: input.caution?.zh ?? null
});

const figureFrom = (row: Selectable<ContextFigureTable>): Omit<ContextFigure, 'citations' | 'pins'> => ({
  id: row.id,
  topicId: row.topicId,
  label: both(row.labelEn, row.labelZh),
  measure: row.measure,
  value: row.value,
  valueTo: row.valueTo,
  valueText: row.valueText,
  unit: both(row.unitEn, row.unitZh),
  currency: row.currency,
  comparator: row.comparator,
  period: row.period,
  nature: row.nature,
  scope: both(row.scopeEn, row.scopeZh),
  method: both(row.methodEn, row.methodZh),
  caution: bothOrNull(row.cautionEn, row.cautionZh),
  version: row.version
});

const bilingual = z.object({ en: z.string(), zh: z.string() });
const columnsShape = z.array(bilingual);
const rowsShape = z.array(z.object({ label: bilingual, values: z.array(z.number().nullable()) }));

const tableColumns = (input: TableInput) => ({
  topicId: input.topicId,
  titleEn: input.title.en,
  titleZh: input.title.zh,
  noteEn: input.note.en,
  noteZh: input.note.zh,
  measure: input.measure,
  unitEn: input.unit.en,
  unitZh: input.unit.zh,
  period: input.period,
  nature: input.nature,
  columns: JSON.stringify(input.columns),
  rows: JSON.stringify(input.rows)
});

const tableFrom = (row: Selectable<ContextTableTable>): Omit<ContextTable, 'citations'> => ({
  id: row.id,
  topicId: row.topicId,
  title: both(row.titleEn, row.titleZh),
  note: both(row.noteEn, row.noteZh),
  measure: row.measure,
  unit: both(row.unitEn, row.unitZh),
  period: row.period,
  nature: row.nature,
  columns: columnsShape.parse(JSON.parse(row.columns)),
  rows: rowsShape.parse(JSON.parse(row.rows)),
  version: row.version
});
