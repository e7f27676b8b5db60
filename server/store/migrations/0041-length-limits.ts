/** The lengths that sections of a study's texts may have, as JSON by section. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('study')
    .addColumn('length_limits', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
}
