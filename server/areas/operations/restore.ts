/**
 * Restores an installation from a backup, completely or not at all. Afterwards no one is signed in, and every
 * document is at a new generation: a tab that was open before the restore holds text that was rolled back,
 * and must not be able to merge it in. What may have been revoked or sent since the backup does not come back
 * by itself: open offers end, e-mails are held back, and the operator reads who holds what.
 */
import { randomInt } from 'node:crypto';
import type { Transaction } from 'kysely';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { appendEvent } from '#server/events/append.ts';
import { listErased } from './store/erasure.ts';
import type { Db, Store } from '#server/store/open.ts';
import { forgetMailWithLink, holdMail } from '#server/mail/stored-mail.ts';
import { countRows, deleteRows, insertRows, selectRows } from '#server/store/rows.ts';
import type { Schema } from '#server/store/schema.ts';
import { tableNames } from '#server/store/schema.ts';
import { BackupError, openBackup, type Backup } from './backup-file.ts';
import { migrationsOf } from './backup.ts';
import { erasePerson } from './erasure.ts';
import { withUpgradedBackup } from './older-forms/older-backup.ts';
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { contentOfGeneration } from '#areas/documents';
import { openZipFile, ZipError } from '#server/files/zip.ts';
import { fill } from './restored-rows.ts';
import { listHoldings, compareHoldings, type PersonAfterRestore } from './restored-holdings.ts';

export interface RestoreTools {
  readonly store: Store;
  /** Names the folder in which an older backup is brought up to date. */
  readonly config: { readonly dataDir: string };
  readonly now: () => Date;
  readonly workers: Pick<DocumentWorkers, 'settle'>;
}

export interface Restored {
  readonly rows: number;
  /** Those that were moved to a new generation. */
  readonly documents: number;
  /**
   * Lists the ids of documents whose saved text cannot be read: they stay as they were saved, at their old
   * generation.
   */
  readonly unreadable: readonly string[];
  /** Counts the open invitations and links of external reviews that ended with the restore. */
  readonly endedOffers: number;
  /**
   * Lists what the operator has to check: of a restore into an empty database every person with the roles they
   * hold now, otherwise what is different from before.
   */
  readonly people: readonly PersonAfterRestore[];
  /** Counts the people who had been erased since the backup, and are erased again. */
  readonly erasedAgain: number;
  /** Lists the ids of those who cannot be: somebody else has to take over an office of theirs first. */
  readonly notErased: readonly string[];
}

/**
 * Restores into an empty database, or with `replace` instead of the present content. `conflict` where it is
 * not empty; `invalid` names in `field` what is wrong with the file. A backup of an earlier version is put into the tables of that
 * version first, and brought up to date by the migrations since.
 */
export async function restore(
  tools: RestoreTools,
  file: string,
  { replace = false }: { readonly replace?: boolean } = {}
): Promise<Result<Restored>> {
  const { store, config } = tools;
  const source = openZipFile(file);
  try {
    const backup = openBackup(source);
    if (!replace && !(await isEmpty(store.db))) return refuse('conflict');
    const here = await migrationsOf(store.db);
    return here.join() === backup.seal.migrations.join()
      ? await putBack(tools, backup, replace)
      : await withUpgradedBackup(backup, config.dataDir, (upgraded) => putBack(tools, upgraded, replace));
  } catch (error) {
    if (error instanceof BackupError || error instanceof ZipError)
      return refuse('invalid', { field: error.message });
    throw error;
  } finally {
    source.close();
  }
}

/** Returns what is wrong with the file of a backup as far as its seal tells; null where it can be restored. */
export function findBackupFault(file: string): string | null {
  const source = openZipFile(file);
  try {
    openBackup(source);
    return null;
  } catch (error) {
    if (error instanceof BackupError || error instanceof ZipError) return error.message;
    throw error;
  } finally {
    source.close();
  }
}

const isEmpty = async (db: Db): Promise<boolean> =>
  (await countRows(db, 'user')) + (await countRows(db, 'study')) === 0;

function putBack(
  { store, now, workers }: RestoreTools,
  backup: Backup,
  replace: boolean
): Promise<Result<Restored>> {
  return store.db.transaction().execute(async (trx) => {
    const wasEmpty = await isEmpty(trx);
    if (!wasEmpty && !replace) return refuse('conflict');
    // This is the highest number that a tab of the replaced installation can hold.
    const replaced = await highestGenerations(trx);
    const erased = await listErased(trx);
    const before = wasEmpty ? null : await listHoldings(trx);
    for (const table of [...tableNames].reverse()) await deleteRows(trx, table);
    const rows = await fill(trx, backup);
    const generations = await beginGenerations(trx, workers, now(), replaced);
    const at = now().toISOString();
    // A message that waited then may have been sent since: the operator decides.
    await holdMail(trx, at);
    const endedOffers = await endOffers(trx, at);
    return ok({
      rows,
      ...generations,
      endedOffers,
      ...(await eraseAgain(trx, erased, at)),
      people: compareHoldings(before, await listHoldings(trx))
    });
  });
}

