/** What a city states besides its prose: structured records and figures. */
import { z } from 'zod';
import type { CityId, StudyId } from '#domain/ids.ts';
import { comparators, type Comparator, type Indicator, type ResponseRecord } from '#domain/record.ts';
import { both } from './bilingual.ts';
import type { Db } from './open.ts';

const fields = z.record(z.string(), z.json());

export async function listRecords(db: Db, studyId: StudyId, cityId: CityId): Promise<ResponseRecord[]> {
  const rows = await db
    .selectFrom('record')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('recordType')
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    recordType: row.recordType,
    position: row.position,
    fields: fields.parse(JSON.parse(row.fields)),
    source: row.source,
    version: row.version
  }));
}

export async function listIndicators(db: Db, studyId: StudyId, cityId: CityId): Promise<Indicator[]> {
  const rows = await db
    .selectFrom('indicator')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
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
  }));
}

function comparatorFrom(text: string): Comparator {
  const comparator = comparators.find((known) => known === text);
  if (!comparator) throw new Error(`An indicator holds the comparator ${JSON.stringify(text)}`);
  return comparator;
}
