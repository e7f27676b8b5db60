/** Records say which question they answer, and of single fields where they are from and what is remarked. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from pragma_table_info('record') where name = 'question'`.execute(db);
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  await db.schema
    .alterTable('record')
    .addColumn('question', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .alterTable('record')
    .addColumn('sources', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .alterTable('record')
    .addColumn('notes', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
}