async function highestGenerations(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('generation')
    .select((eb) => ['documentId', eb.fn.max('n').as('n')])
    .groupBy('documentId')
    .execute();
  return new Map(rows.map((row) => [row.documentId, row.n]));
}

/** Limits a generation to what the name of a room can hold. */
const highestGeneration = 999_999_999;
const leastLeap = 10_000;
const furthestLeap = 1_000_000;

/**
 * Returns the number of a document's new generation: one more than any that the replaced installation gave.
 * Where that is not known (a restore into an empty database) the lost installation may have begun generations
 * after the backup was made, and tabs may still hold them: `leap`, drawn at random for each restore, puts the
 * new number beyond any count of freezes, and apart from other restores of the same backup.
 */
export function generationAfterRestore(restored: number, replaced: number | undefined, leap: number): number {
  const n = replaced === undefined ? restored + leap : Math.max(restored, replaced) + 1;
  if (n > highestGeneration) throw new BackupError(`generation ${restored} leaves no number for the next`);
  return n;
}

/** Erases again those whom the replaced database had erased and the backup still holds. */
async function eraseAgain(
  trx: Transaction<Schema>,
  ids: readonly string[],
  at: string
): Promise<Pick<Restored, 'erasedAgain' | 'notErased'>> {
  const already = new Set(await listErased(trx));
  const due = ids.filter((id) => !already.has(id));
  const notErased: string[] = [];
  let erasedAgain = 0;
  for (const id of due) {
    const outcome = await erasePerson(
      {
        trx,
        at,
        appendEvent: async (studyId, _, domainEvent) => {
          await appendEvent(trx, { studyId, actorId: null, actorRole: null, at }, domainEvent);
        },
        // Nobody is signed in after a restore, and no server runs.
        signalAfterCommit: () => undefined
      },
      id
    );
    if (outcome.ok) erasedAgain += 1;
    else if (outcome.refusal.code !== 'not-found') notErased.push(id);
  }
  return { erasedAgain, notErased };
}

/**
 * A frozen text stays frozen: its new generation ends as it begins, so that the next reopening takes a new number too.
 */
async function beginGenerations(
  db: Db,
  workers: RestoreTools['workers'],
  now: Date,
  replaced: ReadonlyMap<string, number>
): Promise<Pick<Restored, 'documents' | 'unreadable'>> {
  const at = now.toISOString();
  const documents = await selectRows(db, 'document');
  const restored = await highestGenerations(db);
  const unreadable: string[] = [];
  const leap = randomInt(leastLeap, furthestLeap);
  for (const { id, generation } of documents) {
    const n = generationAfterRestore(restored.get(id) ?? generation, replaced.get(id), leap);
    const current = await db
      .selectFrom('generation')
      .select(['endedAt', 'textModel'])
      .where('documentId', '=', id)
      .where('n', '=', generation)
      .executeTakeFirstOrThrow();
    const bytes = await readableContent(db, workers, id, generation);
    if (!bytes) {
      // Its room refuses everyone, so that no tab can push rolled-back text into the old generation.
      unreadable.push(id);
      continue;
    }
    await db
      .updateTable('generation')
      .set({ endedAt: at })
      .where('documentId', '=', id)
      .where('endedAt', 'is', null)
      .execute();
    const endedAt = current.endedAt === null ? null : at;
    await insertRows(db, 'generation', [
      { documentId: id, n, openedAt: at, endedAt, textModel: current.textModel }
    ]);
    await insertRows(db, 'documentSnapshot', [
      { documentId: id, generation: n, throughSeq: 0, bytes, createdAt: at }
    ]);
    await db.updateTable('document').set({ generation: n }).where('id', '=', id).execute();
  }
  return { documents: documents.length - unreadable.length, unreadable };
}

/** The backup does not know which were taken back or used since. Returns how many they were. */
async function endOffers(db: Db, at: string): Promise<number> {
  const invitations = await db
    .updateTable('invitation')
    .set({ withdrawnAt: at })
    .where('acceptedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where('expiresAt', '>', at)
    .returning('id')
    .execute();
  const readings = await db
    .updateTable('reading')
    .set({ revokedAt: at })
    .where('revokedAt', 'is', null)
    .where('deadline', '>', at)
    .returning('id')
    .execute();
  for (const { id } of [...invitations, ...readings]) await forgetMailWithLink(db, id);
  return invitations.length + readings.length;
}

/** Undefined where the stored bytes cannot be read: one text must not block the restore of all others. */
async function readableContent(
  db: Db,
  workers: RestoreTools['workers'],
  documentId: string,
  generation: number
): Promise<Uint8Array | undefined> {
  try {
    return await contentOfGeneration(db, workers, documentId, generation);
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return undefined;
    throw error;
  }
}
