/** A study has a factor by which the secretariat raises the personal quotas. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('study')
    .addColumn('quota_factor', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
}
