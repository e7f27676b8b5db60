/** Which headings the synopses of each side's cities have, as JSON by side. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('study')
    .addColumn('synopsis_headings', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
}
