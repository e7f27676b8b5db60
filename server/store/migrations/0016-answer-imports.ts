/** What came into a response from files, so that it can be told and taken back. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  let table = db.schema
    .createTable('answer_import')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('generation', 'integer', (column) => column.notNull());
  for (const name of [
    'city_id',
    'document_id',
    'user_id',
    'at',
    'file_name',
    'format',
    'sha256',
    'changes'
  ]) {
    table = table.addColumn(name, 'text', (column) => column.notNull());
  }
  for (const name of ['undone_by', 'undone_at']) table = table.addColumn(name, 'text');
  await table.execute();
  await db.schema
    .createIndex('answer_import_of')
    .on('answer_import')
    .columns(['document_id', 'at'])
    .execute();
}
