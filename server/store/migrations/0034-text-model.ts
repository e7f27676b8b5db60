/** Which model a generation's text has: a tree of elements, as all had until then, or one sequence a passage. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('generation')
    .addColumn('text_model', 'text', (column) => column.notNull().defaultTo('tree'))
    .execute();
}
