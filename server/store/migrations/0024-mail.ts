/** An e-mail holds its link sealed, apart from its text; a restore holds back all e-mails until they are released. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('mail_hold')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  if (!db.getExecutor().adapter.supportsTransactionalDdl) {
    const { rows } = await sql`select 1 from pragma_table_info('mail') where name = 'sealed_link'`.execute(
      db
    );
    if (rows.length > 0) return;
  }
  await db.schema.alterTable('mail').addColumn('sealed_link', 'text').execute();
}
