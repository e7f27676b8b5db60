/**
 * Reads and writes the draft of a study's next framework version. A study has one row; a save succeeds only
 * for a user who has seen the last one.
 */
import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import { parseFramework } from './framework-shape.ts';
import type { Db } from '#server/store/open.ts';

export interface FrameworkDraft {
  readonly framework: Framework;
  /** Null where the study had none. */
  readonly baseVersion: string | null;
  readonly userId: string;
  readonly at: string;
  readonly version: number;
}

export async function findDraft(db: Db, studyId: StudyId): Promise<FrameworkDraft | undefined> {
  const row = await db
    .selectFrom('frameworkDraft')
    .selectAll()
    .where('studyId', '=', studyId)
    .executeTakeFirst();
  return (
    row && {
      framework: parseFramework(row.content),
      baseVersion: row.baseVersion,
      userId: row.userId,
      at: row.at,
      version: row.version
    }
  );
}

type NewDraft = Omit<FrameworkDraft, 'version'>;

/** Returns false where there is one already. */
export async function insertDraft(
  db: Db,
  studyId: StudyId,
  { framework, baseVersion, userId, at }: NewDraft
): Promise<boolean> {
  const content = JSON.stringify(framework);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('frameworkDraft')
    .values({ studyId, content, baseVersion, userId, at, version: 1 })
    .onConflict((conflict) => conflict.column('studyId').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Returns false where another user has saved since `version`. */
export async function updateDraft(
  db: Db,
  studyId: StudyId,
  version: number,
  { framework, baseVersion, userId, at }: NewDraft
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('frameworkDraft')
    .set({ content: JSON.stringify(framework), baseVersion, userId, at, version: version + 1 })
    .where('studyId', '=', studyId)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteDraft(db: Db, studyId: StudyId, version: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('frameworkDraft')
    .where('studyId', '=', studyId)
    .where('version', '=', version)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
