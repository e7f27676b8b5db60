/** Reads and writes what cards of good practices, trends and challenges have in common: validations, removal. */
import type { Updateable } from 'kysely';
import type { Validation } from '#rules/practices/practice.ts';
import type { StudyId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';
import { listSupports, type OwnerKind, type StoredSupport } from './supports.ts';
import type { PracticeTable, ThemeTable } from './tables.ts';

export interface StoredValidation extends Validation {
  readonly ownerId: string;
}

interface Basis {
  readonly validations: readonly StoredValidation[];
  readonly supports: readonly StoredSupport[];
}

/** Returns what each of these statements rests on, and who has validated it. */
export async function listBases(
  db: Db,
  kind: OwnerKind,
  studyId: StudyId,
  statements: readonly { readonly id: string }[]
): Promise<(statement: { readonly id: string }) => Basis> {
  const validations = await listValidations(db, kind, studyId);
  const ids = statements.length > 50 ? null : statements.map(({ id }) => id);
  const supports = await listSupports(db, studyId, ids);
  return ({ id }) => ({
    validations: validations.filter(({ ownerId }) => ownerId === id),
    supports: supports.filter(({ ownerId }) => ownerId === id)
  });
}

/** Oldest first. */
export async function listValidations(
  db: Db,
  kind: OwnerKind,
  studyId: StudyId
): Promise<StoredValidation[]> {
  const shared = ['sideId', 'userId', 'at', 'print'] as const;
  return kind === 'practice'
    ? db
        .selectFrom('practiceValidation')
        .select([...shared, 'practiceId as ownerId'])
        .where('studyId', '=', studyId)
        .orderBy('at')
        .execute()
    : db
        .selectFrom('themeValidation')
        .select([...shared, 'themeId as ownerId'])
        .where('studyId', '=', studyId)
        .orderBy('at')
        .execute();
}

/** Replaces the side's earlier one. */
export async function saveValidation(
  db: Db,
  kind: OwnerKind,
  { ownerId, studyId, sideId, ...given }: StoredValidation & { readonly studyId: StudyId }
): Promise<void> {
  await (
    kind === 'practice'
      ? db
          .insertInto('practiceValidation')
          .values({ practiceId: ownerId, studyId, sideId, ...given })
          .onConflict((conflict) => conflict.columns(['practiceId', 'sideId']).doUpdateSet(given))
      : db
          .insertInto('themeValidation')
          .values({ themeId: ownerId, studyId, sideId, ...given })
          .onConflict((conflict) => conflict.columns(['themeId', 'sideId']).doUpdateSet(given))
  ).execute();
}

export async function deleteValidation(
  db: Db,
  kind: OwnerKind,
  { ownerId, sideId }: Pick<StoredValidation, 'ownerId' | 'sideId'>
): Promise<void> {
  await (
    kind === 'practice'
      ? db.deleteFrom('practiceValidation').where('practiceId', '=', ownerId)
      : db.deleteFrom('themeValidation').where('themeId', '=', ownerId)
  )
    .where('sideId', '=', sideId)
    .execute();
}

/** Those that were removed count. */
export async function countStatements(db: Db, kind: OwnerKind, studyId: StudyId): Promise<number> {
  const { count } = await db
    .selectFrom(kind)
    .select((eb) => eb.fn.countAll().as('count'))
    .where('studyId', '=', studyId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Returns false where it has been saved by another user in between. */
export async function updateStatement(
  db: Db,
  kind: OwnerKind,
  { id, version }: { readonly id: string; readonly version: number },
  columns: Updateable<PracticeTable> | Updateable<ThemeTable>
): Promise<boolean> {
  const result = await db
    .updateTable(kind)
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Returns false where it has been saved by another user in between. */
export const removeStatement = (
  db: Db,
  kind: OwnerKind,
  seen: { readonly id: string; readonly version: number },
  at: string
): Promise<boolean> => updateStatement(db, kind, seen, { removedAt: at });
