/** What a piece of evidence said of itself before each change. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let table = db.schema
    .createTable('evidence_change')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('evidence_id', 'text', (column) =>
      column.notNull().references('evidence.id').onDelete('cascade')
    )
    .addColumn('is_confidential', 'integer', (column) => column.notNull());
  for (const name of ['facts', 'user_id', 'at'])
    table = table.addColumn(name, 'text', (column) => column.notNull());
  await table.execute();
  await db.schema
    .createIndex('evidence_change_of')
    .ifNotExists()
    .on('evidence_change')
    .columns(['evidence_id', 'at'])
    .execute();
}
