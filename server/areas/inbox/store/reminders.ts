import type { Db } from '#server/store/open.ts';

export const listReminders = async (db: Db, abouts: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    abouts.length === 0
      ? []
      : (
          await db
            .selectFrom('reminder')
            .select('about')
            .where('about', 'in', [...abouts])
            .execute()
        ).map(({ about }) => about)
  );

/** Returns false where it was given already. */
export async function insertReminder(
  db: Db,
  reminder: { studyId: string; about: string; day: string; at: string }
): Promise<boolean> {
  const result = await db
    .insertInto('reminder')
    .values(reminder)
    .onConflict((conflict) => conflict.columns(['studyId', 'about', 'day']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
