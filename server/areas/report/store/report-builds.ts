import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { Db } from '#server/store/open.ts';
import type { ReportBuildTable, ReportOutputTable } from './tables.ts';

export type BuildRow = Selectable<ReportBuildTable>;
export type BuildSummary = Omit<BuildRow, 'manifest'>;
export type OutputRow = Selectable<ReportOutputTable>;

const summaryColumns = [
  'id',
  'studyId',
  'kind',
  'purpose',
  'number',
  'onDay',
  'wanted',
  'state',
  'done',
  'manifestHash',
  'contentHash',
  'hash',
  'faults',
  'pictures',
  'fault',
  'userId',
  'at',
  'startedAt',
  'finishedAt',
  'attempts',
  'node',
  'leaseUntil'
] as const satisfies readonly (keyof ReportBuildTable)[];

/** Newest first. */
export const listBuilds = (db: Db, studyId: StudyId, kind: ReportKind, most = 30): Promise<BuildSummary[]> =>
  db
    .selectFrom('reportBuild')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();

export const listBuildNumbers = async (db: Db, studyId: StudyId, kind: ReportKind): Promise<string[]> =>
  (
    await db
      .selectFrom('reportBuild')
      .select('number')
      .where('studyId', '=', studyId)
      .where('kind', '=', kind)
      .execute()
  ).map(({ number }) => number);

/** Finds the newest build of a report that has its files. */
export const findNewestDone = (
  db: Db,
  studyId: StudyId,
  kind: ReportKind
): Promise<BuildSummary | undefined> =>
  db
    .selectFrom('reportBuild')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('state', '=', 'done')
    .where('contentHash', 'is not', null)
    .orderBy('finishedAt', 'desc')
    .executeTakeFirst();

export const findBuild = (db: Db, studyId: StudyId, id: string): Promise<BuildRow | undefined> =>
  db
    .selectFrom('reportBuild')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();

export const findBuildById = (db: Db, id: string): Promise<BuildRow | undefined> =>
  db.selectFrom('reportBuild').selectAll().where('id', '=', id).executeTakeFirst();

export async function insertBuild(db: Db, row: Insertable<ReportBuildTable>): Promise<void> {
  await db.insertInto('reportBuild').values(row).execute();
}

/** Lists the builds of all studies that wait, or whose node has let its lease pass. */
export const listWaiting = (db: Db, now: string): Promise<BuildSummary[]> =>
  db
    .selectFrom('reportBuild')
    .select(summaryColumns)
    .where((eb) =>
      eb.or([eb('state', '=', 'queued'), eb.and([eb('state', '=', 'running'), eb('leaseUntil', '<', now)])])
    )
    .orderBy('at')
    .limit(500)
    .execute();

/** Lists when builds were begun since a time, for the choice of the next. */
export const listBegun = async (
  db: Db,
  since: string
): Promise<{ readonly studyId: string; readonly userId: string; readonly startedAt: string }[]> =>
  (
    await db
      .selectFrom('reportBuild')
      .select(['studyId', 'userId', 'startedAt'])
      .where('startedAt', '>', since)
      .execute()
  ).flatMap(({ startedAt, ...build }) => (startedAt === null ? [] : [{ ...build, startedAt }]));

/** Lists the builds of a study that wait or run. */
export const listOpenBuilds = (db: Db, studyId: StudyId): Promise<BuildSummary[]> =>
  db
    .selectFrom('reportBuild')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('state', 'in', ['queued', 'running'])
    .execute();

/**
 * Takes a build for a node until its lease ends. Returns false where another node was faster, or it was
 * cancelled.
 */
export async function takeBuild(
  db: Db,
  id: string,
  { node, now, until }: { readonly node: string; readonly now: string; readonly until: string }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reportBuild')
    .set((eb) => ({
      state: 'running',
      node,
      leaseUntil: until,
      startedAt: now,
      done: 0,
      attempts: eb('attempts', '+', 1)
    }))
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('state', '=', 'queued'), eb.and([eb('state', '=', 'running'), eb('leaseUntil', '<', now)])])
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Returns false where it runs it no more: it was cancelled or taken over. */
export async function updateOwnBuild(
  db: Db,
  { id, node }: { readonly id: string; readonly node: string },
  change: Partial<Insertable<ReportBuildTable>>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reportBuild')
    .set(change)
    .where('id', '=', id)
    .where('node', '=', node)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Cancels a build that waits or runs. Returns false where it does neither. */
export async function cancelBuild(db: Db, studyId: StudyId, id: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reportBuild')
    .set({ state: 'cancelled', finishedAt: at, node: null, leaseUntil: null })
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const listOutputs = (db: Db, buildIds: readonly string[]): Promise<OutputRow[]> =>
  buildIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('reportOutput')
        .selectAll()
        .where('buildId', 'in', [...buildIds])
        .orderBy('buildId')
        .orderBy('format')
        .orderBy('edition')
        .execute();

export async function insertOutputs(db: Db, rows: readonly Insertable<ReportOutputTable>[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insertInto('reportOutput')
      .values([...rows])
      .execute();
}
