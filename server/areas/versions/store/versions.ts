/**
 * Reads and writes immutable versions: what can be approved, as canonical bytes with their hash. Rows are
 * added, never changed.
 */
import type { Insertable, Selectable } from 'kysely';
import type { SavedVersions } from '#rules/study/quota.ts';
import type { Db } from '#server/store/open.ts';
import type { VersionTable } from './tables.ts';

export type VersionSummary = Omit<Selectable<VersionTable>, 'bytes'>;
export type VersionRow = Selectable<VersionTable>;

export const summaryColumns = [
  'id',
  'studyId',
  'subject',
  'documentId',
  'cityId',
  'generation',
  'throughSeq',
  'number',
  'kind',
  'nameEn',
  'nameZh',
  'hash',
  'userId',
  'at'
] as const satisfies readonly (keyof VersionTable)[];

/** Returns the number after the last of this subject. Of two at once the second is refused by the index. */
export async function nextVersionNumber(db: Db, studyId: string, subject: string): Promise<number> {
  const row = await db
    .selectFrom('version')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

export async function insertVersions(
  db: Db,
  ...versions: readonly Insertable<VersionTable>[]
): Promise<void> {
  await db.insertInto('version').values(versions).execute();
}

/** Newest first. */
export const listVersions = (db: Db, studyId: string, subject: string): Promise<VersionSummary[]> =>
  db
    .selectFrom('version')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .orderBy('number', 'desc')
    .execute();

export const findVersion = (db: Db, studyId: string, id: string): Promise<VersionRow | undefined> =>
  db.selectFrom('version').selectAll().where('studyId', '=', studyId).where('id', '=', id).executeTakeFirst();

/** Returns the bytes of a version by its number, if they have this hash. */
export async function findVersionBytes(
  db: Db,
  studyId: string,
  { subject, version, hash }: { readonly subject: string; readonly version: number; readonly hash: string }
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('version')
    .select('bytes')
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .where('number', '=', version)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row?.bytes;
}

export const findVersionSummary = (
  db: Db,
  studyId: string,
  id: string
): Promise<VersionSummary | undefined> =>
  db
    .selectFrom('version')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();

export async function countNamedVersions(
  db: Db,
  { studyId, subject, userId }: { studyId: string; subject: string; userId: string }
): Promise<SavedVersions> {
  const named = db
    .selectFrom('version')
    .select(({ fn }) => fn.countAll<number | string>().as('n'))
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .where('kind', '=', 'named');
  const ofText = await named.executeTakeFirstOrThrow();
  const ofPerson = await named.where('userId', '=', userId).executeTakeFirstOrThrow();
  return { ofText: Number(ofText.n), ofPerson: Number(ofPerson.n) };
}

/** By subject. */
export async function listNewestVersions(db: Db, studyId: string): Promise<Map<string, VersionSummary>> {
  const rows = await db
    .selectFrom('version')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where((eb) =>
      eb(
        eb.refTuple('subject', 'number'),
        'in',
        eb
          .selectFrom('version as newest')
          .select((of) => ['newest.subject', of.fn.max('newest.number').as('number')])
          .where('newest.studyId', '=', studyId)
          .groupBy('newest.subject')
          .$asTuple('subject', 'number')
      )
    )
    .execute();
  return new Map(rows.map((row) => [row.subject, row]));
}

/** Of one kind where it is given. */
export async function findNewestVersion(
  db: Db,
  studyId: string,
  subject: string,
  kind?: VersionTable['kind']
): Promise<VersionSummary | undefined> {
  return db
    .selectFrom('version')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'named'))
    .orderBy('number', 'desc')
    .executeTakeFirst();
}
