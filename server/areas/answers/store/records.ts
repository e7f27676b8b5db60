/** Reads and writes what a city states in addition to its prose: structured records and figures. */
import { z } from 'zod';
import type { CityId, StudyId } from '#base/ids.ts';
import {
  comparators,
  type Comparator,
  type Indicator,
  type ResponseRecord
} from '#rules/framework/record.ts';
import { both } from '#server/store/bilingual.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import { parsedOnce } from '#server/store/parsed-once.ts';
import type { IndicatorTable, RecordTable } from '#areas/assessments';

/** Limits what is remembered of records, of which every page of a city reads those of the city. */
const remembered = 2_000;

const fieldsIn = parsedOnce((text) => z.record(z.string(), z.json()).parse(JSON.parse(text)), remembered);
const sourcesIn = parsedOnce((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)), remembered);
const notesIn = parsedOnce(
  (text) => z.record(z.string(), z.object({ en: z.string(), zh: z.string() })).parse(JSON.parse(text)),
  remembered
);

export const listRecords = foundOnce(
  async (db, studyId: StudyId, cityId: CityId): Promise<readonly ResponseRecord[]> =>
    (await listRecordsByCity(db, studyId, [cityId])).get(cityId) ?? []
);

/** By city; a city without any is left out. */
export async function listRecordsByCity(
  db: Db,
  studyId: StudyId,
  cityIds: readonly CityId[]
): Promise<Map<CityId, ResponseRecord[]>> {
  if (cityIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('record')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', 'in', cityIds)
    .orderBy('recordType')
    .orderBy('position')
    .orderBy('id')
    .execute();
  return byCity(rows, recordFrom);
}

export const listIndicators = foundOnce(
  async (db, studyId: StudyId, cityId: CityId): Promise<readonly Indicator[]> =>
    (await listIndicatorsByCity(db, studyId, [cityId])).get(cityId) ?? []
);

/** By city; a city without any is left out. */
export async function listIndicatorsByCity(
  db: Db,
  studyId: StudyId,
  cityIds: readonly CityId[]
): Promise<Map<CityId, Indicator[]>> {
  if (cityIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('indicator')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', 'in', cityIds)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return byCity(rows, indicatorFrom);
}

function byCity<Row extends { readonly cityId: string }, T>(
  rows: readonly Row[],
  from: (row: Row) => T
): Map<CityId, T[]> {
  const found = new Map<CityId, T[]>();
  for (const row of rows) {
    const cityId = row.cityId as CityId;
    found.set(cityId, [...(found.get(cityId) ?? []), from(row)]);
  }
  return found;
}

const recordFrom = (row: Selectable<RecordTable>): ResponseRecord => ({
  id: row.id,
  question: row.question,
  recordType: row.recordType,
  position: row.position,
  fields: fieldsIn(row.fields),
  sources: sourcesIn(row.sources),
  notes: notesIn(row.notes),
  source: row.source,
  version: row.version
});

export const indicatorFrom = (row: Omit<Selectable<IndicatorTable>, 'studyId' | 'cityId'>): Indicator => ({
  id: row.id,
  position: row.position,
  section: row.section,
  label: both(row.labelEn, row.labelZh),
  value: row.value,
  valueTo: row.valueTo,
  valueText: row.valueText,
  unit: row.unit,
  currency: row.currency,
  comparator: comparatorFrom(row.comparator),
  referenceYear: row.referenceYear,
  note: both(row.noteEn, row.noteZh),
  caveat: row.caveat,
  source: row.source
});

function comparatorFrom(text: string): Comparator {
  const comparator = comparators.find((known) => known === text);
  if (!comparator) throw new Error(`An indicator holds the comparator ${JSON.stringify(text)}`);
  return comparator;
}

interface Stated {
  readonly records: readonly Omit<ResponseRecord, 'version'>[];
  readonly figures: readonly Indicator[];
}

/**
 * A record's id need only be unique within its text, while all rows share one table. Where another city, or
 * another question of the same city, has a row with that id, the later one gets the city's id as a prefix.
 */
async function freeIds(db: Db, studyId: StudyId, cityId: CityId, ids: readonly string[]): Promise<string[]> {
  const elsewhere = await inChunks(ids, (some) =>
    db
      .selectFrom('record')
      .select('id')
      .where('id', 'in', [...some])
      .where((of) => of.or([of('studyId', '!=', studyId), of('cityId', '!=', cityId)]))
      .execute()
  );
  const taken = new Set(elsewhere.map(({ id }) => id));
  return ids.map((id) => {
    let free = id;
    for (let n = 1; taken.has(free); n += 1) free = `${cityId}${n === 1 ? '' : n}.${id}`;
    taken.add(free);
    return free;
  });
}

/**
 * Replaces the records and figures that were handed in before. Rows that stay the same keep their version; a
 * changed one gets the next.
 */
export async function replaceStated(
  db: Db,
  studyId: StudyId,
  cityId: CityId,
  { records, figures }: Stated
): Promise<void> {
  const before = new Map((await listRecords(db, studyId, cityId)).map((record) => [record.id, record]));
  await db.deleteFrom('record').where('studyId', '=', studyId).where('cityId', '=', cityId).execute();
  await db.deleteFrom('indicator').where('studyId', '=', studyId).where('cityId', '=', cityId).execute();
  const recordIds = await freeIds(
    db,
    studyId,
    cityId,
    records.map(({ id }) => id)
  );
  for (const [index, given] of records.entries()) {
    const record = { ...given, id: recordIds[index] ?? given.id };
    const { version: known = 0, ...was } = before.get(record.id) ?? {};
    const version = known > 0 && JSON.stringify(was) === JSON.stringify(record) ? known : known + 1;
    const { fields: values, sources: from, notes: remarks, ...row } = record;
    await db
      .insertInto('record')
      .values({
        ...row,
        studyId,
        cityId,
        fields: JSON.stringify(values),
        sources: JSON.stringify(from),
        notes: JSON.stringify(remarks),
        version
      })
      .execute();
  }
  for (const { label, note, ...row } of figures) {
    await db
      .insertInto('indicator')
      .values({
        ...row,
        studyId,
        cityId,
        labelEn: label.en,
        labelZh: label.zh,
        noteEn: note.en,
        noteZh: note.zh
      })
      .execute();
  }
}
