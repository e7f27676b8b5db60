/** Reads and writes what the practices and themes of a study rest on. */
import type { Insertable, Selectable } from 'kysely';
import { parseSupport, type Support, type SupportRole } from '#rules/bibliography/support.ts';
import type { Db } from '#server/store/open.ts';
import type { SupportTable } from './tables.ts';

export type OwnerKind = SupportTable['ownerKind'];

export interface StoredSupport {
  readonly id: string;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly role: SupportRole;
  readonly key: string;
  readonly support: Support;
  readonly cityId: string | null;
  readonly userId: string;
  readonly at: string;
}

/** In the order in which they were added; of the whole study for null. */
export async function listSupports(
  db: Db,
  studyId: string,
  ownerIds: readonly string[] | null = null
): Promise<StoredSupport[]> {
  if (ownerIds?.length === 0) return [];
  let query = db.selectFrom('support').selectAll().where('studyId', '=', studyId);
  if (ownerIds) query = query.where('ownerId', 'in', ownerIds);
  return (await query.orderBy('at').orderBy('id').execute()).flatMap(supportFrom);
}

export async function findSupport(db: Db, studyId: string, id: string): Promise<StoredSupport | undefined> {
  const row = await db
    .selectFrom('support')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && supportFrom(row)[0];
}

/** Returns false where the owner rests on the same thing already. */
export async function insertSupport(db: Db, row: Insertable<SupportTable>): Promise<boolean> {
  const result = await db
    .insertInto('support')
    .values(row)
    .onConflict((conflict) => conflict.columns(['ownerId', 'key']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Cites the same thing anew, as it is now. */
export async function updateSupport(
  db: Db,
  id: string,
  { support, userId, at }: Pick<StoredSupport, 'support' | 'userId' | 'at'>
): Promise<void> {
  await db
    .updateTable('support')
    .set({ content: JSON.stringify(support), userId, at })
    .where('id', '=', id)
    .execute();
}

export async function deleteSupport(db: Db, id: string): Promise<void> {
  await db.deleteFrom('support').where('id', '=', id).execute();
}

/** A row that cannot be parsed, which only another program can have written, is no support. */
function supportFrom(row: Selectable<SupportTable>): StoredSupport[] {
  const { id, ownerKind, ownerId, role, key, cityId, userId, at, content } = row;
  const parsed = parseSupport(JSON.parse(content));
  return parsed.ok ? [{ id, ownerKind, ownerId, role, key, support: parsed.value, cityId, userId, at }] : [];
}

/** Returns what a fingerprint of the owner's content holds of its supports, in an order of its own. */
export const printedSupports = (supports: readonly StoredSupport[]): unknown =>
  supports
    .map(({ role, key, support }) => [key, role, support.print])
    .sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1));
