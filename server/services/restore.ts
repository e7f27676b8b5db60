/**
 * Restores an installation from a backup, completely or not at all. Afterwards no one is signed in, and every
 * document is at a new generation: a tab that was open before the restore holds text that was rolled back,
 * and must not be able to merge it in. What may have been revoked or sent since the backup does not come back
 * by itself: open offers end, e-mails are held back, and the operator reads who holds what.
 */
import { randomInt } from 'node:crypto';
import type { Transaction } from 'kysely';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { appendEvent } from '../events/append.ts';
import { listErased } from '../store/erasure.ts';
import type { Db, Store } from '../store/open.ts';
import { forgetMailWithLink, holdMail } from '../store/mail.ts';
import { countRows, deleteRows, insertRows, selectRows } from '../store/rows.ts';
import type { Schema } from '../store/schema.ts';
import { parseHarmless, tableNames, tableShapes, type Row, type TableName } from '../store/table-shapes.ts';
import { backedUpTables, migrationsOf, partName, sealName, sealShape } from './backup.ts';
import { erasePerson } from './erasure.ts';
import { sha256 } from './sha256.ts';
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { DocumentWorkers } from '../workers/document-workers.ts';
import { contentOfGeneration } from './stable-document.ts';
import { openZip, openZipFile, ZipError, type ZipEntry } from './zip.ts';

export interface RestoreTools {
  readonly store: Store;
  readonly now: () => Date;
  readonly workers: Pick<DocumentWorkers, 'settle'>;
}

/** Reports what is wrong with the file, in text for the operator. */
class BackupError extends Error {
  override readonly name = 'BackupError';
}

const rowsAtOnce = 500;
const limits = {
  entries: 500_000,
  entry: 2 ** 28,
  total: 2 ** 42,
  isAllowed: (name: string): boolean =>
    name === sealName || /^tables\/[a-zA-Z]{1,40}\/\d{6}\.jsonl$/.test(name)
};

