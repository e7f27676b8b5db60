/** When a study was taken over from an archive, and how far its log reached then. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('study_import')
    .ifNotExists()
    .addColumn('study_id', 'text', (column) =>
      column.notNull().primaryKey().references('study.id').onDelete('cascade')
    )
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('event_seq', 'integer', (column) => column.notNull())
    .execute();
}
