import type { Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { Db } from '#server/store/open.ts';
import type { ReportErratumTable, ReportPublicationTable, ReportSignatureTable } from './tables.ts';

export type ReportSignatureRow = Selectable<ReportSignatureTable>;
export type PublicationRow = Selectable<ReportPublicationTable>;
export type ErratumRow = Selectable<ReportErratumTable>;

export const listReportSignatures = (db: Db, buildIds: readonly string[]): Promise<ReportSignatureRow[]> =>
  buildIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('reportSignature')
        .selectAll()
        .where('buildId', 'in', [...buildIds])
        .orderBy('at')
        .orderBy('id')
        .execute();

export async function insertReportSignature(db: Db, row: ReportSignatureRow): Promise<void> {
  await db.insertInto('reportSignature').values(row).execute();
}

/** By kind and number. */
export const listPublications = (db: Db, studyId: StudyId, kind?: ReportKind): Promise<PublicationRow[]> =>
  db
    .selectFrom('reportPublication')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'report'))
    .orderBy('kind')
    .orderBy('number')
    .execute();

export const listAllPublications = (db: Db) =>
  db
    .selectFrom('reportPublication')
    .innerJoin('study', 'study.id', 'reportPublication.studyId')
    .innerJoin('reportBuild', 'reportBuild.id', 'reportPublication.buildId')
    .select([
      'study.slug',
      'reportPublication.studyId',
      'reportPublication.kind',
      'reportPublication.number',
      'reportPublication.buildId',
      'reportPublication.at',
      'reportBuild.contentHash',
      'reportBuild.hash'
    ])
    .orderBy('reportPublication.at', 'desc')
    .orderBy('study.slug')
    .orderBy('reportPublication.kind')
    .limit(500)
    .execute();

export async function listPublishedWith(db: Db, hash: string) {
  const published = db
    .selectFrom('reportPublication')
    .innerJoin('study', 'study.id', 'reportPublication.studyId');
  const builds = await published
    .innerJoin('reportBuild', 'reportBuild.id', 'reportPublication.buildId')
    .select(['study.slug', 'reportPublication.buildId'])
    .where('reportBuild.hash', '=', hash)
    .orderBy('reportPublication.at')
    .limit(20)
    .execute();
  const files = await published
    .innerJoin('reportOutput', 'reportOutput.buildId', 'reportPublication.buildId')
    .select(['study.slug', 'reportPublication.buildId', 'reportOutput.edition', 'reportOutput.format'])
    .where('reportOutput.sha256', '=', hash)
    .orderBy('reportPublication.at')
    .limit(20)
    .execute();
  return [...builds.map((one) => ({ ...one, edition: null, format: null })), ...files];
}

export async function insertPublication(db: Db, row: PublicationRow): Promise<void> {
  await db.insertInto('reportPublication').values(row).execute();
}

export const listErrata = (
  db: Db,
  studyId: StudyId,
  kind: ReportKind,
  number: number
): Promise<ErratumRow[]> =>
  db
    .selectFrom('reportErratum')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('number', '=', number)
    .orderBy('n')
    .execute();

export async function insertErratum(db: Db, row: ErratumRow): Promise<void> {
  await db.insertInto('reportErratum').values(row).execute();
}
