/**
 * Reads and writes the builds of reports, their outputs and files, and what was published. A file is stored once
 * in a study, under the SHA-256 of its bytes, in pieces.
 */
import { setTimeout } from 'node:timers/promises';
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { keptBuilds } from '#rules/report/report-build.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import type {
  ReportBuildTable,
  ReportErratumTable,
  ReportFileTable,
  ReportOutputTable,
  ReportPublicationTable,
  ReportSignatureTable
} from './tables.ts';

export type BuildRow = Selectable<ReportBuildTable>;
export type BuildSummary = Omit<BuildRow, 'manifest'>;
export type OutputRow = Selectable<ReportOutputTable>;
export type ReportSignatureRow = Selectable<ReportSignatureTable>;
export type PublicationRow = Selectable<ReportPublicationTable>;
export type ErratumRow = Selectable<ReportErratumTable>;

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

/** Lists the builds of a report, newest first. */
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

/** Changes a build that this node runs. Returns false where it runs it no more: it was cancelled or taken over. */
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

/** Limits a stored piece of a file, and what one statement stores, in bytes: what people type at that moment waits for it. */
export const pieceBytes = 2 ** 18;

/**
 * Stores files under their hashes, unless the study has them. The first piece of a file comes last: where it is there,
 * the file is whole.
 */
export async function storeFiles(
  db: Db,
  studyId: string,
  files: ReadonlyMap<string, Uint8Array>
): Promise<void> {
  const known = await knownOf(db, studyId, [...files.keys()]);
  const pieces = [...files].flatMap(([sha256, bytes]) =>
    known.has(sha256) ? [] : piecesOf(studyId, sha256, bytes)
  );
  for (const portion of inPortions(pieces)) await insertPieces(db, portion);
}

/** Stores a file that is read piece by piece; `read` returns the bytes of the piece with this number, from 0. */
export async function storeFile(
  db: Db,
  studyId: string,
  { sha256, size }: { readonly sha256: string; readonly size: number },
  read: (n: number) => Promise<Uint8Array>
): Promise<void> {
  if ((await knownOf(db, studyId, [sha256])).has(sha256)) return;
  for (let n = pieceCount(size) - 1; n >= 0; n -= 1)
    await insertPieces(db, [pieceOf(studyId, sha256, n, await read(n))]);
}

/** Returns those of the hashes whose files the study has. */
const knownOf = async (db: Db, studyId: string, hashes: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await inChunks(hashes, (some) =>
        db
          .selectFrom('reportFile')
          .select('sha256')
          .where('studyId', '=', studyId)
          .where('sha256', 'in', some)
          .where('n', '=', 0)
          .execute()
      )
    ).map(({ sha256 }) => sha256)
  );

type Piece = Insertable<ReportFileTable>;

/** Milliseconds between two statements, in which the disk is left to what people type. */
const pauseBetween = 10;

async function insertPieces(db: Db, pieces: readonly Piece[]): Promise<void> {
  await db
    .insertInto('reportFile')
    .values(pieces)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await setTimeout(pauseBetween);
}

/** A file without bytes has one piece as well. */
const pieceCount = (size: number): number => Math.max(1, Math.ceil(size / pieceBytes));

const pieceOf = (studyId: string, sha256: string, n: number, bytes: Uint8Array): Piece => ({
  id: `${studyId}.${sha256}.${n}`,
  studyId,
  sha256,
  n,
  bytes
});

/** Divides a file into its pieces, the last of them first. */
const piecesOf = (studyId: string, sha256: string, bytes: Uint8Array): Piece[] =>
  Array.from({ length: pieceCount(bytes.byteLength) }, (_, n) =>
    pieceOf(studyId, sha256, n, bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes))
  ).reverse();

/** Groups pieces in their order, so that one statement stores no more than one piece may hold. */
function inPortions(pieces: readonly Piece[]): Piece[][] {
  const portions: Piece[][] = [];
  let size = pieceBytes;
  for (const piece of pieces) {
    if (size + piece.bytes.byteLength > pieceBytes) {
      portions.push([]);
      size = 0;
    }
    portions.at(-1)?.push(piece);
    size += piece.bytes.byteLength;
  }
  return portions;
}

