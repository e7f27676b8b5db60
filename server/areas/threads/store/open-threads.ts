/**
 * Reads threads that are not resolved, as far as a step requires them to be: those of experts, and those that
 * the city sees; not the city's own, nor those on levels, which close with their panel.
 */
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
