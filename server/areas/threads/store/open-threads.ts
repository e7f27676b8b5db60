/**
 * Reads threads that are not resolved, as far as a step requires them to be: those of experts, and those that
 * the city sees; not the city's own, nor those on levels, which close with their panel.
 */
import type { StudyId } from '#base/ids.ts';
import { isRepresentative } from '#base/grant-duties.ts';
import type { Db } from '#server/store/open.ts';

export const listOpenThreads = (
  db: Db,
  documentId: string
): Promise<{ id: string; section: string | null }[]> =>
  db
    .selectFrom('thread')
    .select(['id', 'section'])
    .where('documentId', '=', documentId)
    .where('state', '=', 'open')
    .where('audience', 'in', ['experts', 'shared'])
    .orderBy('at')
    .orderBy('id')
    .execute();

/** Counts by city the open threads that the city sees, that are out, and in which another user wrote last. */
export async function countQuestions(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('thread')
    .innerJoin('comment', 'comment.threadId', 'thread.id')
    .select(['thread.id', 'thread.cityId', 'comment.role'])
    .where('thread.studyId', '=', studyId)
    .where('thread.audience', '=', 'shared')
    .where('thread.state', '=', 'open')
    .where('comment.heldUntil', 'is', null)
    .where('comment.withdrawnAt', 'is', null)
    .orderBy('comment.at')
    .orderBy('comment.id')
    .execute();
  const last = new Map(rows.map((row) => [row.id, row]));
  const counts = new Map<string, number>();
  for (const { cityId, role } of last.values())
    if (cityId !== null && !isRepresentative({ role })) counts.set(cityId, (counts.get(cityId) ?? 0) + 1);
  return counts;
}