export async function loadFile(db: Db, studyId: string, sha256: string): Promise<Uint8Array | undefined> {
  const pieces = await db
    .selectFrom('reportFile')
    .select('bytes')
    .where('studyId', '=', studyId)
    .where('sha256', '=', sha256)
    .orderBy('n')
    .execute();
  return pieces.length === 0 ? undefined : new Uint8Array(Buffer.concat(pieces.map(({ bytes }) => bytes)));
}

/** Limits the pieces of files that one transaction removes: what people type at that moment waits for it. */
const mostRemovedAtOnce = 64;

/**
 * Removes the files that no kept build needs: those of the newest builds of each report, of what was published, and of what
 * runs. Each transaction removes a few pieces, and reads anew what is needed: another node may have begun a build.
 */
export async function removeOldFiles(db: Kysely<Schema>, studyId: StudyId): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { dropped } = await readKept(trx, studyId);
    await inChunks(dropped, async (some) => {
      await trx.deleteFrom('reportOutput').where('buildId', 'in', some).execute();
      await trx
        .updateTable('reportBuild')
        .set({ manifest: null, contentHash: null })
        .where('id', 'in', some)
        .execute();
      return [];
    });
  });
  while (await db.transaction().execute((trx) => removeSomePieces(trx, studyId)))
    await setTimeout(pauseBetween);
}

/** Returns whether there may be more to remove. */
async function removeSomePieces(db: Db, studyId: StudyId): Promise<boolean> {
  const { needed } = await readKept(db, studyId);
  const stored = await db
    .selectFrom('reportFile')
    .select('sha256')
    .distinct()
    .where('studyId', '=', studyId)
    .execute();
  const old = stored.map(({ sha256 }) => sha256).filter((sha256) => !needed.has(sha256));
  if (old.length === 0) return false;
  // The first piece of a file goes first: where it is there, the file is whole.
  const pieces = await db
    .selectFrom('reportFile')
    .select('id')
    .where('studyId', '=', studyId)
    .where('sha256', 'in', old.slice(0, mostRemovedAtOnce))
    .orderBy('sha256')
    .orderBy('n')
    .limit(mostRemovedAtOnce)
    .execute();
  const ids = pieces.map(({ id }) => id);
  await db.deleteFrom('reportFile').where('id', 'in', ids).execute();
  return ids.length === mostRemovedAtOnce || old.length > mostRemovedAtOnce;
}

/** Returns the hashes of the files that kept builds need, and the ids of the builds that are not kept and still have files. */
async function readKept(
  db: Db,
  studyId: StudyId
): Promise<{ readonly needed: ReadonlySet<string>; readonly dropped: readonly string[] }> {
  const builds = await db
    .selectFrom('reportBuild')
    .select(['id', 'kind', 'state', 'contentHash', 'pictures', 'manifest', 'at'])
    .where('studyId', '=', studyId)
    .orderBy('at', 'desc')
    .execute();
  const published = new Set((await listPublications(db, studyId)).map(({ buildId }) => buildId));
  const counts = new Map<ReportKind, number>();
  const kept = builds.filter(({ id, kind, state }) => {
    const newer = counts.get(kind) ?? 0;
    counts.set(kind, newer + 1);
    return published.has(id) || state === 'running' || newer < keptBuilds;
  });
  const keptIds = new Set(kept.map(({ id }) => id));
  const outputs = await listOutputs(db, [...keptIds]);
  return {
    needed: new Set([
      ...outputs.map(({ sha256 }) => sha256),
      ...kept.flatMap(({ contentHash }) => contentHash ?? []),
      ...kept.flatMap(({ pictures }) => JSON.parse(pictures) as string[]),
      ...kept.flatMap(({ manifest }) => manifest?.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? [])
    ]),
    dropped: builds.flatMap(({ id, manifest, contentHash }) =>
      keptIds.has(id) || (manifest === null && contentHash === null) ? [] : [id]
    )
  };
}

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

/** Lists what was published, by kind and number. */
export const listPublications = (db: Db, studyId: StudyId, kind?: ReportKind): Promise<PublicationRow[]> =>
  db
    .selectFrom('reportPublication')
    .selectAll()
    .where('studyId', '=', studyId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'report'))
    .orderBy('kind')
    .orderBy('number')
    .execute();

/** Lists what was published in all studies. */
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
