/** Signatures keep the words that were signed; a record that was put before the chairs can be sent back. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('signature') where name = 'statement'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('signature')
    .addColumn('statement', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('sent_back')
    .addColumn('version_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('reason_en', 'text', (column) => column.notNull())
    .addColumn('reason_zh', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
}
