import type { Insertable, Selectable } from 'kysely';
import type { StoredEvidence } from '#rules/study/quota.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { EvidenceFileTable } from './tables.ts';
import type { EvidenceRow } from './evidence.ts';

export type EvidenceFileSummary = Omit<Selectable<EvidenceFileTable>, 'bytes'>;

const fileSummaryColumns = [
  'studyId',
  'evidenceId',
  'n',
  'fileName',
  'isRenamed',
  'mediaType',
  'size',
  'sha256',
  'userId',
  'at'
] as const;

/** Without their bytes, a piece's revisions in their order. */
export const listFiles = (db: Db, evidenceIds: readonly string[]): Promise<EvidenceFileSummary[]> =>
  inChunks(evidenceIds, (some) =>
    db
      .selectFrom('evidenceFile')
      .select(fileSummaryColumns)
      .where('evidenceId', 'in', some)
      .orderBy('evidenceId')
      .orderBy('n')
      .execute()
  );

/** Without their bytes, in the order of their key. */
export const listFilesInStudy = (db: Db, studyId: string): Promise<EvidenceFileSummary[]> =>
  db
    .selectFrom('evidenceFile')
    .select(fileSummaryColumns)
    .where('studyId', '=', studyId)
    .orderBy('evidenceId')
    .orderBy('n')
    .execute();

export const findFile = (
  db: Db,
  evidenceId: string,
  n: number
): Promise<Selectable<EvidenceFileTable> | undefined> =>
  db
    .selectFrom('evidenceFile')
    .selectAll()
    .where('evidenceId', '=', evidenceId)
    .where('n', '=', n)
    .executeTakeFirst();

/** Sums the bytes of all evidence files of a city, and of those that a person has added in the study. */
export async function countStoredBytes(
  db: Db,
  { studyId, cityId, userId }: { studyId: string; cityId: string; userId: string }
): Promise<StoredEvidence> {
  const { ofCity } = await db
    .selectFrom('evidenceFile')
    .innerJoin('evidence', 'evidence.id', 'evidenceFile.evidenceId')
    .select(({ fn }) => fn.sum<number | string | null>('evidenceFile.size').as('ofCity'))
    .where('evidence.studyId', '=', studyId)
    .where('evidence.cityId', '=', cityId)
    .executeTakeFirstOrThrow();
  const { ofPerson } = await db
    .selectFrom('evidenceFile')
    .select(({ fn }) => fn.sum<number | string | null>('size').as('ofPerson'))
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  return { ofCity: Number(ofCity ?? 0), ofPerson: Number(ofPerson ?? 0) };
}

/** Finds a piece of the city that has these bytes already, in any of its revisions. */
export const findSameBytes = (
  db: Db,
  studyId: string,
  cityId: string,
  sha256: string
): Promise<EvidenceRow | undefined> =>
  db
    .selectFrom('evidence')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('evidenceFile')
        .select('evidenceId')
        .where('studyId', '=', studyId)
        .where('sha256', '=', sha256)
    )
    .orderBy('at')
    .executeTakeFirst();

export async function insertFile(db: Db, row: Insertable<EvidenceFileTable>): Promise<void> {
  await db.insertInto('evidenceFile').values(row).execute();
}