export interface Restored {
  readonly rows: number;
  /** Counts the texts that were moved to a new generation. */
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

export interface PersonAfterRestore {
  readonly email: string;
  /** Lists roles and suspension, as text for the operator. */
  readonly holds: readonly string[];
  /** Lists what the person held before the restore; null where the database was empty. */
  readonly held: readonly string[] | null;
  /** Says that the password is that of the backup, and was another before the restore. */
  readonly hasOldPassword: boolean;
}

/**
 * Restores into an empty database, or with `replace` instead of the present content. `conflict` where it is
 * not empty; `invalid` names in `field` what is wrong with the file.
 */
export async function restore(
  { store, now, workers }: RestoreTools,
  file: string,
  { replace = false }: { readonly replace?: boolean } = {}
): Promise<Result<Restored>> {
  const source = openZipFile(file);
  try {
    const entries = new Map(openZip(source, limits).map((entry) => [entry.name, entry]));
    return await store.db.transaction().execute(async (trx) => {
      const isEmpty = (await countRows(trx, 'user')) + (await countRows(trx, 'study')) === 0;
      if (!isEmpty && !replace) return refuse('conflict');
      // This is the highest number that a tab of the replaced installation can hold.
      const replaced = await highestGenerations(trx);
      const erased = await listErased(trx);
      const before = isEmpty ? null : await listHoldings(trx);
      for (const table of [...tableNames].reverse()) await deleteRows(trx, table);
      const rows = await fill(trx, entries);
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
  } catch (error) {
    if (error instanceof BackupError || error instanceof ZipError)
      return refuse('invalid', { field: error.message });
    throw error;
  } finally {
    source.close();
  }
}

async function fill(db: Db, entries: ReadonlyMap<string, ZipEntry>): Promise<number> {
  const seal = sealOf(entries);
  const here = await migrationsOf(db);
  if (here.join() !== seal.migrations.join()) {
    throw new BackupError(
      `the backup was made by another version (${seal.migrations.join(', ')}); this one has ${here.join(', ')}`
    );
  }
  let total = 0;
  for (const table of backedUpTables) {
    let count = 0;
    for (let part = 0; entries.has(partName(table, part)); part += 1) {
      const name = partName(table, part);
      const bytes = (entries.get(name) as ZipEntry).read();
      if (sha256(bytes) !== seal.parts[name]) throw new BackupError(`${name} is not what ${sealName} says`);
      for (const rows of rowsIn(table, bytes, name)) {
        await insertRows(db, table, rows);
        count += rows.length;
      }
    }
    if (count !== seal.rows[table])
      throw new BackupError(`${table} has ${count} rows, ${sealName} says ${seal.rows[table] ?? 0}`);
    total += count;
  }
  return total;
}

function sealOf(entries: ReadonlyMap<string, ZipEntry>) {
  const entry = entries.get(sealName);
  if (!entry)
    throw new BackupError(`${sealName} is missing: the backup is of another kind, or was cut short`);
  const result = sealShape.safeParse(jsonOf(Buffer.from(entry.read()).toString('utf8'), sealName));
  if (!result.success) throw new BackupError(`${sealName} is not that of a backup this version reads`);
  if (Object.keys(result.data.parts).length !== entries.size - 1)
    throw new BackupError(`${sealName} does not name what the backup holds`);
  return result.data;
}

function* rowsIn<Table extends TableName>(
  table: Table,
  bytes: Uint8Array,
  name: string
): Generator<Row<Table>[]> {
  let rows: Row<Table>[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = 0;
  for (let at = 0; at < buffer.length;) {
    const end = buffer.indexOf(10, at);
    const line = buffer.toString('utf8', at, end === -1 ? buffer.length : end);
    at = end === -1 ? buffer.length : end + 1;
    number += 1;
    const result = tableShapes[table].safeParse(jsonOf(line, `${name}, line ${number}`));
    if (!result.success)
      throw new BackupError(
        `${name}, line ${number}: ${result.error.issues[0]?.path.join('.') ?? ''} ${result.error.issues[0]?.message ?? ''}`
      );
    rows.push(result.data as Row<Table>);
    if (rows.length === rowsAtOnce) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}

function jsonOf(text: string, name: string): unknown {
  try {
    return parseHarmless(text);
  } catch (cause) {
    throw new BackupError(`${name} is not JSON`, { cause });
  }
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
 * Begins a new generation of each document. A frozen text stays frozen: its new generation ends as it begins,
 * so that the next reopening takes a new number too.
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

/**
 * Ends every open invitation and link of an external review: the backup does not know which were taken back or
 * used since. Returns how many they were.
 */
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

interface Holdings {
  readonly holds: readonly string[];
  readonly passwordHash: string | null;
}

/** Returns, by address, what every person holds: roles in studies, the installation, and a suspension. */
async function listHoldings(db: Db): Promise<Map<string, Holdings>> {
  const users = await selectRows(db, 'user');
  const grants = await db
    .selectFrom('grant')
    .innerJoin('study', 'study.id', 'grant.studyId')
    .select(['grant.userId', 'grant.role', 'grant.sideId', 'grant.cityId', 'grant.isSenior', 'study.slug'])
    .orderBy('study.slug')
    .orderBy('grant.role')
    .orderBy('grant.cityId')
    .execute();
  return new Map(
    users.map((user) => [
      user.email,
      {
        passwordHash: user.passwordHash,
        holds: [
          ...(user.isAdministrator === 1 ? ['administrator'] : []),
          ...(user.suspendedAt === null ? [] : ['suspended']),
          ...grants
            .filter(({ userId }) => userId === user.id)
            .map(({ slug, role, sideId, cityId, isSenior }) =>
              [`${slug}: ${role}`, cityId ?? sideId ?? '', isSenior === 1 ? 'senior' : '']
                .filter((part) => part !== '')
                .join(' ')
            )
        ]
      }
    ])
  );
}

function compareHoldings(
  before: ReadonlyMap<string, Holdings> | null,
  after: ReadonlyMap<string, Holdings>
): PersonAfterRestore[] {
  const emails = [...new Set([...(before?.keys() ?? []), ...after.keys()])].sort();
  return emails.flatMap((email) => {
    const [then, now] = [before?.get(email), after.get(email)];
    const holds = now?.holds ?? [];
    const held = before ? (then?.holds ?? []) : null;
    const hasOldPassword = then !== undefined && now !== undefined && then.passwordHash !== now.passwordHash;
    const isSame = before !== null && held?.join() === holds.join() && !hasOldPassword;
    return isSame && then && now ? [] : [{ email, holds, held, hasOldPassword }];
  });
}

/**
 * Reads the content; undefined where the stored bytes cannot be read: one text must not block the restore of
 * all others.
 */
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
