/** Stores the files of reports: each once in a study, under the SHA-256 of its bytes, in pieces. */
import { setTimeout } from 'node:timers/promises';
import type { Insertable, Kysely } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { keptBuilds } from '#rules/report/report-build.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import type { ReportFileTable } from './tables.ts';
import { listOutputs } from './report-builds.ts';
import { listPublications } from './publications.ts';

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

/** `read` returns the bytes of the piece with this number, from 0. */
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

/** The last piece comes first. */
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
